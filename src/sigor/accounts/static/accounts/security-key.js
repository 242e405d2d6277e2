// Says in the page, not only in the console, that a security key did not work.
(function () {
  "use strict";
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    document.getElementById("llave-error").hidden = false;
  });
})();
