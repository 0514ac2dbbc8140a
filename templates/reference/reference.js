"use strict";
// Search of the index, and the filter of the fields on the page of a resource. Texts are only
// compared and shown or hidden: nothing is ever made of them.
(() => {
  const words = (text) => text.toLowerCase().replace(/['\u2019]s\b/g, "").split(/[^\p{L}\p{N}_$-]+/u).filter(Boolean);
  const count = (text, wanted) => wanted.filter((word) => text.includes(word)).length;

  const say = (box, number, one, many) => {
    box.querySelector("[role=status]").textContent = `${number} ${number === 1 ? one : many}`;
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
      depth: node.querySelector(".soft").textContent.length,
      text: node.textContent.toLowerCase(),
    }));
    // Exact names first, then names that begin with a word, that contain one, and the rest; among
    // these, fields of a record before those of its parts.
    const rank = (entry, wanted) => {
      if (entry.name === input.value.trim().toLowerCase()) return -1;
      if (wanted.some((word) => entry.name === word)) return 0;
      if (wanted.some((word) => entry.name.startsWith(word))) return 1;
      return wanted.some((word) => entry.name.includes(word)) ? 2 : 3;
    };
    const show = () => {
      const wanted = words(input.value);
      found.hidden = wanted.length === 0;
      rest.hidden = wanted.length > 0;
      // Entries with all words; where there are none, those with the most of them.
      const counts = new Map(entries.map((one) => [one, count(one.text, wanted)]));
      const most = Math.max(0, ...counts.values());
      const hits = most === 0 ? [] : entries.filter((one) => counts.get(one) === most);
      hits.sort((one, other) => rank(one, wanted) - rank(other, wanted) || one.depth - other.depth);
      list.replaceChildren(...hits.slice(0, 200).map((hit) => hit.node.cloneNode(true)));
      if (wanted.length === 0) search.querySelector("[role=status]").textContent = "";
      else say(search, hits.length, "match", "matches");
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
      let all = 0;
      for (const { part, rows } of parts) {
        let shown = 0;
        for (const { row, text } of rows) {
          row.hidden = count(text, wanted) < wanted.length;
          shown += row.hidden ? 0 : 1;
        }
        part.hidden = shown === 0;
        all += shown;
      }
      say(filter, all, "field", "fields");
    };
    input.addEventListener("input", show);
    filter.hidden = false;
    if (input.value) show();
  }
})();
