// After a session was deleted: what this device kept of it goes too. What it keeps of others stays.
(() => {
  "use strict";
  const PREFIX = "session:", STORE = "events";
  const isGone = (base) =>
    fetch(base, { method: "HEAD", cache: "no-store" }).then((answer) => answer.status === 404, () => false);

  const answered = (asked) =>
    new Promise((done, fail) => {
      asked.onsuccess = () => done(asked.result);
      asked.onerror = fail;
    });

  // Where the page script keeps what is not sent yet; none is made here.
  async function database() {
    const asked = indexedDB.open("helpdesk", 1);
    asked.onupgradeneeded = () => asked.transaction.abort();
    return answered(asked);
  }

  // A browser that keeps nothing has nothing to forget.
  async function unsent(mode, act, nothing) {
    let opened;
    try {
      opened = await database();
      return await answered(act(opened.transaction(STORE, mode).objectStore(STORE)));
    } catch {
      return nothing;
    } finally {
      opened?.close();
    }
  }

  function places() {
    try {
      return Object.keys(localStorage);
    } catch {
      return [];
    }
  }

  async function forget(base) {
    if (!(await isGone(base))) return;
    if (places().includes(base)) delete localStorage[base];
    await self.caches?.delete(PREFIX + base.split("/")[2]).catch(() => {});
    const ofIt = IDBKeyRange.bound(base, `${base}\uffff`);
    await unsent("readwrite", (events) => events.delete(ofIt));
  }

  async function start() {
    const kept = (await self.caches?.keys().catch(() => [])) || [];
    const held = await unsent("readonly", (events) => events.getAllKeys(), []);
    const names = [...kept.map((name) => name.replace(PREFIX, "/sessions/") + "/"), ...held, ...places()];
    const bases = names.map((name) => /^\/sessions\/[\w-]{22}\//.exec(name)?.[0]);
    new Set(bases.filter(Boolean)).forEach(forget);
  }

  start();
})();
