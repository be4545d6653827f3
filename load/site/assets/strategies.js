// Figures that strategies report, by indicator.
"use strict";
(() => {
  const rows = JSON.parse(document.getElementById("figures-data").textContent);
  const select = document.getElementById("indicator");
  const body = document.querySelector("#figures-table tbody");
  const counts = new Map();
  for (const row of rows) counts.set(row.indicator, (counts.get(row.indicator) || 0) + 1);
  for (const [indicator, count] of [...counts].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]))) {
    select.append(new Option(`${indicator.replaceAll("_", " ")} (${count})`, indicator));
  }

  function cell(tag, content, attributes = {}) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(content);
    return made;
  }

  function show() {
    const held = rows.filter((row) => row.indicator === select.value).sort((a, b) => a.year - b.year);
    Charts.draw(document.getElementById("figures-chart"), held);
    body.replaceChildren(...held.map((row) => {
      const line = document.createElement("tr");
      const link = cell("a", row.title, { href: row.page });
      line.append(
        cell("th", String(row.year), { scope: "row" }),
        cell("td", row.value.toLocaleString("en-US").replaceAll(",", "\u202f"), { class: "n" }),
        cell("td", row.unit), cell("td", row.country), cell("td", link, { lang: row.language }),
      );
      return line;
    }));
  }
  select.addEventListener("change", show);
  if (rows.length) show();
})();
