// What scripts of several pages share: elements, numbers, and data handed to the reader as a file.
"use strict";
const Page = (() => {
  // Of a text, an element, or a list of both.
  function element(tag, content = "", attributes = {}) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...[content].flat());
    return made;
  }

  const row = (values, numeric = []) => element("tr", values.map((value, index) =>
    element(index ? "td" : "th", value, index ? (numeric.includes(index) ? { class: "n" } : {}) : { scope: "row" })));
  const heads = (titles, numeric = []) => element("tr", titles.map((title, index) =>
    element("th", title, { scope: "col", ...(numeric.includes(index) && { class: "n" }) })));

  // Thin spaces between thousands, as in the rest of the site. A browser's own formatter is dear to make.
  const spaced = (text) => text.replace(/\B(?=(\d{3})+(?!\d))/g, "\u202f");
  const number = (value, digits = 0) => value === null || value === undefined ? "" : spaced(value.toFixed(digits));
  const rounded = (value, digits) => spaced(String(Number(value.toFixed(digits))));

  function save(name, type, content) {
    const link = element("a", "", { href: URL.createObjectURL(new Blob([content], { type })), download: name });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  const quoted = (value) => {
    const text = value === null || value === undefined ? "" : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const csv = (columns, rows) =>
    [columns, ...rows].map((row) => row.map(quoted).join(",")).join("\r\n") + "\r\n";

  // Data come as scripts, since a page from disk may not fetch, and once.
  const reading = new Map();
  async function read(key, folder = "data") {
    const held = () => (window.siteData || {})[key];
    if (!held() && !reading.has(key)) reading.set(key, new Promise((resolve, reject) => {
      const script = element("script", "", { src: `${folder}/${key}.js` });
      script.addEventListener("load", resolve);
      script.addEventListener("error", () => reject(new Error(`${folder}/${key}.js is missing`)));
      document.head.append(script);
    }));
    await reading.get(key);
    return held();
  }

  // What is shown stands in the address, so that it can be kept and sent.
  function keep(shown) {
    try {
      history.replaceState(null, "", `#${new URLSearchParams(shown)}`);
    } catch {
      // Some browsers refuse this for files; the page works without.
    }
  }

  // For what is out of sight: rows that a table does not show without scrolling, say.
  const whenIdle = (work) => window.addEventListener("load", () => (window.requestIdleCallback || setTimeout)(work));

  return { element, row, heads, number, rounded, save, csv, read, keep, whenIdle };
})();
