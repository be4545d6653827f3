// Charts as SVG in the page's own colours, each to be taken as CSV, SVG or PNG.
"use strict";
const Charts = (() => {
  const SIZE = 12;
  const LINE = 16;
  const drawn = new Map();
  const ruler = document.createElement("canvas").getContext("2d");

  // Colours as the page names them, so that they follow dark and print; for a file as they are now.
  function theme(isFile) {
    const style = getComputedStyle(document.body);
    const colour = (name) => isFile ? style.getPropertyValue(`--${name}`).trim() : `var(--${name})`;
    return {
      font: style.fontFamily,
      ground: colour("ground"), text: colour("text"), faint: colour("faint"), line: colour("line"),
      series: ["c1", "c2", "c3", "c4"].map(colour),
    };
  }

  function make(tag, attributes, parent, text) {
    const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    if (text !== undefined) made.textContent = text;
    if (parent) parent.append(made);
    return made;
  }

  const hint = (mark, text) => { if (text) make("title", {}, mark, text); };
  const shown = (value) => Page.rounded(value, 2);

  function width(text, font) {
    ruler.font = `${SIZE}px ${font}`;
    return ruler.measureText(text).width;
  }

  // Text in lines that fit a width; no word is cut.
  function wrapped(text, room, font) {
    const lines = [""];
    for (const word of text.split(" ")) {
      const longer = lines.at(-1) ? `${lines.at(-1)} ${word}` : word;
      if (width(longer, font) <= room || !lines.at(-1)) lines[lines.length - 1] = longer;
      else lines.push(word);
    }
    return lines;
  }

  function write(parent, lines, x, y, attributes) {
    const text = make("text", { x, y, "font-size": SIZE, ...attributes }, parent);
    lines.forEach((line, at) => make("tspan", { x, dy: at ? LINE : 0 }, text, line));
  }

  // Round steps between two values, four to six of them.
  function ticks(least, most) {
    const rough = (most - least || Math.abs(most) || 1) / 4;
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 2.5, 5, 10].map((unit) => unit * power).find((unit) => unit >= rough);
    const first = Math.floor(least / step), last = Math.max(Math.ceil(most / step), first + 1);
    return Array.from({ length: last - first + 1 }, (_, at) => Number(((first + at) * step).toPrecision(10)));
  }

  // Bars from zero with what bounds them; labels beside them where there is room, else above.
  function bars({ rows, unit, even }, across, look) {
    const group = make("g", {});
    const longest = Math.max(0, ...rows.map((row) => width(row.label, look.font)));
    const beside = longest + 12 < across * 0.45;
    const left = beside ? longest + 12 : 0;
    const marks = ticks(0, Math.max(even || 0, ...rows.map((row) => Math.max(row.value, row.upper || 0))));
    const right = width(shown(marks.at(-1)), look.font) / 2 + 2;
    const place = (value) => left + (across - left - right) * value / marks.at(-1);
    const under = make("g", {}, group), labels = make("g", {});
    let y = 0;
    for (const row of rows) {
      const lines = beside ? [row.label] : wrapped(row.label, across, look.font);
      if (!beside) y += 4;
      write(labels, lines, beside ? left - 8 : 0, y + (beside ? 16 : 12), {
        fill: look.text, "text-anchor": beside ? "end" : "start", stroke: look.ground, "stroke-width": 5, "paint-order": "stroke",
      });
      if (!beside) y += lines.length * LINE;
      const bar = make("path", { d: `M${left} ${y + 4}H${place(row.value)}v16H${left}z`, fill: look.series[0] }, group);
      hint(bar, row.hint);
      if (row.lower !== null && row.upper !== null) make("path", { d: `M${place(row.lower)} ${y + 12}H${place(row.upper)}`, stroke: look.text, "stroke-width": 2 }, group);
      y += 24;
    }
    for (const value of marks) {
      make("path", { d: `M${place(value)} 0V${y}`, stroke: look.line }, under);
      write(group, [shown(value)], place(value), y + LINE, { fill: look.faint, "text-anchor": value || left ? "middle" : "start" });
    }
    if (even !== undefined) make("path", { d: `M${place(even)} 0V${y}`, stroke: look.text, "stroke-dasharray": "4 3" }, group);
    write(group, [unit], left, y + LINE * 2 + 2, { fill: look.faint });
    group.append(labels);
    return { group, height: y + LINE * 2 + 8 };
  }

  const SHAPES = [
    (x, y) => `M${x - 4} ${y}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z`,
    (x, y) => `M${x - 4} ${y - 4}h8v8h-8z`,
    (x, y) => `M${x} ${y - 5}l5 9h-10z`,
    (x, y) => `M${x} ${y - 5}l5 5l-5 5l-5 -5z`,
  ];
  const DASHES = ["none", "6 3", "2 3", "8 3 2 3"];

  // Values over years, by series; joined where they measure the same, with breaks marked.
  function years({ rows, unit, joined }, across, look) {
    const group = make("g", {});
    const names = [...new Set(rows.map((row) => row.series))];
    const held = rows.filter((row) => row.value !== null);
    if (!held.length) return { group, height: 0 };
    let x = 0, top = SIZE;
    for (const [at, name] of names.entries()) {
      const room = width(name, look.font) + 36;
      if (x && x + room > across) { x = 0; top += LINE; }
      make("path", { d: SHAPES[at % 4](x + 5, top - 4), fill: look.series[at % 4] }, group);
      write(group, [name], x + 15, top, { fill: look.text });
      x += room;
    }
    write(group, [unit], 0, top + LINE + 6, { fill: look.faint });
    top += LINE + 18;
    const bottom = top + 240;
    const values = held.map((row) => row.value);
    const marks = ticks(Math.min(...values), Math.max(...values));
    const left = Math.max(...marks.map((value) => width(shown(value), look.font))) + 10;
    const all = rows.map((row) => row.year);
    const first = Math.min(...all), last = Math.max(...all);
    const over = (year) => left + 10 + (across - left - 24) * (last > first ? (year - first) / (last - first) : 0.5);
    const down = (value) => bottom - (bottom - top) * (value - marks[0]) / (marks.at(-1) - marks[0]);
    for (const value of marks) {
      make("path", { d: `M${left} ${down(value)}H${across}`, stroke: look.line }, group);
      write(group, [shown(value)], left - 8, down(value) + 4, { fill: look.faint, "text-anchor": "end" });
    }
    const step = [1, 2, 5, 10, 20].find((one) => (last - first) / one * 44 <= across - left) || 50;
    for (let year = Math.ceil(first / step) * step; year <= last; year += step) {
      write(group, [String(year)], over(year), bottom + LINE + 2, { fill: look.faint, "text-anchor": "middle" });
    }
    for (const year of new Set(rows.filter((row) => row.isBreak).map((row) => row.year))) {
      hint(make("path", { d: `M${over(year)} ${top}V${bottom}`, stroke: look.faint, "stroke-dasharray": "2 3", "stroke-width": 1.5 }, group), `${year}: break in the series`);
    }
    for (const [at, name] of names.entries()) {
      const own = rows.filter((row) => row.series === name);
      const path = own.map((row, place) => row.value === null ? "" :
        `${place && own[place - 1].value !== null ? "L" : "M"}${over(row.year)} ${down(row.value)}`).join("");
      if (joined) make("path", { d: path, fill: "none", stroke: look.series[at % 4], "stroke-width": 2.25, "stroke-dasharray": DASHES[at % 4] }, group);
      for (const row of own.filter((one) => one.value !== null)) {
        hint(make("path", { d: SHAPES[at % 4](over(row.year), down(row.value)), fill: look.series[at % 4] }, group), row.hint);
      }
    }
    return { group, height: bottom + LINE + 8 };
  }

  const KINDS = { bars, years };

  function sheet(across, height, look) {
    return make("svg", { xmlns: "http://www.w3.org/2000/svg", viewBox: `0 0 ${across} ${height}`, width: across, height, "font-family": look.font, "aria-hidden": "true" });
  }

  function redraw(place, across = place.clientWidth) {
    const chart = drawn.get(place);
    chart.across = across;
    if (!across || !chart.rows.length) { place.replaceChildren(); return; }
    const look = theme();
    const { group, height } = KINDS[chart.kind](chart, across, look);
    const svg = sheet(across, height, look);
    svg.append(group);
    place.replaceChildren(svg);
  }

  // A drawing that stands on its own: title above, source below, always as wide.
  function standalone(chart) {
    const look = theme(true), across = 960, edge = 24;
    const { group, height } = KINDS[chart.kind](chart, across - 2 * edge, look);
    const source = wrapped(chart.source, across - 2 * edge, look.font);
    const svg = sheet(across, height + source.length * LINE + 92, look);
    make("path", { d: `M0 0H${across}v${height + source.length * LINE + 92}H0z`, fill: look.ground }, svg);
    write(svg, [chart.title], edge, 36, { fill: look.text, "font-size": 17, "font-weight": 600 });
    group.setAttribute("transform", `translate(${edge} 56)`);
    svg.append(group);
    write(svg, source, edge, height + 82, { fill: look.faint });
    return { text: new XMLSerializer().serializeToString(svg), across, height: height + source.length * LINE + 92 };
  }

  function png({ text, across, height }) {
    return new Promise((resolve, reject) => {
      const image = new Image();
      image.onload = () => {
        const canvas = document.createElement("canvas");
        canvas.width = across * 2;
        canvas.height = height * 2;
        canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
        canvas.toBlob(resolve, "image/png");
      };
      image.onerror = () => reject(new Error("the drawing could not be painted"));
      image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
    });
  }

  async function take(place, format) {
    const chart = drawn.get(place);
    const name = `${chart.file.replace(/[^A-Za-z0-9]+/g, "-").toLowerCase()}.${format}`;
    if (format === "csv") Page.save(name, "text/csv", Page.csv(chart.columns, chart.table));
    else if (format === "svg") Page.save(name, "image/svg+xml", standalone(chart).text);
    else Page.save(name, "image/png", await png(standalone(chart)));
  }

  // A chart: kind and rows to draw; title, source, file, columns and table to take; query to ask.
  function draw(place, chart) {
    drawn.set(place, chart);
    const figure = place.closest("figure");
    figure.querySelector(".chart-title").textContent = chart.title;
    figure.querySelector(".chart-source").textContent = chart.source;
    figure.querySelector(".chart-query").href = `explore.html#${new URLSearchParams({ sql: chart.query })}`;
    figure.querySelector(".chart-takes").hidden = !chart.table.length;
    redraw(place);
  }

  const resized = new ResizeObserver((entries) => {
    for (const { target } of entries) if (drawn.has(target) && drawn.get(target).across !== target.clientWidth) redraw(target);
  });
  for (const place of document.querySelectorAll(".chart")) {
    resized.observe(place);
    for (const button of place.closest("figure").querySelectorAll("[data-format]")) {
      button.addEventListener("click", () => take(place, button.dataset.format));
    }
  }
  const all = (across) => drawn.forEach((_, place) => redraw(place, across));
  window.addEventListener("beforeprint", () => all(700)); // as wide as a sheet
  window.addEventListener("afterprint", () => all());
  return { draw };
})();
