// What every page shares: the menu on a phone, the search palette, the drawer and drop zones.
(function () {
  "use strict";
  const $ = (selector, root) => (root || document).querySelector(selector);

  document.addEventListener("click", (event) => {
    const toggle = event.target.closest("[data-toggles]");
    if (toggle) {
      const open = $(toggle.dataset.toggles).classList.toggle("open");
      toggle.setAttribute("aria-expanded", String(open));
    }
    const closer = event.target.closest("[data-closes]");
    if (closer) closer.closest("dialog").close();
    if (event.target instanceof HTMLDialogElement) event.target.close();
    const copier = event.target.closest("[data-copy]");
    if (copier) navigator.clipboard.writeText(copier.dataset.copy);
    const printer = event.target.closest("[data-print]");
    if (printer) window.print();
  });

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-submits]")) event.target.form.requestSubmit();
  });

  // -- palette: Ctrl+K searches codes and titles from anywhere
  const palette = $("#paleta");
  if (palette) {
    const input = $("#paleta-texto");
    const hits = $("#paleta-hallazgos");
    let pending = 0;
    document.addEventListener("keydown", (event) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        if (!palette.open) palette.showModal();
        input.select();
      }
    });
    input.addEventListener("input", () => {
      clearTimeout(pending);
      pending = setTimeout(async () => {
        const answer = await fetch(palette.dataset.url + "?palette=1&q=" + encodeURIComponent(input.value));
        hits.innerHTML = answer.ok ? await answer.text() : "";
      }, 150);
    });
    palette.addEventListener("keydown", (event) => {
      // A search field takes Escape for itself to empty it; here it closes at once.
      if (event.key === "Escape") { event.preventDefault(); palette.close(); return; }
      const links = [...hits.querySelectorAll("a")];
      const at = links.indexOf(document.activeElement);
      if (event.key === "ArrowDown" && links.length) { event.preventDefault(); links[Math.min(at + 1, links.length - 1)].focus(); }
      if (event.key === "ArrowUp" && links.length) { event.preventDefault(); at <= 0 ? input.focus() : links[at - 1].focus(); }
      if (event.key === "Enter" && event.target === input && links.length) { event.preventDefault(); links[0].click(); }
    });
  }

  // -- drawer: whatever htmx puts into it opens it; closing it returns the focus
  const drawer = $("#cajon");
  let opener = null;
  if (drawer) {
    document.body.addEventListener("htmx:beforeRequest", (event) => {
      if (event.detail.target && event.detail.target.id === "cajon-contenido" && !drawer.open) opener = document.activeElement;
    });
    document.body.addEventListener("htmx:afterSwap", (event) => {
      if (event.detail.target.id !== "cajon-contenido") return;
      if (!drawer.open) { drawer.showModal(); return; }
      // What had the focus was replaced: it goes to the heading, and what happened is read from there.
      const heading = $("#cajon-titulo");
      heading.tabIndex = -1;
      heading.focus();
    });
    drawer.addEventListener("close", () => {
      if (drawer.dataset.changed) { sessionStorage.setItem("focus", "contenido"); window.location.reload(); return; }
      if (opener) opener.focus();
    });
    document.body.addEventListener("changed", () => { drawer.dataset.changed = "1"; });
  }

  // -- what did not go through is said, and what was typed stays
  const toast = $("#aviso");
  if (toast) {
    const say = (words) => {
      (document.querySelector("dialog[open]") || document.body).append(toast);
      toast.textContent = words;
      toast.hidden = false;
      setTimeout(() => { toast.hidden = true; }, 8000);
    };
    document.body.addEventListener("htmx:responseError", (event) => {
      say([403, 404].includes(event.detail.xhr.status) ? toast.dataset.denied : toast.dataset.failed);
    });
    document.body.addEventListener("htmx:sendError", () => say(toast.dataset.failed));
  }

  // A page loaded again after a change leaves the reader in the content, not before the menu.
  if (sessionStorage.getItem("focus")) {
    const place = document.getElementById(sessionStorage.getItem("focus"));
    sessionStorage.removeItem("focus");
    if (place) place.focus();
  }

  // -- drop zones: a file dropped anywhere on the zone goes into its input
  document.addEventListener("dragover", (event) => {
    const zone = event.target.closest && event.target.closest(".drop");
    if (zone) { event.preventDefault(); zone.classList.add("over"); }
  });
  document.addEventListener("dragleave", (event) => {
    const zone = event.target.closest && event.target.closest(".drop");
    if (zone) zone.classList.remove("over");
  });
  document.addEventListener("drop", (event) => {
    const zone = event.target.closest && event.target.closest(".drop");
    if (!zone) return;
    event.preventDefault();
    zone.classList.remove("over");
    const input = $("input[type=file]", zone);
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
})();
