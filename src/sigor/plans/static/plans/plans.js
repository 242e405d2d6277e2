// The grid of a draft: arrow keys, ranges pasted from Excel, undo, and every change saved at once.
(function () {
  "use strict";
  const table = document.querySelector("table[data-grid]");
  if (!table) return;
  const bar = document.querySelector(".grid-bar");
  const status = bar.querySelector("[data-status]");
  const rows = [...table.querySelectorAll("tbody tr")].map((tr) => [...tr.querySelectorAll("input.cell")]);
  const place = new Map();
  rows.forEach((cells, r) => cells.forEach((cell, c) => { place.set(cell, [r, c]); cell.dataset.saved = cell.value; }));
  const csrf = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
  const past = [];
  let saving = Promise.resolve();

  const quantity = (text) => {
    const clean = text.trim().toLowerCase();
    if (clean === "") return 0;
    if (["x", "✓", "✔"].includes(clean)) return 1;
    return /^\d{1,3}$/.test(clean) ? Number(clean) : NaN;
  };
  const say = (words, bad) => { status.textContent = words; status.className = bad ? "t-danger" : "muted"; };

  function send(changes) {
    const cells = changes.map(({ cell, value }) => [Number(cell.dataset.milestone), Number(cell.dataset.month), quantity(value)]);
    saving = saving.then(async () => {
      say(bar.dataset.saving);
      let answer, body;
      try {
        answer = await fetch(table.dataset.grid, {
          method: "POST",
          headers: { "Content-Type": "application/json", "X-CSRFToken": csrf },
          body: JSON.stringify({ revision: Number(table.dataset.revision), cells }),
        });
        body = await answer.json();
      } catch (error) {
        say(bar.dataset.offline, true);
        return;
      }
      if (!answer.ok) { say(body.problem, true); return; }
      table.dataset.revision = body.revision;
      changes.forEach(({ cell }) => { cell.dataset.saved = cell.value; cell.classList.remove("changed"); });
      body.months.forEach((n, i) => { table.querySelector(`[data-total=month-${i + 1}]`).textContent = n; });
      body.quarters.forEach((n, i) => { table.querySelector(`[data-total=quarter-${i + 1}]`).textContent = n; });
      table.querySelector("[data-total=year]").textContent = body.year;
      const gaps = document.querySelector("[data-gaps]");
      if (gaps) { gaps.replaceChildren(...body.gaps.map((g) => Object.assign(document.createElement("li"), { textContent: g }))); gaps.parentElement.hidden = !body.gaps.length; }
      say(bar.dataset.saved);
    });
    return saving;
  }

  // Apply values to cells; refuses the whole paste when one value is not a quantity, and says which.
  function apply(changes, remember) {
    const bad = changes.filter(({ value }) => Number.isNaN(quantity(value)));
    bad.forEach(({ cell, value }) => { cell.value = value; cell.classList.add("bad"); cell.setAttribute("aria-invalid", "true"); });
    if (bad.length) { say(`${bar.dataset.bad} ${bad[0].cell.getAttribute("aria-label")}: «${bad[0].value}»`, true); return; }
    if (remember) past.push(changes.map(({ cell }) => ({ cell, value: cell.dataset.saved })));
    changes.forEach(({ cell, value }) => {
      cell.value = quantity(value) || "";
      cell.classList.remove("bad"); cell.removeAttribute("aria-invalid"); cell.classList.add("changed");
    });
    send(changes.map(({ cell }) => ({ cell, value: cell.value })));
  }

  table.addEventListener("change", (event) => {
    if (event.target.matches("input.cell")) apply([{ cell: event.target, value: event.target.value }], true);
  });
  table.addEventListener("focusin", (event) => { if (event.target.matches("input.cell")) event.target.select(); });
  table.addEventListener("keydown", (event) => {
    if (!event.target.matches("input.cell")) return;
    const [r, c] = place.get(event.target);
    const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], Enter: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z") { event.preventDefault(); undo(); return; }
    const step = steps[event.key];
    if (!step) return;
    const next = rows[r + step[0]] && rows[r + step[0]][c + step[1]];
    event.preventDefault();
    if (next) next.focus();
  });
  table.addEventListener("paste", (event) => {
    if (!event.target.matches("input.cell")) return;
    const text = event.clipboardData.getData("text/plain").replace(/\r/g, "").replace(/\n$/, "");
    if (!/[\t\n]/.test(text)) return;
    event.preventDefault();
    const [r, c] = place.get(event.target);
    const changes = [];
    text.split("\n").forEach((line, i) => line.split("\t").forEach((value, j) => {
      const cell = rows[r + i] && rows[r + i][c + j];
      if (cell) changes.push({ cell, value });
    }));
    apply(changes, true);
  });
  function undo() {
    const last = past.pop();
    if (last) apply(last, false); else say(bar.dataset.nothing);
  }
  bar.querySelector("[data-undo]").addEventListener("click", undo);
})();
