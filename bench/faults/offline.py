"""Somebody walks guides in a real browser while everything around breaks: is an answer lost or kept
twice? Prints a table; exits with 1 when one is.

    python -m bench.faults.offline --interruptions 200 --seed 1
"""

import argparse
import os
import random
import re
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

from playwright.sync_api import Error, sync_playwright

from bench.faults._local import START, Server

FAULTS = {"wire cut": 40, "server killed": 20, "browser killed": 16, "server stopped": 12,
          "database locked": 12}  # fmt: skip
OUTCOMES = ("not_fixed", "not_fixed", "not_fixed", "could_not", "already_tried", "later", "fixed")
PATIENCE = 90_000
WAITING = """async () => {
  const asked = indexedDB.open("helpdesk", 1);
  const database = await new Promise((done, fail) => {
    asked.onsuccess = () => done(asked.result);
    asked.onerror = fail;
  });
  const all = database.transaction("events").objectStore("events").getAllKeys();
  const keys = await new Promise((done) => { all.onsuccess = () => done(all.result); });
  database.close();
  return !keys.length;
}"""
"""Whether all that was said has been sent."""

KNOWN = """async () => {
  const screen = document.getElementById("screen").dataset, told = { screen: { ...screen } };
  told.place = { ...localStorage };
  told.worker = navigator.serviceWorker.controller?.state;
  told.caches = { all: await caches.keys() };
  for (const name of await caches.keys()) {
    const kept = await caches.open(name);
    for (const { url } of await kept.keys())
      if (url.includes("/kept/")) {
        const text = await (await kept.match(url)).text();
        told.caches[url] = [...text.matchAll(/<template data-name="([^"]+)/g)].map((one) => one[1]);
      }
  }
  const asked = indexedDB.open("helpdesk", 1);
  const database = await new Promise((done) => { asked.onsuccess = () => done(asked.result); });
  const all = database.transaction("events").objectStore("events").getAll();
  told.events = await new Promise((done) => { all.onsuccess = () => done(all.result); });
  database.close();
  return JSON.stringify(told, null, 1);
}"""
"""What the device keeps, to tell why a page stands still."""


class Person:
    """One person with one browser, who remembers what the page took from them."""

    def __init__(self, playwright, server, folder, rng):
        self.playwright, self.server, self.rng = playwright, server, rng
        self.profile = Path(folder) / "profile"
        self.taken, self.perhaps = Counter(), Counter()
        self.token = None
        self.open()

    def open(self):
        """Open the browser, with all that its profile remembers."""
        path = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))))
        self.browser = self.playwright.chromium.launch_persistent_context(
            self.profile,
            executable_path=path,
            args=["--no-sandbox", "--disable-background-networking"],
        )
        self.browser.set_default_timeout(PATIENCE)
        self.page = self.browser.new_page()

    def kill(self):
        """SIGKILL for the browser; then open it anew where it was."""
        for process in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                words = (process / "cmdline").read_bytes().decode(errors="replace").split("\0")
                if f"--user-data-dir={self.profile}" in words and not any(
                    word.startswith("--type=") for word in words
                ):
                    os.kill(int(process.name), signal.SIGKILL)
        with suppress(Error):
            self.browser.close()
        self.open()

    def start(self):
        """A new session, once the page says that it works without internet."""
        self.page.goto(self.server.url + START)
        self.page.get_by_role("button", name="Start fixing").click()
        self.page.get_by_text("Works without internet now").wait_for()
        self.token = re.search(r"/sessions/([\w-]{22})/", self.page.url)[1]
        self.taken, self.perhaps = Counter(), Counter()

    @property
    def address(self):
        return f"{self.server.url}/sessions/{self.token}/"

    def asked(self):
        """Kind and key of what is asked now; None where nothing is."""
        for kind, name in (("question", "answer"), ("step", "attempt")):
            field = self.page.locator(f"#screen form input[name={kind}]").first
            if field.count():
                return name, field.get_attribute("value")
        return None

    def press(self):
        """Say something, and mark the screen it was said on."""
        kind, subject = self.asked()
        self.page.evaluate("document.getElementById('screen').dataset.old = 1")
        if kind == "answer":
            radios = self.page.locator("#screen input[name=choice]:not([data-to])")
            radio = radios.nth(self.rng.randrange(radios.count()))
            said = radio.get_attribute("value")
            radio.check()
            self.page.locator("#screen form.answer button.main").click()
        else:
            buttons = self.page.locator("#screen button[name=outcome]")
            offered = {button.get_attribute("value") for button in buttons.all()}
            said = self.rng.choice([outcome for outcome in OUTCOMES if outcome in offered])
            self.page.locator(f"#screen button[name=outcome][value={said}]").first.click()
        return kind, subject, said

    def say(self, fault=None):
        """Say something and wait until the page goes on; `fault` strikes while it is on its way."""
        fact = self.press()
        if fault:
            fault()
        try:
            self.page.locator("#screen:not([data-old]) h1").wait_for()
        except Error:
            told = self.page.locator("#status").inner_text()
            known = self.page.evaluate(KNOWN)
            raise RuntimeError(f"no way on after {fact}: {told!r}\n{known}") from None
        self.taken[fact] += 1

    def settle(self):
        """Wait until nothing waits to be sent."""
        end = time.monotonic() + PATIENCE / 1000
        while time.monotonic() < end:
            with suppress(Error):
                self.page.evaluate("dispatchEvent(new Event('online'))")
                if self.page.evaluate(WAITING):
                    return
            time.sleep(0.25)
        raise RuntimeError("what was kept was never sent")


def interrupted(person, fault):
    """One interruption: what the person goes through from the fault to the mending of it."""
    server, rng = person.server, person.rng
    if fault == "browser killed":
        if rng.random() < 0.5 and person.asked():
            person.perhaps[person.press()] += 1
        person.kill()
        person.page.goto(person.address)
        return
    lock = None

    def strike():
        nonlocal lock
        match fault:
            case "wire cut":
                person.browser.set_offline(True)
            case "server killed":
                server.kill()
            case "server stopped":
                os.killpg(server.process.pid, signal.SIGSTOP)
            case "database locked":
                lock = server.locked()
                lock.__enter__()

    is_on_its_way = rng.random() < 0.5
    if not is_on_its_way:
        strike()
    for number in range(rng.randint(1, 3)):
        if not person.asked():
            break
        person.say(strike if is_on_its_way and not number else None)
        is_on_its_way = is_on_its_way and bool(number)
    if fault in ("wire cut", "server killed") and rng.random() < 0.4:
        person.page.reload()
        person.page.locator("#screen h1").wait_for()
    match fault:
        case "wire cut":
            person.browser.set_offline(False)
        case "server killed":
            server.kill()
            server.start()
        case "server stopped":
            os.killpg(server.process.pid, signal.SIGCONT)
        case "database locked":
            if lock:
                lock.__exit__(None, None, None)


def judged(person):
    """(lost, twice) of the session: facts that were taken and are not there, or too often."""
    there = Counter(person.server.said(person.token))
    lost = person.taken - there
    twice = there - (person.taken + person.perhaps)
    return lost.total(), twice.total()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--interruptions", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    done, answers, lost, twice = Counter(), 0, 0, 0
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = Server(Path(folder) / "data")
        server.start()
        try:
            person = Person(playwright, server, folder, rng)
            while done.total() < options.interruptions:
                if person.token is None or not person.asked():
                    person.start()
                fault = rng.choices([*FAULTS], FAULTS.values())[0]
                try:
                    interrupted(person, fault)
                    person.settle()
                except RuntimeError as error:
                    raise RuntimeError(f"{fault}, {person.page.url}: {error}") from error
                done[fault] += 1
                one, other = judged(person)
                if one or other:
                    print(f"{fault}: lost {one}, twice {other}", person.server.said(person.token),
                          person.taken, person.perhaps, file=sys.stderr)  # fmt: skip
                    lost, twice, person.token = lost + one, twice + other, None
                person.page.goto(person.address if person.token else server.url)
                if person.token and not person.asked():
                    answers += person.taken.total()
                    person.token = None
                print(f"{done.total()} of {options.interruptions}", end="\r", flush=True)
            answers += person.taken.total() if person.token else 0
            person.browser.close()
        finally:
            server.kill()
    for fault, number in done.most_common():
        print(f"{fault:16} {number:5}")
    print(f"{'answers':16} {answers:5}\n{'lost':16} {lost:5}\n{'kept twice':16} {twice:5}")
    return 1 if lost or twice else 0


if __name__ == "__main__":
    sys.exit(main())
