"""axe on every screen in light and dark, the keyboard alone, right-to-left, and 320 px."""

import re
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth import get_user_model
from django.utils import timezone
from playwright.sync_api import expect

from tests.factories import published
from troubleshooter.models import TroubleshootingSession


@pytest.fixture(autouse=True)
def sends_mail(settings):
    settings.REMINDS_BY_MAIL = True


RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"],
    },
    "rules": {"target-size": {"enabled": True}},
}


def address(session, path=""):
    return f"/sessions/{session.token}/{path}"


def new_session(guide):
    return TroubleshootingSession.objects.start(guide.live)


def ended(guide, ending):
    """A session at one of the endings of the small printer guide."""
    session = new_session(guide)
    session.answer("symptom", "unknown", "")
    if ending == "not_your_side":
        session.answer("power", "out", "")
    elif ending in ("fixed", "waiting"):
        outcome = {"fixed": "fixed", "waiting": "later"}[ending]
        session.attempt("reinstall", outcome, None, "")
    else:
        for step in session.document.placement:
            session.attempt(step, "not_fixed", None, "")
        for question in session.document.use:
            session.answer(question, "unknown", "")
    assert session.walk().screen.kind == ending
    return session


def come_back_to(session):
    """Let the session's last event be some hours ago."""
    session.events.update(at=timezone.now() - timedelta(hours=9))
    return session


def screens(guide, shipped):
    """Every kind of screen by name: its address."""
    session, real = new_session(guide), new_session(shipped)
    session.answer("symptom", "noise", "")
    real.answer("what-do-you-see", "unknown", "")
    return {
        "home": "/",
        "search": "/search/?q=printer",
        "guide": "/guides/icloud-backup/",
        "question": address(new_session(shipped)),
        "question with pictures": address(real, "questions/storage-full/"),
        "step": address(real),
        "interruption": address(real, "steps/restart-iphone/"),
        "risky step": address(real, "steps/sign-out-in/"),
        "looking back": address(session, "questions/symptom/"),
        "summary": address(session, "summary/"),
        "guide on paper": "/guides/icloud-backup/print/",
        "session on paper": address(session, "print/"),
        "sessions": "/sessions/",
        "after finishing": "/sessions/?finished",
        "coming back": address(come_back_to(ended(guide, "waiting"))),
        "coming back to a step": address(come_back_to(real)),
        "code": address(session, "code/"),
        "resume": "/resume/?code=k7qf-29md",
        "reminder": address(ended(guide, "waiting"), "reminder/"),
        "privacy": "/privacy/",
        "your data": address(session, "data/"),
        "deleted": "/privacy/deleted/",
        **{name: address(ended(guide, name)) for name in ENDINGS},
        "nothing there": "/nowhere/",
        "sign-in": "/admin/login/",
    }


ENDINGS = ("fixed", "exhausted", "not_your_side", "waiting")


def complaints(page):
    """What axe finds on the page, once it is there with its styles, as short lines."""
    page.wait_for_load_state()
    found = Axe().run(page, options=RULES).response["violations"]
    return [
        f"{rule['id']}: {node['target']} {node['failureSummary']}"
        for rule in found
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [(390, 844), (1280, 800)], ids=["phone", "desk"])
def test_axe_finds_nothing_on_any_screen(page, shipped_guide, color_scheme, viewport):
    opened = page(viewport=viewport, color_scheme=color_scheme)
    found = {}
    for name, path in screens(published(), shipped_guide).items():
        opened.goto(path)
        found |= {name: lines} if (lines := complaints(opened)) else {}
    assert found == {}


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [(390, 844), (1280, 800)], ids=["phone", "desk"])
def test_axe_finds_nothing_on_the_statistics(page, shipped_guide, color_scheme, viewport):
    get_user_model().objects.create_superuser("staff", password="a long password")
    guide = published()
    for ending in ENDINGS * 2:
        ended(guide, ending)
    opened = page(viewport=viewport, color_scheme=color_scheme)
    opened.goto("/admin/login/")
    opened.get_by_label("Username").fill("staff")
    opened.get_by_label("Password").fill("a long password")
    opened.get_by_role("button", name="Log in").click()
    expect(opened).to_have_url("/admin/")
    own = f"/admin/troubleshooter/guide/{guide.pk}/statistics/"
    empty = f"/admin/troubleshooter/guide/{shipped_guide.pk}/statistics/"
    compared = f"{own}?against-to=2090-01-01"
    for path in (own, compared, empty, "/admin/troubleshooter/guide/statistics/"):
        opened.goto(path)
        expect(opened.locator("h1").last).to_be_visible()
        assert complaints(opened) == [], path
        assert opened.evaluate("document.documentElement.scrollWidth") <= viewport[0], path


@pytest.mark.parametrize("width", [320, 390])
def test_no_screen_scrolls_sideways_and_every_button_is_48_px_high(page, shipped_guide, width):
    opened = page(viewport=(width, 700))
    for name, path in screens(published(), shipped_guide).items():
        opened.goto(path)
        assert opened.evaluate("document.documentElement.scrollWidth") <= width, name
        if name == "sign-in":
            continue
        for button in opened.locator("main button:visible").all():
            box = button.bounding_box()
            link_like = "link" in (button.get_attribute("class") or "")
            assert box["height"] >= (24 if link_like else 48), (name, button.inner_text())


def test_a_page_in_a_right_to_left_language_does_not_scroll_sideways(page, shipped_guide, settings):
    settings.LANGUAGE_CODE = "ar"
    opened = page(viewport=(320, 700))
    for name, path in screens(published(), shipped_guide).items():
        opened.goto(path)
        assert opened.locator("html").get_attribute("dir") == "rtl", name
        assert opened.evaluate("document.documentElement.scrollWidth") <= 320, name


def test_twice_the_text_size_still_fits(page, shipped_guide):
    opened = page(viewport=(640, 900))
    for name, path in screens(published(), shipped_guide).items():
        opened.goto(path)
        opened.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
        assert opened.evaluate("document.documentElement.scrollWidth") <= 640, name


def test_the_whole_walk_works_with_the_keyboard_alone(page, shipped_guide):
    opened = page()
    opened.goto("/guides/icloud-backup/")
    press(opened, "button", "Start fixing")
    expect(opened.get_by_role("radio").first).to_be_visible()
    opened.wait_for_load_state()
    tab_to(opened, "input[type=radio]")
    opened.keyboard.press("Space")
    for _ in range(12):
        if opened.evaluate("document.activeElement.value") == "unknown":
            break
        opened.keyboard.press("ArrowDown")
    press(opened, "button", "Continue")
    expect(opened.locator("h1")).to_have_text("Check that backup is switched on")
    expect(opened.locator("h1")).to_be_focused()
    press(opened, "button", "Still not working")
    expect(opened.locator("h1")).to_have_text("Connect to good Wi-Fi")
    expect(opened.locator("h1")).to_be_focused()
    expect(opened).to_have_title(re.compile("Connect to good Wi-Fi"))
    press(opened, "button", "Fixed it")
    expect(opened.locator("h1")).to_have_text("It is fixed")
    expect(opened.locator("h1")).to_be_focused()


def press(page, role, name):
    """Tab to a button and press Enter."""
    for _ in range(60):
        page.keyboard.press("Tab")
        focused = page.evaluate("document.activeElement.innerText || ''")
        if re.fullmatch(re.escape(name), focused.strip()):
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"the keyboard does not reach {role} {name!r}")


def tab_to(page, selector):
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate(f"document.activeElement.matches({selector!r})"):
            return
    raise AssertionError(f"the keyboard does not reach {selector}")
