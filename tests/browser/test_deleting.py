"""Deleting a session, or finishing, takes away what the device kept of it, and of it alone."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.wire import (
    KEPT,
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
)
from tests.factories import published, started

pytestmark = pytest.mark.django_db(transaction=True)

NAMES = "async () => (await caches.keys()).map((name) => name.replace('session:', ''))"


def test_what_was_kept_on_the_device_goes_with_the_session(page):
    guide = published()
    deleted, other = started(guide), started(guide)
    phone = opened(page(), other)
    opened(phone, deleted)
    assert set(phone.evaluate(NAMES)) == {deleted.token, other.token}
    phone.goto(f"/sessions/{deleted.token}/data/")
    phone.get_by_role("button", name="Delete for good").click()
    expect(phone.get_by_role("heading", name="Your session is deleted")).to_be_visible()
    comes_true(phone, "async (token) => !(await caches.has('session:' + token))", deleted.token)
    assert phone.evaluate(NAMES) == [other.token]


SAYING = re.compile(r"/(answers|events)/$")
REMAINS = """async (expected) => {
    const asked = indexedDB.open("helpdesk");
    const database = await new Promise((done) => { asked.onsuccess = () => done(asked.result); });
    const held = database.transaction("events").objectStore("events").getAll();
    const items = await new Promise((done) => { held.onsuccess = () => done(held.result); });
    database.close();
    const found = [...items.map((item) => item.url.replace("events/", "")).sort(), "and"];
    found.push(...Object.keys(localStorage).sort());
    return found.join() === expected.join();
}"""


def unsent(phone, session):
    """An answer that the device keeps, because nothing that is said gets through."""
    opened(phone, session)
    choose(phone, "Blank")
    is_at(phone, "Paper")
    is_told(phone, KEPT)
    return f"/sessions/{session.token}/"


def remains(phone, unsent, places):
    """Wait until these addresses are all that the device keeps answers and a place of."""
    comes_true(phone, REMAINS, [*unsent, "and", *places])


@pytest.mark.parametrize("has_screens", [True, False])
def test_what_was_not_sent_goes_with_the_session_too(page, has_screens):
    """Also where the browser dropped the screens by itself."""
    guide, phone = published(), page()
    phone.context.route(SAYING, lambda route: route.abort())
    deleted, other = started(guide), started(guide)
    bases = sorted([unsent(phone, deleted), unsent(phone, other)])
    if not has_screens:
        phone.evaluate("async (name) => caches.delete(name)", f"session:{deleted.token}")
    remains(phone, bases, bases)
    phone.goto(f"/sessions/{deleted.token}/data/")
    press(phone, "Delete for good")
    expect(phone.get_by_role("heading", name="Your session is deleted")).to_be_visible()
    kept = [f"/sessions/{other.token}/"]
    remains(phone, kept, kept)


def test_a_device_that_kept_nothing_can_keep_something_afterwards(page):
    phone = page()
    phone.goto("/privacy/deleted/")
    phone.wait_for_load_state("networkidle")
    phone.context.route(SAYING, lambda route: route.abort())
    base = unsent(phone, started(published()))
    remains(phone, [base], [base])


def test_what_was_said_in_a_session_that_is_gone_is_sent_once_and_forgotten(page):
    phone, session = page(), started(published())
    opened(phone, session)
    cut(phone)
    choose(phone, "Blank")
    is_told(phone, KEPT)
    session.delete()
    mend(phone)
    is_at(phone, "This page does not exist")
    phone.goto("/")
    remains(phone, [], [f"/sessions/{session.token}/"])


IS_LET_GO = """(patience) => new Promise((done) => {
    indexedDB.deleteDatabase("helpdesk").onsuccess = () => done(true);
    setTimeout(done, patience, false);
})"""


def test_finishing_empties_the_device_while_another_tab_is_open(page):
    published()
    phone = page()
    phone.goto("/guides/printer/")
    press(phone, "Start fixing")
    is_kept(phone)
    second = phone.context.new_page()
    second.goto("/sessions/")
    press(second, "Finish on this device")
    expect(second.get_by_text("this device has forgotten")).to_be_visible()
    empty = "async () => !(await indexedDB.databases()).length"
    comes_true(second, empty)
    phone.context.route(SAYING, lambda route: route.abort())
    choose(phone, "Blank")
    is_told(phone, KEPT)
    # Where the browser does not take the server's word for it, the page script's must do.
    assert second.evaluate(IS_LET_GO, SOON)
