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
  const { element, rounded } = Page;
  const select = document.getElementById("indicator");
  const body = document.querySelector("#figures-table tbody");

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
      const link = element("a", row.title, { href: row.page, lang: row.language });
      return Page.row([String(row.year), rounded(row.value, 3), row.unit, row.country, link], [1]);
    }));
  }
  select.addEventListener("change", show);
  if (rows.length) show();
})();
