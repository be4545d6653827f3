// Draws charts with Vega-Embed in the page's own colours, light or dark.
"use strict";
const Charts = (() => {
  const drawn = new Map();
  const formatLocale = { decimal: ".", thousands: "\u202f", grouping: [3], currency: ["", ""] };
  const dark = window.matchMedia("(prefers-color-scheme: dark)");

  function config(limit) {
    const style = getComputedStyle(document.documentElement);
    const colour = (name) => style.getPropertyValue(`--${name}`).trim();
    const text = { labelColor: colour("text"), titleColor: colour("faint"), labelFontSize: 12, titleFontSize: 12, titleFontWeight: "normal" };
    return {
      font: getComputedStyle(document.body).fontFamily,
      background: "transparent",
      view: { stroke: null },
      axis: { ...text, labelLimit: limit, domainColor: colour("line"), gridColor: colour("line"), tickColor: colour("line") },
      legend: { ...text, labelLimit: 260 },
      bar: { color: colour("c1") },
      rule: { color: colour("text") },
      line: { strokeWidth: 2.25, color: colour("c1") },
      range: { category: ["c1", "c2", "c3", "c4"].map(colour) },
    };
  }

  async function draw(place, rows) {
    drawn.set(place, rows);
    const spec = { ...window.siteData.charts[place.dataset.chart], datasets: { rows } };
    if (spec.usermeta) {
      const { band, step } = spec.usermeta;
      spec.height = Math.max(new Set(rows.map((row) => row[band])).size, 1) * step;
    }
    const limit = Math.max(110, Math.min(320, place.clientWidth * 0.38));
    const view = document.createElement("div");
    view.style.width = "100%";
    const script = place.querySelector("script");
    place.replaceChildren(...(script ? [script] : []), view);
    // The element that holds the chart has the words; the drawing itself is not read out.
    await vegaEmbed(view, spec, { ast: true, renderer: "svg", actions: false, config: config(limit), formatLocale });
    view.querySelectorAll("svg, svg *").forEach((one) => {
      for (const name of ["role", "aria-label", "aria-roledescription", "tabindex"]) one.removeAttribute(name);
    });
  }

  dark.addEventListener("change", () => drawn.forEach((rows, place) => draw(place, rows)));

  for (const place of document.querySelectorAll(".chart")) {
    const held = place.querySelector("script[type='application/json']");
    if (held) draw(place, JSON.parse(held.textContent));
  }
  return { draw };
})();
