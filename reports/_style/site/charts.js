// Makes the charts of a page live when one comes near: the library and the spec are loaded then.
// Without this script the page holds the same charts as drawings and the same numbers as tables.
(function () {
  "use strict";
  var main = document.querySelector("main[data-figures]");
  var names = main ? main.dataset.figures.split(" ").filter(Boolean) : [];
  var figures = names.map(function (name) { return document.getElementById(name); }).filter(Boolean);
  if (!figures.length || !("IntersectionObserver" in window)) return;
  var options = {
    actions: false, ast: true, defaultStyle: false, renderer: "svg", mode: "vega-lite",
    tooltip: { disableDefaultStyle: true },
    config: { mark: { tooltip: true } },
    loader: { http: false }
  };
  var library = null;

  function loaded() {
    library = library || new Promise(function (done, failed) {
      var script = document.createElement("script");
      script.src = main.dataset.library;
      script.onload = done;
      script.onerror = failed;
      document.head.appendChild(script);
    });
    return library;
  }

  function enliven(figure) {
    var picture = figure.querySelector(".chart-picture");
    var drawing = picture && picture.querySelector("svg");
    if (!drawing || figure.dataset.live) return;
    figure.dataset.live = "drawing";
    var live = document.createElement("div");
    live.className = "chart-live";
    live.setAttribute("aria-hidden", "true");
    live.style.display = "none";
    picture.appendChild(live);
    var spec = fetch(main.dataset.specs + figure.id + ".json").then(function (got) {
      if (!got.ok) throw new Error("no spec");
      return got.json();
    });
    Promise.all([spec, loaded()]).then(function (both) {
      return window.vegaEmbed(live, both[0], options);
    }).then(function () {
      drawing.style.display = "none";
      live.style.display = "";
      live.querySelectorAll("[tabindex]").forEach(function (node) { node.removeAttribute("tabindex"); });
      figure.dataset.live = "yes";
    }).catch(function () {
      live.remove();
      figure.dataset.live = "no";
    });
  }

  var seen = new IntersectionObserver(function (entries) {
    entries.forEach(function (entry) {
      if (!entry.isIntersecting) return;
      seen.unobserve(entry.target);
      enliven(entry.target);
    });
  }, { rootMargin: "300px" });
  figures.forEach(function (figure) { seen.observe(figure); });
})();
