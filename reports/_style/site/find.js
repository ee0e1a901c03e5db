// Takes a ZIP code to the page of its county, and filters the list of members as one types.
// Without this script the form opens the page that lists ZIP codes by their first digits.
(function () {
  "use strict";

  function search(form) {
    var said = form.querySelector(".said");
    form.noValidate = true;
    form.addEventListener("submit", function (event) {
      var zip = form.elements.zip.value.trim().slice(0, 5);
      event.preventDefault();
      if (!/^\d{5}$/.test(zip)) { said.textContent = "A ZIP code has five digits."; return; }
      fetch(form.dataset.zips).then(function (got) { return got.json(); }).then(function (zips) {
        var county = Object.prototype.hasOwnProperty.call(zips, zip) && zips[zip];
        if (county) window.location.assign(form.dataset.counties + county + "/?zip=" + zip);
        else said.textContent = "Our list of ZIP codes in Illinois does not have " + zip + ". Some, such as those of post office boxes, have no area: try one nearby, or choose your county.";
      }).catch(function () { window.location.assign(form.action); });
    });
  }

  function filter(form) {
    var rows = Array.prototype.slice.call(document.querySelectorAll("table." + form.dataset.filter + " tbody tr"));
    var said = form.querySelector(".said");
    function plain(text) { return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase(); }
    form.hidden = false;
    form.addEventListener("submit", function (event) { event.preventDefault(); });
    form.elements.name.addEventListener("input", function () {
      var words = plain(form.elements.name.value).split(/\s+/).filter(Boolean);
      var left = rows.filter(function (row) {
        var text = plain(row.textContent).split(/\s+/);
        row.hidden = !words.every(function (word) {
          return text.some(function (one) { return /^\d+$/.test(word) ? one === word : one.startsWith(word); });
        });
        return !row.hidden;
      }).length;
      said.textContent = words.length ? left + " of " + rows.length : "";
    });
  }

  document.querySelectorAll("form[data-zips]").forEach(search);
  document.querySelectorAll("form[data-filter]").forEach(filter);
  var zip = new URLSearchParams(window.location.search).get("zip");
  var place = document.getElementById("for-zip");
  if (place && zip && /^\d{5}$/.test(zip)) {
    var listed = (document.querySelector(".zips") || { textContent: "" }).textContent.split(/\s+/);
    if (listed.indexOf(zip) >= 0) place.textContent = "Your ZIP code, " + zip + ", is in this county by our list.";
  }
})();
