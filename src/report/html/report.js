// Sorting and filtering of tables, and hiding of bases. The page is whole without it.
(() => {
  "use strict";
  const tools = document.getElementById("tools");
  if (!tools) return;
  const words = tools.dataset;
  const SORTED = 5; // fewer rows are read at a glance
  const FILTERED = 12;
  const CHOICES = 12; // more different words are looked for, not chosen from

  const make = (name, settings) => Object.assign(document.createElement(name), settings);
  const text = (cell) => (cell ? cell.textContent.trim() : "");

  // The first figure of a cell: "−1.8 points" is -1.8, "< 0.001" a little less than 0.001.
  const figure = (words) => {
    const found = words.match(/[<>]?\s*[−-]?[\d,]*\.?\d+/);
    if (!found) return null;
    const plain = Number(found[0].replace(/[<>,\s]/g, "").replace("−", "-"));
    return found[0].startsWith("<") ? plain - 1e-9 : plain;
  };

  // Figures by size, words by letter (marks before them aside), what is missing last in either direction.
  const compare = (a, b, down) => {
    if (a.missing || b.missing) return a.missing - b.missing;
    const by = a.figure !== null && b.figure !== null ? a.figure - b.figure : a.letters.localeCompare(b.letters);
    return down ? -by : by;
  };
  const key = (cell, numeric) => {
    const shown = text(cell);
    const letters = shown.replace(/^[^\p{L}\d]+/u, "");
    return { missing: letters === "", figure: numeric ? figure(shown) : null, letters };
  };

  const sortable = (table, rows) => {
    const body = table.tBodies[0];
    const original = [...rows];
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      const button = make("button", { type: "button", className: "sort" });
      button.append(...head.childNodes);
      head.append(button);
      const numeric = rows.some((r) => r.cells[column].classList.contains("num"));
      button.addEventListener("click", () => {
        const next = { ascending: "descending", descending: null }[head.ariaSort];
        const order = next === undefined ? "ascending" : next;
        heads.forEach((h) => h.removeAttribute("aria-sort"));
        if (order) head.setAttribute("aria-sort", order);
        const keyed = original.map((row) => ({ row, key: key(row.cells[column], numeric) }));
        if (order) keyed.sort((a, b) => compare(a.key, b.key, order === "descending"));
        body.append(...keyed.map((k) => k.row));
      });
    });
  };

  // Columns of words in which some come back: one can choose among them.
  const choices = (table, rows) => {
    const heads = [...table.tHead.rows[0].cells];
    const column = (head, at) => {
      const values = [...new Set(rows.map((r) => text(r.cells[at])))];
      const wordy = rows.every((r) => !r.cells[at].classList.contains("num"));
      const some = values.length > 1 && values.length <= CHOICES && values.length * 2 <= rows.length;
      return wordy && some ? [{ at, name: text(head), values }] : [];
    };
    return heads.flatMap(column);
  };

  const option = (value, label) => make("option", { value, textContent: label });

  const filter = (table, rows, bar) => {
    const find = make("input", { type: "search" });
    const label = make("label", { textContent: words.find });
    label.append(find);
    const picks = choices(table, rows).map(({ at, name, values }) => {
      const select = make("select");
      select.append(option("", words.all), ...values.map((v) => option(v, v)));
      const own = make("label", { textContent: name });
      own.append(select);
      bar.append(own);
      return { at, select };
    });
    const status = make("p", { className: "shown" });
    status.setAttribute("role", "status");
    const reset = make("button", { type: "button", textContent: words.reset, hidden: true });
    bar.append(label, reset, status);
    const figureOf = table.closest("figure");
    const marks = figureOf ? [...figureOf.querySelectorAll("svg .cells circle")] : [];
    // "1 of 2 rows shown", with the numbers there are.
    const counted = (shown) => words.shown.replace(/[12]/g, (k) => (k === "1" ? shown : rows.length));
    const apply = () => {
      const wanted = find.value.trim().toLowerCase();
      const fits = (row) =>
        picks.every((p) => !p.select.value || text(row.cells[p.at]) === p.select.value) &&
        (!wanted || row.textContent.toLowerCase().includes(wanted));
      rows.forEach((row, at) => {
        row.hidden = !fits(row);
        // Marks of a specification curve stand in the order of its rows.
        if (marks.length === rows.length) marks[at].classList.toggle("out", row.hidden);
      });
      const shown = rows.filter((r) => !r.hidden).length;
      const narrowed = wanted !== "" || picks.some((p) => p.select.value);
      status.textContent = narrowed ? counted(shown) : "";
      reset.hidden = !narrowed;
    };
    find.addEventListener("input", apply);
    picks.forEach((p) => p.select.addEventListener("change", apply));
    reset.addEventListener("click", () => {
      find.value = "";
      picks.forEach((p) => (p.select.value = ""));
      apply();
      find.focus();
      status.textContent = counted(rows.length);
    });
  };

  // "62 % (388 of 625)": the part in brackets can be hidden, in all tables at once.
  const base = new RegExp(`\\s\\(([<\\d,.–\\s]+ ${words.of} [\\d,.–\\s]+|[\\d,]+ ${words.people})\\)`);
  let bases = 0;
  const markBases = (cell) => {
    const found = cell.textContent.match(base);
    if (!found || cell.childElementCount) return;
    const part = make("span", { className: "base", textContent: found[0] });
    const [before, after] = [cell.textContent.slice(0, found.index), cell.textContent.slice(found.index + found[0].length)];
    cell.replaceChildren(before, part, after);
    bases += 1;
  };

  for (const table of document.querySelectorAll("table")) {
    const rows = [...table.tBodies[0].rows];
    rows.forEach((row) => [...row.cells].forEach(markBases));
    // Rows without a name go on with the row above: they cannot be moved.
    if (rows.some((row) => text(row.cells[0]) === "")) continue;
    if (rows.length >= SORTED) sortable(table, rows);
    if (rows.length >= FILTERED) {
      const bar = make("div", { className: "tools" });
      bar.setAttribute("role", "group");
      bar.setAttribute("aria-label", `${words.filter}: ${text(table.caption)}`);
      table.closest(".scroll").before(bar);
      filter(table, rows, bar);
    }
  }
  if (bases > 0) {
    const box = make("input", { type: "checkbox", checked: true });
    const label = make("label", { className: "check" });
    label.append(box, words.bases);
    tools.append(label);
    tools.hidden = false;
    box.addEventListener("change", () => document.body.classList.toggle("bare", !box.checked));
  }

  // A table that fits needs no stop of the Tab key.
  const regions = [...document.querySelectorAll(".scroll")];
  const stops = () => {
    const wide = regions.map((r) => r.scrollWidth > r.clientWidth + 1);
    regions.forEach((r, at) => {
      r.classList.toggle("more", wide[at]);
      if (wide[at]) r.setAttribute("tabindex", "0");
      else r.removeAttribute("tabindex");
    });
  };
  const watch = new ResizeObserver(stops);
  regions.forEach((r) => watch.observe(r));
  document.addEventListener("toggle", stops, true);
  stops();

  // On paper nothing can be opened.
  const opened = [];
  window.addEventListener("beforeprint", () => {
    opened.push(...document.querySelectorAll("details:not([open])"));
    opened.forEach((d) => (d.open = true));
  });
  window.addEventListener("afterprint", () => opened.splice(0).forEach((d) => (d.open = false)));
})();
