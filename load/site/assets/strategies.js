// Promises by country, indicator and verdict; figures that strategies report, by indicator.
"use strict";
(() => {
  const form = document.getElementById("narrow");
  if (!form) return;
  const value = (id) => document.getElementById(id).value;
  form.addEventListener("input", () => {
    for (const group of document.querySelectorAll(".promises")) {
      const there = [...group.querySelectorAll(".promise")].filter((one) => {
        const hit = (!value("by-country") || group.dataset.country === value("by-country")) &&
          (!value("by-indicator") || one.dataset.indicator === value("by-indicator")) &&
          (!value("by-verdict") || one.dataset.verdict === value("by-verdict"));
        one.hidden = !hit;
        return hit;
      });
      group.hidden = !there.length;
    }
  });
  form.addEventListener("submit", (event) => event.preventDefault());
})();
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
    const held = rows.filter((row) => row.indicator === select.value).sort((a, b) => b.year - a.year);
    const words = select.value.replaceAll("_", " ");
    Charts.draw(document.getElementById("figures-chart"), {
      kind: "years",
      joined: false,
      title: `${words[0].toUpperCase()}${words.slice(1)}, as documents report it`,
      source: `Source: ${[...new Set(held.map((row) => row.title))].slice(0, 6).join("; ")}${new Set(held.map((row) => row.title)).size > 6 ? "; and others" : ""}.`,
      file: `reported ${select.value}`,
      unit: [...new Set(held.map((row) => row.unit))].join(", "),
      rows: held.map((row) => ({
        series: row.country, year: row.year, value: row.value,
        hint: `${row.title}, ${row.year}: ${row.value} ${row.unit}`,
      })),
      columns: ["year", "value", "unit", "country", "document"],
      table: held.map((row) => [row.year, row.value, row.unit, row.country, row.title]),
      query: `SELECT year, qualifier, value, unit, country_code, title\nFROM strategy_figure JOIN strategy USING (strategy_id)\nWHERE indicator = '${select.value.replaceAll("'", "''")}' AND year IS NOT NULL\nORDER BY year DESC, title`,
    });
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
