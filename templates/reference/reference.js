"use strict";
// Search of the index, and the filter of the fields on the page of a resource. Texts are only
// compared and shown or hidden: nothing is ever made of them.
(() => {
  const words = (text) => text.toLowerCase().split(/[\s.,/]+/).filter(Boolean);
  const matches = (text, wanted) => wanted.every((word) => text.includes(word));

  const say = (box, count, noun) => {
    box.querySelector("[role=status]").textContent =
      count === 1 ? `1 ${noun}` : `${count} ${noun}s`;
  };

  const search = document.querySelector("#search");
  if (search) {
    const input = search.querySelector("input");
    const found = document.querySelector("#found");
    const list = found.querySelector("ul");
    const rest = document.querySelector("#contents");
    const entries = [...document.querySelectorAll("#names li")].map((node) => ({
      node,
      name: node.querySelector("b").textContent.toLowerCase(),
      text: node.textContent.toLowerCase(),
    }));
    // Exact names first, then names that begin with a word, that contain one, and the rest.
    const rank = (entry, wanted) => {
      if (wanted.some((word) => entry.name === word)) return 0;
      if (wanted.some((word) => entry.name.startsWith(word))) return 1;
      return wanted.some((word) => entry.name.includes(word)) ? 2 : 3;
    };
    const show = () => {
      const wanted = words(input.value);
      found.hidden = wanted.length === 0;
      rest.hidden = wanted.length > 0;
      const hits = wanted.length === 0 ? [] : entries.filter((one) => matches(one.text, wanted));
      hits.sort((one, other) => rank(one, wanted) - rank(other, wanted));
      list.replaceChildren(...hits.slice(0, 200).map((hit) => hit.node.cloneNode(true)));
      if (wanted.length === 0) search.querySelector("[role=status]").textContent = "";
      else say(search, hits.length, "match".concat(hits.length === 1 ? "" : "e"));
    };
    input.addEventListener("input", show);
    search.hidden = false;
    show(); // a browser may have kept what was typed
  }

  const filter = document.querySelector("#filter");
  if (filter) {
    const input = filter.querySelector("input");
    const parts = [...document.querySelectorAll(".part")].map((part) => ({
      part,
      rows: [...part.querySelectorAll("tbody tr")].map((row) => ({
        row,
        text: row.textContent.toLowerCase(),
      })),
    }));
    const show = () => {
      const wanted = words(input.value);
      let count = 0;
      for (const { part, rows } of parts) {
        let shown = 0;
        for (const { row, text } of rows) {
          row.hidden = !matches(text, wanted);
          shown += row.hidden ? 0 : 1;
        }
        part.hidden = shown === 0;
        count += shown;
      }
      say(filter, count, "field");
    };
    input.addEventListener("input", show);
    filter.hidden = false;
    if (input.value) show();
  }
})();
