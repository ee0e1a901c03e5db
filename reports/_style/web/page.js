// Makes the charts of a page live, from the specs that stand in it. Without this script the
// page holds the same charts as drawings and the same numbers as tables.
(function () {
  "use strict";
  if (typeof window.vegaEmbed !== "function") return;
  var options = {
    actions: false, ast: true, defaultStyle: false, renderer: "svg", mode: "vega-lite",
    tooltip: { disableDefaultStyle: true },
    config: { mark: { tooltip: true } },
    loader: { http: false }
  };

  function enliven(data) {
    var name = data.getAttribute("data-chart");
    var figure = document.getElementById(name);
    var picture = figure && figure.querySelector(".chart-picture");
    if (!picture || figure.dataset.live) return;
    figure.dataset.live = "drawing";
    var drawing = picture.querySelector("svg");
    var live = document.createElement("div");
    live.className = "chart-live";
    live.setAttribute("aria-hidden", "true");
    live.style.display = "none";
    picture.appendChild(live);
    window.vegaEmbed(live, JSON.parse(data.textContent), options).then(function () {
      drawing.style.display = "none";
      live.style.display = "";
      live.querySelectorAll("[tabindex]").forEach(function (node) { node.removeAttribute("tabindex"); });
      figure.dataset.live = "yes";
    }).catch(function (error) {
      live.remove();
      figure.dataset.live = "no";
      window.console.warn("chart " + name + " stays a drawing: " + error.message);
    });
  }

  function start() {
    document.querySelectorAll("script[data-chart]").forEach(function (data) {
      var figure = document.getElementById(data.getAttribute("data-chart"));
      if (!figure || !("IntersectionObserver" in window)) { enliven(data); return; }
      var seen = new IntersectionObserver(function (entries) {
        if (entries.some(function (entry) { return entry.isIntersecting; })) {
          seen.disconnect();
          enliven(data);
        }
      }, { rootMargin: "300px" });
      seen.observe(figure);
    });
  }

  if (document.fonts && document.fonts.ready) document.fonts.ready.then(start); else start();
})();
