// Starts the signer on this machine, once the client of Firma Perú is there.
(function () {
  "use strict";
  const place = document.getElementById("firma-peru");
  const state = document.getElementById("firma-peru-estado");
  if (typeof window.startSignature === "function") {
    window.startSignature(place.dataset.port, place.dataset.param);
  } else {
    state.textContent = state.dataset.missing;
  }
})();
