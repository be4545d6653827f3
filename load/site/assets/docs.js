// Searches the docs section by section: all words sought, those in headings first.
"use strict";
(() => {
  const { element } = Page;
  const field = document.getElementById("q");
  const list = document.getElementById("hits");
  let sections = null;

  async function read() {
    sections ||= (await Page.read("docs")).map(([page, title, heading, text]) => ({
      page, title, heading, text, head: heading.toLowerCase(), body: text.toLowerCase(),
    }));
  }

  // Some words around the first one sought, which is marked.
  function excerpt({ text, body }, words) {
    const places = words.map((word) => body.indexOf(word)).filter((one) => one >= 0);
    const at = places.length ? Math.min(...places) : 0;
    const from = at > 60 ? text.indexOf(" ", at - 60) + 1 : 0;
    const part = text.slice(from, from + 200);
    const pattern = new RegExp(`(${words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|")})`, "i");
    const pieces = part.split(new RegExp(pattern, "gi")).map((piece) => pattern.test(piece) ? element("mark", piece) : piece);
    return element("span", [from ? "… " : "", ...pieces, from + 200 < text.length ? " …" : ""], { class: "small" });
  }

  async function apply() {
    await read();
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    const weight = (one) => words.filter((word) => one.head.includes(word)).length;
    const found = !words.length ? [] : sections
      .filter((one) => words.every((word) => one.head.includes(word) || one.body.includes(word)))
      .sort((a, b) => weight(b) - weight(a));
    document.getElementById("all").hidden = words.length > 0;
    document.getElementById("found").textContent = words.length ? `${found.length} section${found.length === 1 ? "" : "s"}` : "";
    list.replaceChildren(...found.slice(0, 40).map((one) => {
      const name = one.heading === one.title ? one.title : `${one.title}: ${one.heading}`;
      return element("li", [element("a", name, { href: one.page }), element("br"), excerpt(one, words)]);
    }));
  }

  field.addEventListener("focus", read, { once: true }); // before the first key
  field.addEventListener("input", apply);
  document.getElementById("seek").addEventListener("submit", (event) => event.preventDefault());
})();
