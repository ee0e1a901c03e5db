// Computes the SHA-256 of a file in the browser and looks for it in the list of this site.
(function () {
  "use strict";
  var form = document.querySelector("form[data-digests]");
  var said = document.getElementById("verify-said");
  if (!form || !window.crypto || !window.crypto.subtle) return;
  form.hidden = false;

  function tell(head, lines) {
    said.textContent = "";
    var first = document.createElement("p");
    var strong = document.createElement("strong");
    strong.textContent = head;
    first.appendChild(strong);
    said.appendChild(first);
    lines.forEach(function (line) {
      var p = document.createElement("p");
      p.textContent = line.said;
      if (line.path !== undefined) {
        var link = document.createElement("a");
        link.href = form.dataset.root + line.path;
        link.textContent = line.link;
        p.append(" ", link);
      }
      said.appendChild(p);
    });
  }

  function look(digest) {
    return fetch(form.dataset.digests).then(function (got) { return got.json(); }).then(function (known) {
      var found = Object.prototype.hasOwnProperty.call(known.files, digest) && known.files[digest];
      if (!found) {
        tell("This is no file of an edition on this site.", [
          { said: "It was changed after its release, or never released here. Its SHA-256 is " + digest + "." }
        ]);
        return;
      }
      var edition = known.editions[found[0]];
      var lines = [{ said: "It is " + found[1] + ", byte for byte as released on " + edition.released + "." }];
      if (edition.superseded_by) lines.push({
        said: "A newer edition took its place:", path: edition.newest_path, link: edition.superseded_by
      });
      else lines.push({ said: "It is the newest edition.", path: edition.path, link: edition.title });
      tell(edition.superseded_by ? "Whole, but superseded: " + edition.id : "Whole: " + edition.id, lines);
    }).catch(function () {
      tell("The list of this site could not be read.", [{ said: "The SHA-256 of the file is " + digest + "." }]);
    });
  }

  form.addEventListener("submit", function (event) {
    event.preventDefault();
    var digest = form.elements.digest.value.trim().toLowerCase();
    if (/^[0-9a-f]{64}$/.test(digest)) look(digest);
    else tell("A SHA-256 has 64 digits and letters from a to f.", []);
  });
  form.elements.file.addEventListener("change", function () {
    var file = form.elements.file.files[0];
    if (!file) return;
    said.textContent = "Reading " + file.name + " …";
    file.arrayBuffer().then(function (bytes) {
      return window.crypto.subtle.digest("SHA-256", bytes);
    }).then(function (hash) {
      return look(Array.from(new Uint8Array(hash), function (one) {
        return one.toString(16).padStart(2, "0");
      }).join(""));
    }).catch(function () { tell("The file could not be read.", []); });
  });
})();
