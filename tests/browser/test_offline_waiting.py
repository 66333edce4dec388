"""Without a connection somebody waits for the result of a step that takes time; and whose time."""

import json
import time

import pytest
from playwright.sync_api import expect

from tests.browser.test_accessibility import complaints
from tests.browser.wire import SENT, cut, is_at, is_told, mend, opened, press, said, walked
from tests.factories import published, started

BEFORE = ("symptom=noise", "system=mac", "restart:not_fixed", "paper:not_fixed", "power=on",
          "cable:not_fixed")  # fmt: skip


@pytest.fixture
def session(transactional_db):
    return started(published())


def test_after_waiting_the_result_is_said_on_a_kept_screen(page, session):
    walked(session, *BEFORE)
    phone = opened(page(), session)
    cut(phone)
    press(phone, "I'll know later")
    is_at(phone, "Come back when you know")
    phone.get_by_role("link", name="See the instructions again").click()
    is_at(phone, "Reinstall")
    phone.get_by_role("link", name="Go on where you are").click()
    is_at(phone, "Come back when you know")
    press(phone, "Fixed it")
    is_at(phone, "It is fixed")
    mend(phone)
    is_told(phone, SENT)
    assert said(session)[-2:] == ["reinstall:later", "reinstall:fixed"]


def test_who_waits_and_loses_the_connection_still_waits_and_then_goes_on(page, session):
    walked(session, "symptom=blank", "reinstall:later")
    phone = opened(page(), session)
    is_at(phone, "Come back when you know")
    cut(phone)
    phone.reload()
    is_at(phone, "Come back when you know")
    expect(phone.get_by_text("Your place is saved")).to_be_visible()
    press(phone, "Still not working")
    is_at(phone, "Paper")
    mend(phone)
    is_told(phone, SENT)
    assert said(session)[-1] == "reinstall:not_fixed"


def test_a_result_that_is_said_at_the_instructions_is_waited_for_no_longer(page, session):
    walked(session, "symptom=blank", "reinstall:later")
    phone = opened(page(), session, "steps/reinstall/")
    is_at(phone, "Reinstall")
    cut(phone)
    press(phone, "Still not working")
    is_at(phone, "Paper")


def test_axe_finds_nothing_on_a_kept_screen_to_wait_on(page, session):
    walked(session, "symptom=blank", "reinstall:later")
    phone = opened(page(), session)
    cut(phone)
    phone.reload()
    is_at(phone, "Come back when you know")
    assert complaints(phone) == []
    press(phone, "Fixed it")
    is_at(phone, "It is fixed")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390


def test_scripts_that_come_late_do_not_put_the_clock_back(page, session):
    """What is said without a connection is dated by the server's clock, here the device's own."""
    phone, late = page(), 3

    def deliver_late(route):
        time.sleep(late)
        route.continue_()

    phone.route("**/js/session.js", deliver_late)
    opened(phone, session)
    place = json.loads(phone.evaluate("localStorage[location.pathname.slice(0, 33)]"))
    assert -1000 * late < place["ahead"] < 1000
