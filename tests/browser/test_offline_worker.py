"""The worker's process is killed, as a phone short of memory does it, or never answers."""

import os
import shutil
import signal

import pytest
from playwright.sync_api import Error, expect

from tests.browser.wire import KEPT, SENT, SOON, cut, is_at, is_told, mend, opened, press, said
from tests.factories import published, started


@pytest.fixture
def session(transactional_db):
    """A session at its first step."""
    session = started(published())
    session.answer("symptom", "blank", "")
    session.forget_said()
    return session


SILENT = """
    ServiceWorker.prototype.postMessage = (_address, [line]) =>
        addEventListener("worker-answers", () => line.postMessage(true));
    const usual = setTimeout, late = [];
    setTimeout = (act, after) => (after === 20000 ? late.push(act) : usual(act, after));
    addEventListener("time-is-up", () => late.splice(0).forEach((act) => act()));
"""


def with_a_silent_worker(phone, session):
    """The session's page, whose worker does not answer; the server cannot take an answer now."""
    phone.add_init_script(SILENT)
    phone.goto(f"/sessions/{session.token}/")
    phone.wait_for_function("history.state?.htmx")  # the scripts are there
    busy = {"status": 503, "headers": {"Retry-After": "3600"}}
    phone.route("**/attempts/", lambda route: route.fulfill(**busy))
    press(phone, "Still not working")
    is_told(phone, KEPT)
    is_at(phone, "Paper")
    return phone


def happens(phone, event):
    phone.evaluate("(name) => dispatchEvent(new Event(name))", event)


def test_a_worker_that_does_not_answer_is_not_waited_for(page, session):
    """What it should have kept is held by the page, and who went on meanwhile is led on."""
    phone = with_a_silent_worker(page(), session)
    happens(phone, "time-is-up")
    is_at(phone, "Cable")
    expect(phone.get_by_text("only while it stays open")).to_be_visible()
    press(phone, "Fixed it")
    is_at(phone, "It is fixed")
    happens(phone, "worker-answers")
    expect(phone.get_by_text("Works without internet now")).to_be_visible()
    expect(phone.get_by_text("only while it stays open")).to_be_hidden()
    phone.reload()
    is_told(phone, SENT)
    assert said(session) == ["symptom=blank", "paper:not_fixed", "cable:fixed"]


def test_nobody_is_led_on_by_the_page_while_the_server_is_about_to_do_it(page, session):
    phone = with_a_silent_worker(page(), session)
    asked = []
    phone.unroute("**/attempts/")
    phone.route("**/attempts/", lambda route: asked.append(route))
    press(phone, "Still not working")
    happens(phone, "time-is-up")
    expect(phone.get_by_text("only while it stays open")).to_be_visible()
    is_at(phone, "Paper")
    asked[0].continue_()
    is_at(phone, "Power?")
    expect(phone.locator("#screen[data-is-kept]")).to_have_count(0)
    assert said(session) == ["symptom=blank", "paper:not_fixed"]


def test_a_killed_worker_comes_back_when_it_is_needed(browser, live_server, session):
    # A browser of its own: what is killed in it is nobody else's.
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    own = browser.browser_type.launch(executable_path=path, args=["--no-sandbox"])
    try:
        context = own.new_context(base_url=live_server.url)
        context.set_default_timeout(SOON)
        phone = opened(context.new_page(), session)
        cut(phone)
        _kill_all_pages_and_workers(own, phone)
        again = _new_page(context)
        again.goto(f"/sessions/{session.token}/")
        is_at(again, "Paper")
        press(again, "Still not working")
        is_at(again, "Cable")
        is_told(again, KEPT)
        phone.close()
        mend(again)
        is_told(again, SENT)
    finally:
        own.close()
    assert said(session) == ["symptom=blank", "paper:not_fixed"]


def _kill_all_pages_and_workers(browser, page):
    protocol = browser.new_browser_cdp_session()
    with page.expect_event("crash", timeout=SOON):
        for process in protocol.send("SystemInfo.getProcessInfo")["processInfo"]:
            if process["type"] == "renderer":
                os.kill(process["id"], signal.SIGKILL)
    protocol.detach()


def _new_page(context):
    """A page in a process that lives: the one that stood ready may have been killed too."""
    for _ in range(3):
        try:
            return context.new_page()
        except Error:
            continue
    return context.new_page()


TWO_AT_ONCE = """async (address) => {
  const worker = (await navigator.serviceWorker.ready).active;
  const keep = (version) => new Promise((done) => {
    const line = new MessageChannel();
    line.port1.onmessage = ({ data }) => done(data);
    worker.postMessage(`${address}kept/?v=${version}`, [line.port2]);
  });
  for (let number = 0; number < 30; number++) {
    const said = await Promise.all([keep(`${number}a`), keep(`${number}b`)]);
    const held = await caches.match(`${address}kept/?v=${number}b`, { ignoreVary: true });
    if (!held || said.includes(false)) return { number, said, isHeld: Boolean(held) };
  }
  return null;
}"""


def test_two_answers_at_once_leave_the_next_screens_kept(page, session):
    phone = opened(page(), session)
    assert phone.evaluate(TWO_AT_ONCE, f"/sessions/{session.token}/") is None
