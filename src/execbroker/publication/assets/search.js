// SPDX-License-Identifier: Apache-2.0
// The search page. It works on the list that the page has anyway, and on the data beside it, by the rules of
// `execbroker search`. What is asked for stands behind the # of the address, to be kept, shared and gone back to.
"use strict";
(() => {
  const FEW = 8; // values of a facet that are shown at first
  const OPEN = 4; // facets that are open at first
  const SOON = 100; // hits that are shown at once; the others follow when nobody types, for a list takes time to lay out
  const byId = (id) => document.getElementById(id);
  const { facets, software } = JSON.parse(byId("catalogue").textContent);
  const [form, words, status, heading, hits] = ["search", "words", "status", "results", "hits"].map(byId);
  const rows = [...hits.children]; // in the order of names, as `software` is

  const make = (tag, properties, ...content) => {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...content);
    return made;
  };

  // A value is [value, label, numbers of the wider values, words]. Wider ones are nearest first. Values are in the order
  // of their labels, so that smaller numbers go first where counts are equal; what is not stated is the last.
  for (const facet of facets) {
    facet.numbers = new Map(facet.values.map(([value], at) => [value, at]));
    facet.below = facet.values.map(() => []);
    facet.values.forEach(([, , wider], at) => wider.length && facet.below[wider[0]].push(at));
    facet.roots = facet.values.flatMap(([, , wider], at) => (wider.length ? [] : [at]));
    // For each software, the values by whose selection it is found: those it states, and all wider ones.
    facet.found = facet.stated.map((stated) => [...new Set(stated.flatMap((at) => [at, ...facet.values[at][2]]))]);
    // Whoever states a value is found by its words too.
    software.forEach((each, at) => (each[1] += facet.stated[at].map((value) => facet.values[value][3]).join("")));
    facet.selected = new Set(); // values, which need not be among those of the page
    facet.items = new Map();
    facet.whole = false;
  }

  // ---- The search ----

  // Return a character without case, by the full case folding of Unicode, for which there is no function.
  function fold(character) {
    if (character === "\u0131") return character;
    if (/\p{Script=Cherokee}/u.test(character)) return character.toUpperCase();
    return character.toLowerCase().toUpperCase().toLowerCase();
  }

  // Return the words of a text, runs of letters and digits, without case, accents and compatibility forms.
  function wordsOf(text) {
    const folded = [...text.normalize("NFKD")].map(fold).join("").normalize("NFKD");
    return folded.replace(/\p{M}/gu, "").match(/[\p{L}\p{N}]+/gu) ?? [];
  }

  // Return what a text asks for, as it stands in the data, where each word has a space before and behind it: what is
  // between quotes side by side, and of each word outside them the beginning.
  function phrases(text) {
    const asked = new Set();
    for (const [, quoted = "", free = ""] of text.matchAll(/"([^"]*)(?:"|$)|([^"]+)/g)) {
      const whole = wordsOf(quoted);
      if (whole.length) asked.add(` ${whole.join(" ")} `);
      wordsOf(free).forEach((word) => asked.add(` ${word}`));
    }
    return [...asked];
  }

  // Return how well a software fits the phrases, null where it lacks one: each counts two in the name, one in the terms.
  function worth([name, terms, prose], asked) {
    let sum = 0;
    for (const phrase of asked) {
      if (name.includes(phrase)) sum += 2;
      else if (terms.includes(phrase)) sum += 1;
      else if (!prose.includes(phrase)) return null;
    }
    return sum;
  }

  // Return the numbers of the software that is found, best first, and for each facet how often each value is found by
  // the words and the selections in all other facets.
  function search() {
    const asked = phrases(words.value);
    const active = facets.filter((facet) => facet.selected.size);
    const chosen = new Map(active.map((facet) => [facet, selectedNumbers(facet)]));
    const counts = new Map(facets.map((facet) => [facet, new Array(facet.values.length).fill(0)]));
    const found = [];
    software.forEach((each, at) => {
      const fit = worth(each, asked);
      if (fit === null) return;
      const missed = active.filter((facet) => !facet.found[at].some((value) => chosen.get(facet).has(value)));
      if (!missed.length) found.push({ at, fit });
      if (missed.length > 1) return;
      for (const facet of missed.length ? missed : facets) {
        for (const value of facet.found[at]) counts.get(facet)[value] += 1;
      }
    });
    found.sort((one, other) => other.fit - one.fit || one.at - other.at);
    return { found: found.map(({ at }) => at), counts };
  }

  const selectedNumbers = (facet) => new Set([...facet.selected].map((value) => facet.numbers.get(value)));

  // ---- The page ----

  let later;

  function show({ soon = Infinity } = {}) {
    const { found, counts } = search();
    const listed = found.map((at) => rows[at]);
    hits.replaceChildren(...listed.slice(0, soon));
    clearTimeout(later);
    if (listed.length > soon) later = setTimeout(() => hits.append(...listed.slice(soon)), 300);
    status.dataset.words = words.value; // for paper, which has no field for them
    status.textContent = `${found.length} of ${software.length} shown`;
    showChosen();
    const focused = document.activeElement;
    for (const facet of facets) showFacet(facet, counts.get(facet));
    if (focused.isConnected && focused !== document.activeElement) focused.focus({ preventScroll: true });
  }

  function showChosen() {
    const buttons = facets.flatMap((facet) =>
      [...facet.selected].map((value) => {
        const label = facet.values[facet.numbers.get(value)]?.[1] ?? value;
        return button(`${facet.label}: ${label} \u00d7`, `Remove ${facet.label}: ${label}`, () => facet.selected.delete(value));
      }),
    );
    if (buttons.length > 1) buttons.push(button("Clear all", "Clear all", clear));
    byId("chosen").replaceChildren(...buttons.map((each) => make("li", {}, each)));
  }

  const clear = () => facets.forEach((facet) => facet.selected.clear());

  function button(text, ariaLabel, action) {
    const made = make("button", { type: "button", ariaLabel }, text);
    made.addEventListener("click", () => {
      action();
      changed();
      heading.focus(); // the button is gone
    });
    return made;
  }

  function showFacet(facet, counts) {
    const chosen = selectedNumbers(facet);
    const possible = (at) => counts[at] > 0 || chosen.has(at);
    const last = facet.numbers.get("(not stated)");
    const first = (one, other) => (one === last) - (other === last) || counts[other] - counts[one] || one - other;
    const shown = valuesToShow(facet, chosen, possible, first);
    const under = new Map(); // the values that are shown, by the nearest wider one that is
    for (const at of shown) {
      const parent = facet.values[at][2].find((wider) => shown.has(wider));
      under.set(parent, [...(under.get(parent) ?? []), at]);
    }
    const items = (parent) =>
      (under.get(parent) ?? []).sort(first).map((at) => {
        if (!facet.items.has(at)) facet.items.set(at, newItem(facet, at));
        const item = facet.items.get(at);
        item.box.checked = chosen.has(at);
        item.count.textContent = counts[at];
        item.below.replaceChildren(...items(at));
        item.below.hidden = !item.below.children.length;
        return item.row;
      });
    facet.list.replaceChildren(...items(undefined));
    const all = facet.values.filter((_, at) => possible(at)).length;
    facet.more.hidden = !facet.whole && shown.size >= all;
    facet.more.textContent = facet.whole ? "Show fewer" : `Show all ${all}`;
    facet.more.ariaExpanded = String(facet.whole);
    facet.note.textContent = facet.selected.size ? ` (${facet.selected.size} selected)` : "";
  }

  // Return which values are shown: a few, upper levels before lower ones; and near to what is selected always.
  function valuesToShow(facet, chosen, possible, first) {
    const below = (values) => values.flatMap((at) => facet.below[at]).filter(possible);
    let level = facet.roots.filter(possible).sort(first);
    const shown = new Set(facet.whole ? level : level.slice(0, FEW));
    for (level = below(level); level.length && (facet.whole || shown.size + level.length <= FEW); level = below(level)) {
      level.forEach((at) => shown.add(at));
    }
    for (const at of chosen) {
      if (at !== undefined) [at, ...facet.values[at][2].filter(possible), ...below([at])].forEach((near) => shown.add(near));
    }
    return shown;
  }

  function newItem(facet, at) {
    const [value, label, wider] = facet.values[at];
    const box = make("input", { type: "checkbox" });
    const count = make("span", { className: "count" });
    const below = make("ul", {});
    box.addEventListener("change", () => {
      // A wider value finds all that a narrower one finds, so only the last choice along a line says something.
      const along = [...wider, ...facet.values.keys()].filter((other) => wider.includes(other) || facet.values[other][2].includes(at));
      if (box.checked) along.forEach((other) => facet.selected.delete(facet.values[other][0]));
      if (box.checked) facet.selected.add(value);
      else facet.selected.delete(value);
      changed();
    });
    const text = make("span", { className: "value" }, label);
    return { row: make("li", {}, make("label", {}, box, text, " ", count), below), box, count, below };
  }

  function newFacet(facet, at) {
    facet.list = make("ul", {});
    facet.note = make("span", { className: "count" });
    facet.more = make("button", { type: "button" });
    facet.more.addEventListener("click", () => {
      facet.whole = !facet.whole;
      show({ soon: SOON });
    });
    const set = make("fieldset", {}, make("legend", {}, facet.label), facet.list, facet.more);
    const open = at < OPEN || facet.selected.size > 0;
    return make("details", { className: "facet", open }, make("summary", {}, facet.label, facet.note), set);
  }

  // ---- The address ----

  let typing = false;

  function changed({ typed = false } = {}) {
    show({ soon: SOON });
    const asked = new URLSearchParams();
    if (words.value) asked.set("q", words.value);
    for (const facet of facets) facet.selected.forEach((value) => asked.append(facet.name, value));
    // Words that are typed in one go are one step back.
    history[typed && typing ? "replaceState" : "pushState"](null, "", `#${asked}`);
    typing = typed;
  }

  function read() {
    const asked = new URLSearchParams(location.hash.slice(1));
    words.value = asked.get("q") ?? "";
    for (const facet of facets) facet.selected = new Set(asked.getAll(facet.name).map((text) => canonical(facet, text)));
    typing = false;
  }

  // Return the value that a text in an address stands for: its name or its label, without case.
  function canonical(facet, text) {
    const plain = (each) => each.toLowerCase().trim().replace(/\s+/g, " ");
    const same = ([value, label]) => [value, label].some((each) => plain(each) === plain(text));
    return facet.numbers.has(text) ? text : (facet.values.find(same)?.[0] ?? text);
  }

  read();
  byId("facets").append(...facets.map(newFacet));
  for (const part of document.querySelectorAll(".with-script")) part.hidden = false;
  document.body.classList.add("searchable");
  show();

  words.addEventListener("input", () => changed({ typed: true }));
  form.addEventListener("submit", (event) => event.preventDefault());
  byId("skip").addEventListener("click", (event) => {
    event.preventDefault(); // the address has what is asked for
    heading.focus();
  });
  addEventListener("popstate", () => {
    read();
    show();
  });

  // On a narrow screen the facets fold away.
  const wide = matchMedia("(min-width: 48.0625rem)");
  const unfold = () => (byId("facets").open = wide.matches);
  wide.addEventListener("change", unfold);
  unfold();
})();
