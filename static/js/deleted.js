// After a session was deleted: what this device kept of it goes too. What it keeps of others stays.
(() => {
  "use strict";
  const PREFIX = "session:";
  const isGone = (base) =>
    fetch(base, { method: "HEAD", cache: "no-store" }).then((answer) => answer.status === 404, () => false);
  self.caches?.keys().then((names) =>
    names.filter((name) => name.startsWith(PREFIX)).forEach(async (name) => {
      const base = `/sessions/${name.slice(PREFIX.length)}/`;
      if (!(await isGone(base))) return;
      await caches.delete(name);
      try {
        delete localStorage[base];
      } catch {
        // A browser that keeps nothing has nothing to forget.
      }
    }),
  );
})();
