// Around htmx: focus, what goes wrong while sending, and the browser's Back. It decides nothing;
// without it every form still works.
(function () {
  "use strict";
  var status = document.getElementById("status");

  function screen() {
    return document.getElementById("screen");
  }

  // A screen opened at the session's address gets its own, so that Back finds it again.
  function takeAddress() {
    history.replaceState(history.state, "", screen().dataset.url);
  }

  // The region stays in sight by itself: it sticks to the top of the window.
  function say(text) {
    status.textContent = "";
    if (!text) return;
    status.appendChild(document.createElement("p")).className = "panel error";
    status.firstChild.textContent = text;
  }

  function busy(event, is) {
    var form = event.detail.elt;
    if (is) form.setAttribute("aria-busy", "true");
    else form.removeAttribute("aria-busy");
  }

  function on(names, act) {
    names.split(" ").forEach(function (name) {
      document.addEventListener("htmx:" + name, act);
    });
  }

  on("beforeRequest", function (event) {
    say("");
    busy(event, true);
  });
  on("afterRequest", function (event) {
    busy(event, false);
  });
  on("sendError timeout", function () {
    say(status.dataset.offline);
  });
  on("responseError", function (event) {
    var isBusy = event.detail.xhr.status === 429;
    say(isBusy ? status.dataset.busy : status.dataset.failed);
  });
  on("afterSettle", function () {
    var first = screen().querySelector("[role=alert], h1");
    first.focus({ preventScroll: first.tagName === "H1" });
  });

  // A page kept by the browser may be out of date: ask the server again.
  addEventListener("pageshow", function (event) {
    if (event.persisted) location.reload();
  });
  takeAddress();
})();
