"""The wire is cut while somebody walks a guide: they go on, and everything arrives once."""

import time

import pytest
from playwright.sync_api import expect

from tests.browser.test_accessibility import complaints
from tests.browser.wire import (
    KEPT,
    SENT,
    choose,
    cut,
    is_at,
    is_kept,
    is_told,
    mend,
    opened,
    press,
    said,
    walked,
)
from tests.factories import published, started
from troubleshooter.models.stories import told_of


@pytest.fixture
def guide(transactional_db):
    return published()


@pytest.fixture
def session(guide):
    return started(guide)


ALL_TRIED = (
    "symptom=blank",
    "paper:not_fixed",
    "power=on",
    "cable:not_fixed",
    "system=mac",
    "restart:already_tried",
    "reinstall:not_fixed",
)
SCREENS = {
    "question": ((), "Blank", "Paper", "symptom=blank"),
    "question that may end it": (
        ("symptom=blank", "paper:not_fixed"), "Out", "No power", "power=out",
    ),
    "step": (("symptom=blank",), "Still not working", "Cable", "paper:not_fixed"),
    "step that is fixed": (("symptom=blank",), "Fixed it", "It is fixed", "paper:fixed"),
    "interruption": (
        ALL_TRIED[:5], "I can't do this", "Reinstall", "restart:could_not",
    ),
    "step that takes time": (
        ALL_TRIED[:6], "I'll know later", "Come back when you know", "reinstall:later",
    ),
    "last step": (
        ALL_TRIED[:6], "Still not working", "These were the steps kept on this device",
        "reinstall:not_fixed",
    ),
    "waiting": (
        (*ALL_TRIED[:6], "reinstall:later"), "Fixed it", "It is fixed", "reinstall:fixed",
    ),
    "fixed": (("symptom=blank", "paper:fixed"), "Take this back", "Paper", "-"),
    "exhausted": (ALL_TRIED, "Try it after all", "Restart", "-"),
}  # fmt: skip


@pytest.mark.parametrize(("before", "label", "then", "fact"), SCREENS.values(), ids=SCREENS)
def test_at_every_kind_of_screen_the_guide_goes_on_and_the_answer_arrives_once(
    page, session, before, label, then, fact
):
    walked(session, *before)
    phone = opened(page(), session)
    cut(phone)
    if "=" in fact:
        choose(phone, label)
    else:
        press(phone, label)
    is_at(phone, then)
    is_told(phone, KEPT)
    expect(phone.locator("h1")).to_be_focused()
    phone.reload()
    is_at(phone, then)
    is_told(phone, KEPT)
    mend(phone)
    is_told(phone, SENT)
    assert said(session) == [*before, fact]


def test_a_whole_guide_is_walked_one_step_at_a_time_without_a_connection(page, session):
    phone = opened(page(), session)
    cut(phone)
    choose(phone, "Blank")
    for heading in ("Paper", "Cable", "Restart", "Reinstall"):
        is_at(phone, heading)
        expect(phone).to_have_title(f"Step {_number(heading)}: {heading} – Printer does not print")
        press(phone, "Still not working")
    is_at(phone, "These were the steps kept on this device")
    mend(phone)
    is_told(phone, SENT)
    is_at(phone, "You have tried everything here")
    assert said(session) == [
        "symptom=blank",
        *(f"{key}:not_fixed" for key in ("paper", "cable", "restart", "reinstall")),
    ]


def _number(heading):
    return ("Paper", "Cable", "Restart", "Reinstall").index(heading) + 1


def test_a_question_on_the_way_shows_every_variant(page, session):
    walked(session, "symptom=noise")
    phone = opened(page(), session)
    cut(phone)
    phone.goto(f"/sessions/{session.token}/steps/restart/")
    for variant in ("For: Mac", "For: Windows", "Hold Option.", "Hold Shift."):
        expect(phone.get_by_text(variant)).to_be_visible()


def test_back_looks_back_and_leads_on_to_where_one_is(page, session):
    walked(session, "symptom=blank")
    phone = opened(page(), session)
    cut(phone)
    press(phone, "Still not working")
    is_at(phone, "Cable")
    phone.go_back()
    is_at(phone, "Paper")
    phone.go_forward()
    is_at(phone, "Cable")
    phone.get_by_role("link", name="Back", exact=True).click()
    is_at(phone, "Paper")
    expect(phone.get_by_text("You are looking back.")).to_be_visible()
    expect(phone.get_by_role("button", name="Fixed it")).to_have_count(0)
    phone.get_by_role("link", name="Go on where you are").click()
    is_at(phone, "Cable")
    press(phone, "Fixed it")
    is_at(phone, "It is fixed")
    mend(phone)
    is_told(phone, SENT)
    assert said(session) == ["symptom=blank", "paper:not_fixed", "cable:fixed"]


def test_the_last_answer_is_taken_back_and_said_again(page, session):
    walked(session, "symptom=blank")
    phone = opened(page(), session)
    cut(phone)
    press(phone, "Fixed it")
    is_at(phone, "It is fixed")
    press(phone, "Take the last answer back")
    is_at(phone, "Paper")
    press(phone, "Still not working")
    is_at(phone, "Cable")
    mend(phone)
    is_told(phone, SENT)
    assert said(session) == ["symptom=blank", "paper:fixed", "-", "paper:not_fixed"]
    assert session.walk().results["paper"].outcome == "not_fixed"


def test_going_on_after_the_connection_is_back_needs_no_reload(page, session):
    walked(session, "symptom=blank")
    phone = opened(page(), session)
    cut(phone)
    press(phone, "Still not working")
    is_at(phone, "Cable")
    mend(phone)
    is_at(phone, "Power?")
    choose(phone, "On")
    is_at(phone, "Cable")
    press(phone, "Still not working")
    is_at(phone, "System?")
    facts = ["symptom=blank", "paper:not_fixed", "power=on", "cable:not_fixed"]
    assert said(session) == facts


def test_a_step_not_looked_at_is_not_counted_as_shown(page, session):
    walked(session, "symptom=blank")
    opened(page(), session)
    ((_session, story),) = told_of([session.pk], session.started_at)
    assert list(story.steps) == ["paper"]


def test_only_what_the_session_needs_is_kept(page, session):
    phone = page()
    for path in ("/", "/guides/printer/", "/search/?q=printer", "/admin/login/", "/sessions/"):
        phone.goto(path)
    opened(phone, session)
    phone.goto(f"/sessions/{session.token}/summary/")
    kept = phone.evaluate(
        """async () => {
          const found = {}, path = (one) => new URL(one.url).pathname;
          for (const name of await caches.keys())
            found[name] = (await (await caches.open(name)).keys()).map(path);
          return found;
        }"""
    )
    assert list(kept) == [f"session:{session.token}"]
    paths = kept[f"session:{session.token}"]
    assert f"/sessions/{session.token}/kept/" in paths
    assert {path.split("/")[1] for path in paths} == {"sessions", "static"}
    assert not [path for path in paths if "admin" in path]


def test_pictures_are_kept_as_well(page, shipped_guide):
    session = started(shipped_guide)
    walked(session, "what-do-you-see=unknown")
    phone = opened(page(), session)
    cut(phone)
    press(phone, "Still not working")
    is_at(phone, "Connect to good Wi-Fi")
    shot = phone.locator(".shot img").first
    shot.scroll_into_view_if_needed()
    expect(shot).to_have_js_property("complete", True)
    assert shot.evaluate("image => image.naturalWidth") > 0


@pytest.mark.parametrize("address", ["/", "/sessions/"])
def test_the_start_page_and_the_list_of_sessions_lead_to_the_kept_one(page, session, address):
    walked(session, "symptom=blank")
    phone = opened(page(), session)
    cut(phone)
    phone.goto(address)
    is_at(phone, "Paper")
    is_kept_screen = phone.locator("#screen[data-is-kept]")
    expect(is_kept_screen).to_be_visible()


def test_two_devices_on_one_session_lose_and_double_nothing(page, session):
    walked(session, "symptom=blank")
    phone, begun = opened(page(), session), time.monotonic()
    tablet = opened(page(viewport=(1280, 800)), session)
    lag = time.monotonic() - begun  # a device's clock is as exact as its page came soon
    for device, answer in ((phone, "Still not working"), (tablet, "I already tried this")):
        cut(device)
        press(device, answer)
        is_at(device, "Cable")
        press(device, "Still not working")
        is_at(device, "Restart")
        device.wait_for_timeout(1000 * lag)
    mend(phone)
    is_told(phone, SENT)
    mend(tablet)
    expect(tablet.get_by_role("status")).to_contain_text("The connection is back")
    facts = said(session)
    assert facts[0] == "symptom=blank"
    # The first press on each device had one form in common: a stale form adds nothing.
    assert sorted(facts[1:]) == ["cable:not_fixed", "cable:not_fixed", "paper:not_fixed"]
    assert list(session.walk().results) == ["paper", "cable"]


def test_it_works_again_once_it_is_kept_without_opening_it_twice(page, guide):
    phone = page()
    phone.goto("/guides/printer/")
    press(phone, "Start fixing")
    is_kept(phone)
    cut(phone)
    choose(phone, "Noise")
    is_at(phone, "Paper")


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_axe_finds_nothing_on_what_is_kept(page, session, color_scheme):
    walked(session, "symptom=blank")
    phone = opened(page(color_scheme=color_scheme), session)
    cut(phone)
    press(phone, "Still not working")
    is_at(phone, "Cable")
    assert complaints(phone) == []
    press(phone, "Fixed it")
    is_at(phone, "It is fixed")
    assert complaints(phone) == []
    phone.goto(f"/sessions/{session.token}/steps/paper/")
    is_at(phone, "Paper")
    assert complaints(phone) == []
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
