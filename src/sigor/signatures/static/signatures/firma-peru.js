// What the client of Firma Perú expects to find: jQuery under its own name, and three functions to call back.
(function () {
  "use strict";
  window.jqFirmaPeru = window.jQuery.noConflict(true);
  const place = document.getElementById("firma-peru");
  const state = document.getElementById("firma-peru-estado");
  const say = (name) => { state.textContent = state.dataset[name]; };
  // The answer of the server to the returned file is on the page of the request, accepted or not.
  window.signatureInit = () => say("working");
  window.signatureOk = () => { say("done"); window.location.assign(place.dataset.done); };
  window.signatureCancel = () => say("cancelled");
})();
