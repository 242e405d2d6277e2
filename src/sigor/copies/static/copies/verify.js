// Compares a file with what was issued, in this browser: the file is not sent anywhere.
(function () {
  "use strict";
  const box = document.getElementById("comprobar");
  // Where the browser cannot compute it (an address without https), the way by hand stays open.
  if (!box || !window.crypto || !window.crypto.subtle) return;
  const input = document.getElementById("archivo");
  const outcome = document.getElementById("resultado");
  box.hidden = false;
  document.getElementById("a-mano").open = false;
  let asked = 0;

  const say = (words, tone) => {
    outcome.textContent = words;
    outcome.className = "note t-" + tone;
    outcome.hidden = false;
  };

  input.addEventListener("change", async () => {
    const turn = ++asked;
    const file = input.files[0];
    if (!file) { outcome.hidden = true; return; }
    say(box.dataset.working, "info");
    let found = "";
    try {
      const digest = await window.crypto.subtle.digest("SHA-256", await file.arrayBuffer());
      found = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
    } catch (problem) {
      if (turn === asked) say(box.dataset.failed, "warning");
      return;
    }
    if (turn !== asked) return;
    const same = found === box.dataset.sha256;
    say(same ? box.dataset.same : box.dataset.other, same ? "success" : "danger");
  });
})();
