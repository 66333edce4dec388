// After "Finish on this device": what the page scripts kept goes, also where the browser does not
// take the server's word for it, which it does over HTTPS alone.
(() => {
  "use strict";
  try {
    for (const name of Object.keys(localStorage)) if (name.startsWith("/sessions/")) delete localStorage[name];
    indexedDB.deleteDatabase("helpdesk");
  } catch {
    // A browser that keeps nothing has nothing to forget.
  }
  self.caches?.keys().then((names) => names.forEach((name) => caches.delete(name)));
})();
