"""What breaks is not the wire but a server, a database, a browser or a worker."""

import re
import shutil
import sqlite3
from contextlib import closing, contextmanager
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from playwright.sync_api import expect

from bench.faults._local import START, Server
from tests.browser.wire import (
    KEPT,
    SENT,
    SOON,
    choose,
    comes_true,
    cut,
    is_at,
    is_kept,
    is_told,
    mend,
    opened,
    press,
    said,
)
from tests.factories import published, started
from troubleshooter.views import offline, rendered

IS_EMPTY = """async () => {
    const asked = indexedDB.open("helpdesk");
    const database = await new Promise((done) => { asked.onsuccess = () => done(asked.result); });
    try {
        if (!database.objectStoreNames.contains("events")) return true;
        const count = database.transaction("events").objectStore("events").count();
        return await new Promise((done) => { count.onsuccess = () => done(!count.result); });
    } finally {
        database.close();
    }
}"""


@pytest.fixture
def session(transactional_db):
    """A session at its first step."""
    session = started(published())
    session.answer("symptom", "blank", "")
    session.forget_said()
    return session


BEFORE = "symptom=blank"


def test_a_server_that_is_too_slow_is_not_waited_for_and_counts_the_answer_once(page, session):
    phone = opened(page(), session)
    stuck = []
    phone.route("**/attempts/", lambda route: stuck.append(route))
    press(phone, "Still not working")
    is_at(phone, "Cable")
    is_told(phone, SENT)
    # The slow server takes what it was sent first after all.
    late = stuck[0].request
    phone.context.request.post(
        late.url, data=late.post_data, headers={"content-type": late.headers["content-type"]}
    )
    assert said(session) == [BEFORE, "paper:not_fixed"]


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_server_that_cannot_answer_now_is_asked_again_when_it_wants(page, session, status):
    phone = opened(page(), session)
    batches = []
    refused = {"status": status, "headers": {"Retry-After": "3600"}}
    phone.route("**/attempts/", lambda route: route.fulfill(**refused))
    phone.on("request", lambda sent: batches.append(sent) if "/events/" in sent.url else None)
    press(phone, "Still not working")
    is_at(phone, "Cable")
    is_told(phone, KEPT)
    phone.evaluate("dispatchEvent(new Event('online'))")
    press(phone, "Still not working")
    is_at(phone, "Restart")
    assert batches == [], "it asked for an hour"
    phone.reload()
    is_told(phone, SENT)
    assert said(session) == [BEFORE, "paper:not_fixed", "cable:not_fixed"]


def test_a_locked_database_loses_and_doubles_nothing(page, session):
    phone = opened(page(), session)
    with closing(sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)) as lock:
        lock.execute("BEGIN IMMEDIATE")
        press(phone, "Still not working")
        is_at(phone, "Cable")
        is_told(phone, KEPT)
        press(phone, "Fixed it")
        is_at(phone, "It is fixed")
    expect(phone.get_by_role("status")).to_contain_text(SENT, timeout=2 * SOON)
    # Whichever the database lets in first: the form that waited at its door, or the batch.
    assert sorted(said(session)) == ["cable:fixed", "paper:not_fixed", BEFORE]


def test_a_new_worker_strands_nobody(page, session, monkeypatch):
    phone = opened(page(), session)
    monkeypatch.setattr(
        offline, "render", _with("// another release\n", offline.render, "worker.js")
    )
    phone.evaluate(
        """async () => {
          const known = await navigator.serviceWorker.getRegistration("/sessions/");
          const changed = new Promise((done) => {
            navigator.serviceWorker.addEventListener("controllerchange", done);
          });
          await known.update();
          await changed;
        }"""
    )
    cut(phone)
    phone.reload()
    is_at(phone, "Paper")
    press(phone, "Still not working")
    is_at(phone, "Cable")


def _with(more, render, only):
    def changed(request, template, *args, **kwargs):
        response = render(request, template, *args, **kwargs)
        if template.endswith(only):
            response.content += more.encode()
        return response

    return changed


def test_the_switch_takes_the_worker_and_all_it_kept_away(page, session, settings):
    phone = opened(page(), session)
    cut(phone)
    press(phone, "Still not working")
    is_at(phone, "Cable")
    settings.OFFLINE = False
    rendered.pages.clear()
    mend(phone)
    is_told(phone, SENT)
    phone.goto(f"/sessions/{session.token}/")
    expect(phone.get_by_text("only while it stays open")).to_be_visible(timeout=SOON)
    comes_true(phone, "async () => !(await navigator.serviceWorker.getRegistrations()).length")
    comes_true(phone, "async () => !(await caches.keys()).length")
    assert said(session) == [BEFORE, "paper:not_fixed"]


def test_without_a_worker_the_page_goes_on_while_it_is_open_and_claims_no_more(page, session):
    phone = page(service_workers="block")
    phone.goto(f"/sessions/{session.token}/")
    expect(phone.get_by_text("only while it stays open")).to_be_visible(timeout=SOON)
    expect(phone.get_by_text("Works without internet now")).to_be_hidden()
    instead = phone.locator("[data-limited]")
    expect(instead.get_by_role("link", name="Print them")).to_be_visible()
    expect(instead.get_by_role("link", name="go on with another device")).to_be_visible()
    cut(phone)
    press(phone, "Still not working")
    is_at(phone, "Cable")
    is_told(phone, KEPT)
    press(phone, "Fixed it")
    is_at(phone, "It is fixed")
    mend(phone)
    is_told(phone, SENT)
    assert said(session) == [BEFORE, "paper:not_fixed", "cable:fixed"]


def test_a_device_that_keeps_nothing_is_told_to_stay_and_its_answers_arrive(page, session):
    phone = page(service_workers="block")
    phone.add_init_script("IDBFactory.prototype.open = () => { throw new Error('full'); };")
    phone.goto(f"/sessions/{session.token}/")
    expect(phone.get_by_text("only while it stays open")).to_be_visible(timeout=SOON)
    cut(phone)
    press(phone, "Still not working")
    is_at(phone, "Cable")
    is_told(phone, "leave this page open")
    mend(phone)
    is_told(phone, SENT)
    assert said(session) == [BEFORE, "paper:not_fixed"]


def test_no_room_for_the_screens_is_no_claim_and_no_harm(page, session, monkeypatch):
    full = "Cache.prototype.put = () => Promise.reject(new DOMException('', 'QuotaExceededError'));"
    monkeypatch.setattr(offline, "render", _with(f"\n{full}\n", offline.render, only="worker.js"))
    phone = page()
    phone.goto(f"/sessions/{session.token}/")
    expect(phone.get_by_text("only while it stays open")).to_be_visible(timeout=SOON)
    expect(phone.get_by_text("Works without internet now")).to_be_hidden()
    cut(phone)
    press(phone, "Still not working")
    is_at(phone, "Cable")


def test_a_month_later_and_without_cookies_what_was_kept_still_arrives(page, session, monkeypatch):
    phone = opened(page(), session)
    cut(phone)
    press(phone, "Still not working")
    is_at(phone, "Cable")
    is_told(phone, KEPT)
    phone.context.clear_cookies()
    now = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: now() + timedelta(days=30))
    mend(phone)
    is_told(phone, SENT)
    assert said(session) == [BEFORE, "paper:not_fixed"]
    event = session.events.get(step="paper")
    assert event.at - session.started_at < timedelta(days=1)


def test_finishing_on_this_device_leaves_nothing_on_it(page, transactional_db):
    published()
    phone = page()
    phone.goto("/guides/printer/")
    press(phone, "Start fixing")
    is_kept(phone)
    choose(phone, "Blank")
    is_at(phone, "Paper")
    phone.goto("/sessions/")
    press(phone, "Finish on this device")
    expect(phone.get_by_text("this device has forgotten")).to_be_visible(timeout=SOON)
    comes_true(phone, "async () => !(await caches.keys()).length")
    comes_true(phone, "async () => !localStorage.length")
    comes_true(phone, IS_EMPTY)


def test_a_browser_that_is_closed_goes_on_from_its_profile(browser, live_server, session, tmp_path):
    address = f"{live_server.url}/sessions/{session.token}/"
    with profile(browser, tmp_path) as phone:
        phone.goto(address)
        is_kept(phone)
        cut(phone)
        press(phone, "Still not working")
        is_at(phone, "Cable")
        is_told(phone, KEPT)
    with profile(browser, tmp_path) as phone:
        cut(phone)
        phone.goto(address)
        is_at(phone, "Cable")
        is_told(phone, KEPT)
        press(phone, "Fixed it")
        is_at(phone, "It is fixed")
    with profile(browser, tmp_path) as phone:
        # The next visit of any page is enough.
        phone.goto(live_server.url)
        comes_true(phone, IS_EMPTY)
    assert said(session) == [BEFORE, "paper:not_fixed", "cable:fixed"]


@contextmanager
def profile(browser, folder):
    """A window of a browser that remembers what is kept in the folder."""
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    kept = browser.browser_type.launch_persistent_context(
        folder / "profile",
        executable_path=path,
        args=["--no-sandbox", "--disable-background-networking"],
    )
    kept.set_default_timeout(SOON)
    try:
        yield kept.new_page()
    finally:
        kept.close()


def test_a_killed_server_loses_and_doubles_nothing(browser, tmp_path):
    server = Server(tmp_path / "data")
    try:
        server.start()
        phone = browser.new_context(base_url=server.url).new_page()
        phone.set_default_timeout(SOON)
        phone.goto(START)
        press(phone, "Start fixing")
        is_kept(phone)
        server.kill()
        choose(phone, "I don't know")
        is_at(phone, "Check that backup is switched on")
        is_told(phone, KEPT)
        press(phone, "Still not working")
        is_at(phone, "Connect to good Wi-Fi")
        phone.reload()
        is_at(phone, "Connect to good Wi-Fi")
        server.start()
        expect(phone.get_by_role("status")).to_contain_text(SENT, timeout=2 * SOON)
        token = re.search(r"/sessions/([\w-]{22})/", phone.url)[1]
        assert server.said(token) == [
            ("answer", "what-do-you-see", "unknown"),
            ("attempt", "check-backup-switch", "not_fixed"),
        ]
        phone.context.close()
    finally:
        server.gone()
