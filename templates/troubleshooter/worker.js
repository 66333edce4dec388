// Keeps a session's screens, one cache a session, for when the server does not answer.
const PREFIX = "session:", SESSIONS = 5, PICTURES = 3 * 1024 * 1024, PATIENCE = 4000;
const VARY = { ignoreVary: true };
let turn;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => {
  const answer = event.ports[0];
  // In turn: two would delete each other's.
  turn = Promise.allSettled([turn]).then(() => keep(event.data));
  event.waitUntil(turn.then(
    () => answer.postMessage(true),
    () => answer.postMessage(false),
  ));
});

self.addEventListener("fetch", (event) => {
  const request = event.request, url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") {
    if (/^\/($|sessions\/)/.test(url.pathname)) event.respondWith(page(request, url.pathname));
  } else if (isAsset(url.pathname)) event.respondWith(asset(request, url.pathname));
});

const isAsset = (path) => /^\/(static|media)\//.test(path);
const tokenIn = (path) => /^\/sessions\/([\w-]{22})\//.exec(path)?.[1];
const ourCaches = async () => (await caches.keys()).filter((name) => name.startsWith(PREFIX));

async function kept(token) {
  if (!token || !(await caches.has(PREFIX + token))) return undefined;
  return caches.match(`/sessions/${token}/kept/`, { cacheName: PREFIX + token, ignoreSearch: true, ...VARY });
}

async function page(request, path) {
  const token = tokenIn(path);
  let instead = await kept(token);
  if (!token) {
    const newest = (await ourCaches()).pop();
    if (newest) instead = Response.redirect(`/sessions/${newest.slice(PREFIX.length)}/`);
  }
  if (!instead) return fetch(request);
  const late = new Promise((done) => setTimeout(done, PATIENCE));
  const fresh = await Promise.race([fetch(request).catch(() => undefined), late]);
  if (!fresh || fresh.status === 429 || fresh.status >= 500) return instead;
  if (token && fresh.status === 404 && path === `/sessions/${token}/`) await caches.delete(PREFIX + token);
  return fresh;
}

// What carries its content in its name never changes.
async function asset(request, path) {
  const held = await caches.match(request, VARY);
  if (held && /^\/media|\.[0-9a-f]{12}\./.test(path)) return held;
  return fetch(request).catch(() => held || Response.error());
}

async function keep(address) {
  const token = tokenIn(new URL(address, location).pathname);
  const cache = await caches.open(PREFIX + token);
  const response = (await cache.match(address, VARY)) || (await fetch(address));
  if (!response.ok) throw response;
  const text = await response.clone().text();
  const found = [...text.matchAll(/ (?:src|href)="(\/[^"]+)"/g)].map((match) => match[1]);
  const needed = [...new Set(found)].filter(isAsset);
  const hold = async (path) => {
    const held = await cache.match(path, VARY);
    if (held) return held;
    const fetched = await fetch(path);
    if (!fetched.ok) throw fetched;
    await cache.put(path, fetched.clone());
    return fetched;
  };
  await Promise.all(needed.filter((path) => path.startsWith("/static/")).map(hold));
  await cache.put(address, response);
  for (const request of await cache.keys()) {
    const url = new URL(request.url);
    if (![address, ...needed].includes(url.pathname + url.search)) await cache.delete(request);
  }
  const others = (await ourCaches()).filter((name) => name !== PREFIX + token);
  while (others.length >= SESSIONS) await caches.delete(others.shift());
  // As many pictures as there is room for; each may fail.
  let room = PICTURES;
  for (const path of needed.filter((path) => path.startsWith("/media/"))) {
    try {
      room -= (await (await hold(path)).blob()).size;
      if (room < 0) return void (await cache.delete(path));
    } catch {}
  }
}
