// The switch OFFLINE is off: this worker takes the place of the one before, and goes.
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name.startsWith("session:")) await caches.delete(name);
    await self.registration.unregister();
  })());
});
