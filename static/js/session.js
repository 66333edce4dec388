// A session's forms, with and without a connection (docs/architecture.md). It decides nothing.
(() => {
  const BATCH = 50, PATIENCE = 4000, LONG = 20000, STATE = { htmx: true };
  const id = (name) => document.getElementById(name), screen = () => id("screen");
  const isKept = () => screen().dataset.isKept !== undefined;
  const own = id("offline"), status = id("status"), takeBack = id("take-back");
  const base = own?.dataset.session, address = `${base}events/`;
  const worker = own?.dataset.worker && navigator.serviceWorker;
  const kept = new Map(); // screens by name
  const unkept = new Map(); // what the device would not keep
  let isConnected = true, notBefore = 0, delay = 0, place, sending, timer, keptFrom, opened;

  const on = (name, act) => document.addEventListener(name, act);
  const parse = (text) => new DOMParser().parseFromString(text || "", "text/html");
  const names = (list) => list.map((item) => item.from);

  function database() {
    return opened ||= new Promise((done, fail) => {
      const asked = indexedDB.open("helpdesk", 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore("events", { keyPath: "id" });
      asked.onsuccess = () => {
        asked.result.onclose = asked.result.onversionchange = () => (opened = asked.result.close());
        done(asked.result);
      };
      asked.onerror = fail;
    });
  }

  async function stored(mode, act) {
    const write = (await database()).transaction("events", mode, { durability: "strict" });
    const asked = act(write.objectStore("events"));
    return new Promise((done, fail) => {
      write.oncomplete = () => done(asked?.result);
      write.onabort = fail;
    });
  }

  async function hold(item) {
    try {
      await stored("readwrite", (events) => events.put(item));
      unkept.delete(item.id);
    } catch {
      unkept.set(item.id, item);
    }
    return item;
  }

  async function release(items) {
    items.forEach((item) => unkept.delete(item.id));
    await stored("readwrite", (events) => items.forEach((item) => events.delete(item.id))).catch(() => {});
  }

  async function everything() {
    const found = await stored("readonly", (events) => events.getAll()).catch(() => []);
    return [...found, ...unkept.values()].sort((one, other) => one.at - other.at);
  }

  const ours = async () => (await everything()).filter((item) => item.url === address);

  function keepPlace(more) {
    place = { ...place, ...more };
    try {
      localStorage[base] = JSON.stringify(place);
    } catch {}
  }

  // A new key each time: a kept form may be sent again. Keys sort by time.
  async function said(data, from, to, key) {
    const before = await ours();
    const at = Math.max(Math.round(Date.now() + place.ahead), before.at(-1)?.at + 1 || 0);
    key ||= at.toString(36) + crypto.getRandomValues(new Uint32Array(3)).join("-");
    const event = { key, at: new Date(at).toISOString(), reverses: data.get("event") || undefined };
    for (const name of ["question", "choice", "step", "outcome", "reason"]) event[name] = data.get(name) || undefined;
    return { id: address + key, url: address, at, event, from, to: to || following(before, from) };
  }

  function standing(list) {
    const back = list.map((item) => item.event.reverses);
    return list.filter(({ event }) => !event.reverses && !back.includes(event.key));
  }

  function following(list, from) {
    const done = [...names(standing(list)), from];
    return place.way.find((name) => !done.includes(name)) || place.way.at(-1);
  }

  const here = (list) => list.at(-1)?.to || place.way[0];

  const target = (form, button) =>
    [button, form.querySelector(":checked"), form].find((part) => part?.dataset.to)?.dataset.to;

  function say(name, look = "error") {
    status.textContent = "";
    if (!name) return;
    status.appendChild(document.createElement("p")).className = `panel ${look}`;
    status.firstChild.textContent = status.dataset[name];
  }

  function focus() {
    const first = screen().querySelector("[role=alert], h1");
    first.focus({ preventScroll: first.tagName === "H1" });
  }

  // Without a name, what comes next.
  async function show(name, how = "pushState") {
    const list = await ours(), last = standing(list).at(-1);
    name ||= here(list);
    const held = !kept.has(name) && (await self.caches?.match(`${base}kept/`, { ignoreSearch: true, ignoreVary: true }));
    if (held) read(parse(await held.text()));
    if (kept.has(name)) {
      const copy = document.importNode(kept.get(name), true), next = copy.querySelector("#screen");
      const back = next.querySelector(".back");
      document.title = copy.querySelector("title").textContent.trim();
      if (name !== here(list)) {
        next.querySelector(".looking").hidden = false;
        next.querySelectorAll("form").forEach((form) => form.remove());
      } else if (last && back) back.href = base + last.from;
      screen().replaceWith(next);
      // Without a worker there would be nothing to go back to.
      history[worker?.controller ? how : "replaceState"](STATE, "", next.dataset.url);
      focus();
      scrollTo(0, 0);
    }
    takeBack.hidden = !last;
    if (unkept.size) say("unsaved");
    else say(list.length ? "kept" : "without", "notice lasting");
  }

  // What is kept of an address, else what comes next.
  function look({ pathname }, how) {
    const name = pathname.slice(base.length);
    return show(kept.has(name) && name, how);
  }

  on("submit", async (event) => {
    const form = event.target, button = event.submitter, data = new FormData(form);
    if (!screen()?.contains(form) || !isKept()) return;
    event.preventDefault();
    if (button?.name) data.set(button.name, button.value);
    if (!data.get("outcome") && !data.get("choice")) return;
    await said(data, screen().dataset.name, target(form, button)).then(hold);
    if (isConnected && (await send())) return;
    await show();
    send();
  });

  on("click", async (event) => {
    const link = event.target.closest("#screen[data-is-kept] a");
    if (event.target === takeBack) {
      const last = standing(await ours()).at(-1), data = new FormData();
      data.set("event", last.event.key);
      await said(data, "", last.from).then(hold);
      await show();
      send();
    } else if (link?.pathname.startsWith(base) && !isConnected) {
      event.preventDefault();
      look(link);
    }
  });

  // Before htmx, which would ask the server.
  addEventListener("popstate", (event) => {
    if (!own || isConnected || !isKept()) return;
    event.stopImmediatePropagation();
    look(location, "replaceState");
  });

  // Kept before it is sent, under the server's own key: closing the page loses nothing.
  on("htmx:beforeRequest", ({ detail }) => {
    const { elt, requestConfig } = detail;
    elt.setAttribute("aria-busy", true);
    say();
    if (!own) return;
    const to = target(elt, requestConfig.triggeringEvent?.submitter);
    detail.held = said(requestConfig.formData, screen().dataset.name, to, elt.dataset.key).then(hold);
  });

  on("htmx:afterRequest", async ({ detail }) => {
    const { elt, held, xhr } = detail;
    elt.removeAttribute("aria-busy");
    if (detail.isDone) return;
    detail.isDone = true;
    const item = await held;
    if (xhr.status && xhr.status !== 429 && xhr.status < 500) {
      if (item) await release([item]);
      if (xhr.status >= 400 && xhr.status !== 422) say("failed");
    } else if (item) {
      wait(xhr.getResponseHeader("Retry-After"));
      await show();
    } else say(xhr.status === 429 ? "busy" : xhr.status ? "failed" : "offline");
  });

  on("htmx:afterSettle", () => {
    focus();
    fresh();
  });

  function wait(seconds) {
    isConnected = false;
    delay = Math.min(delay * 2 || 2500, 60000);
    notBefore = Date.now() + Math.min(+seconds || 0, 3600) * 1000;
    clearTimeout(timer);
    timer = setTimeout(send, Math.max(delay, notBefore - Date.now()));
  }

  async function ask(url, patience, options) {
    const stop = new AbortController(), clock = setTimeout(() => stop.abort(), patience);
    try {
      const answer = await fetch(url, { ...options, signal: stop.signal });
      const text = await answer.text();
      if (answer.status !== 429 && answer.status < 500) return { status: answer.status, text };
      wait(answer.headers.get("Retry-After"));
    } catch {
      wait();
    } finally {
      clearTimeout(clock);
    }
    return {};
  }

  // True when the screen is the server's.
  function send() {
    return sending ||= sendAll().finally(() => {
      sending = null;
    });
  }

  async function sendAll() {
    if (Date.now() < notBefore) return false;
    const list = await everything();
    let news = "";
    for (const url of new Set(list.map((item) => item.url))) {
      const all = list.filter((item) => item.url === url);
      while (all.length) {
        const some = all.splice(0, BATCH);
        const { status, text } = await ask(url, LONG, {
          method: "POST",
          headers: { "Content-Type": "application/json", "X-Offline-Batch": "1" },
          body: JSON.stringify({ events: some.map((item) => item.event) }),
        });
        const isGone = status === 404 && text.includes('"main"');
        if (isGone) some.push(...all.splice(0));
        else if (status !== 200 || !text.startsWith('{"events":')) return false;
        else if (url === address) {
          news = text.includes('"rejected"') ? "refused" : news || "sent";
          // Where to go on if no screen gets through.
          const now = await ours(), to = here(now), done = names(standing(now));
          keepPlace({ way: [to, ...place.way.filter((name) => name !== to && !done.includes(name))] });
        }
        await release(some);
        if (isGone && url === address) location.reload();
      }
    }
    return !own || (!news && !isKept()) || refresh(news);
  }

  // The server's screen instead.
  async function refresh(news) {
    const { status, text } = await ask(news ? base : location.pathname, PATIENCE);
    const page = parse(text), next = page.getElementById("screen");
    if (status !== 200 || (await ours()).length) return false;
    const isSame = next.dataset.name === screen().dataset.name;
    isConnected = true;
    delay = 0;
    screen().replaceWith(next);
    document.title = page.title;
    htmx.process(next);
    if (!isSame) focus();
    takeBack.hidden = true;
    say(news, news === "sent" ? "notice" : "error");
    fresh();
    return true;
  }

  // The server's screen takes its address, for Back to find.
  function fresh() {
    const { url, way, kept: from } = screen().dataset;
    history.replaceState(STATE, "", url);
    if (!way) return;
    keepPlace({ way: way.split(" ") });
    if (from !== keptFrom) keep((keptFrom = from));
  }

  async function confirmed(url) {
    const known = await worker.register(own.dataset.worker, { updateViaCache: "none" });
    const one = known.active || known.installing || known.waiting, line = new MessageChannel();
    return new Promise((done) => {
      const ask = () => one.state === "activated" && one.postMessage(url, [line.port2]);
      line.port1.onmessage = ({ data }) => done(data && (url !== keptFrom || tell(true)));
      one.onstatechange = () => (one.state === "redundant" ? done() : ask());
      ask();
    });
  }

  function tell(isSafe) {
    const [works, limited] = own.children;
    works.hidden = !isSafe;
    limited.hidden = isSafe;
    return isSafe;
  }

  async function keep(url) {
    const late = new Promise((done) => setTimeout(done, LONG));
    const isSafe = Boolean(worker && (await Promise.race([confirmed(url), late]).catch(() => {})));
    const { text } = isSafe ? {} : await ask(url, LONG);
    if (!isSafe && !text) return (keptFrom = "");
    kept.clear();
    read(parse(text));
    tell(isSafe);
    if (!isConnected && !isKept() && !screen().querySelector("[aria-busy]") && (await ours()).length) show();
  }

  function read(page) {
    for (const part of page.querySelectorAll("template")) kept.set(part.dataset.name, part.content);
  }

  async function begin() {
    if (own) place = { ahead: own.dataset.now - performance.timing.responseStart };
    if (own && isKept()) {
      isConnected = false;
      place = { ahead: 0, way: screen().dataset.way.split(" "), ...JSON.parse(localStorage[base] || "{}") };
      read(document);
      await look(location, "replaceState");
    } else if (screen()) fresh();
    if (!worker && own) self.caches?.keys().then((all) => all.forEach((name) => caches.delete(name)));
    send();
  }

  addEventListener("online", send);
  on("visibilitychange", () => document.hidden || send());
  // The browser's copy may be old.
  addEventListener("pageshow", (event) => event.persisted && location.reload());
  begin();
})();
