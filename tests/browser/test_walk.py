"""A person walks the real guide to each of its endings: on a phone, at a desk, without scripts."""

import re

import pytest
from playwright.sync_api import expect

from troubleshooter.models import Event, TroubleshootingSession

PHONE, DESK = (390, 844), (1280, 800)
HOW = {
    "phone": {"viewport": PHONE},
    "phone, dark": {"viewport": PHONE, "color_scheme": "dark"},
    "desk": {"viewport": DESK},
    "no scripts": {"viewport": PHONE, "javascript": False},
}


@pytest.fixture(params=HOW, ids=HOW.keys())
def walker(request, page, shipped_guide):
    opened = page(**HOW[request.param])
    opened.goto("/")
    opened.get_by_role("link", name=shipped_guide.title).click()
    opened.get_by_role("button", name="Start fixing").click()
    expect(opened).to_have_url(re.compile("/sessions/"))
    return Walker(opened, HOW[request.param].get("javascript", True))


class Walker:
    """Somebody who reads the screen and says what the test tells them to."""

    def __init__(self, page, has_scripts):
        self.page = page
        self.has_scripts = has_scripts
        self.titles = []
        self.arrive()

    def arrive(self):
        """Note the screen; its heading and the page's title have to agree.

        A page is waited for to its end: its style sheet gives it its width, and its scripts take
        the next press.
        """
        self.page.wait_for_load_state()
        heading = self.page.locator("h1")
        expect(heading).to_have_count(1)
        self.titles.append(heading.inner_text())
        expect(self.page).to_have_title(re.compile(re.escape(heading.inner_text())))
        width = self.page.evaluate("document.documentElement.scrollWidth")
        assert width <= self.page.viewport_size["width"]

    def is_at_a_question(self):
        return self.page.locator("input[type=radio][name=choice]").count() > 0

    def choose(self, label):
        self.page.get_by_role("radio", name=label).first.check()
        self.leave(self.page.get_by_role("button", name="Continue"))

    def say(self, outcome):
        self.leave(self.page.get_by_role("button", name=outcome, exact=True))

    def leave(self, button):
        before = self.page.locator("h1").inner_text()
        button.click()
        expect(self.page.locator("h1")).not_to_have_text(before)
        if self.has_scripts:
            expect(self.page.locator("h1")).to_be_focused()
        self.arrive()

    def until(self, heading, answers=None, outcome="Still not working"):
        """Answer "I don't know" (or as told) and go on until a screen has the heading."""
        for _ in range(40):
            title = self.titles[-1]
            if re.search(heading, title):
                return
            if self.is_at_a_question():
                self.choose((answers or {}).get(title, "I don't know"))
            else:
                self.say(outcome)
        raise AssertionError(f"{heading!r} did not come: {self.titles}")


def outcomes():
    return list(Event.objects.filter(kind="attempt").values_list("step", "outcome"))


def test_a_fix_that_works_ends_with_thanks(walker):
    walker.until("Connect to power")
    walker.say("Fixed it")
    expect(walker.page.locator("h1")).to_contain_text("fixed")
    assert outcomes()[-1] == ("connect-power", "fixed")


def test_a_walk_where_nothing_helps_ends_with_the_next_route(walker):
    walker.until("tried everything")
    tried = [step for step, _outcome in outcomes()]
    assert len(tried) == len(set(tried)) >= 9
    assert tried[-2:] == ["sign-out-in", "reset-all-settings"]
    session = TroubleshootingSession.objects.get()
    assert session.walk().screen.kind == "exhausted"


def test_an_outage_ends_as_not_your_side(walker):
    walker.until("status page")
    walker.choose(re.compile("yellow|red|problem", re.I))
    session = TroubleshootingSession.objects.get()
    assert session.walk().screen.kind == "not_your_side"
    assert (
        walker.titles[-1]
        == session.walk()
        .document.choice_use["apple-status", session.walk().screen.answer.choice]
        .ending.title
    )


def test_a_backup_over_night_waits_and_asks_again(walker):
    walker.until("backup is switched on")
    walker.say("I'll know later")
    walker.page.goto(f"/sessions/{TroubleshootingSession.objects.get().token}/")
    expect(walker.page.locator("h1")).to_have_text("Come back when you know")
    expect(walker.page.get_by_role("group", name="Did this fix it?")).to_be_visible()
    expect(walker.page.get_by_role("button", name="I'll know later")).to_have_count(0)
    walker.say("Fixed it")
    assert [outcome for _step, outcome in outcomes()] == ["later", "fixed"]


@pytest.mark.parametrize("way", ["the browser's Back", "the page's Back"])
def test_going_back_looks_back_and_an_answer_can_be_changed(walker, way):
    if way == "the browser's Back" and not walker.has_scripts:
        pytest.skip("without scripts all screens share the session's address: the page leads back")
    walker.until("backup is switched on")
    if way == "the browser's Back":
        walker.page.go_back()
    else:
        walker.page.get_by_role("link", name="Back", exact=True).click()
    expect(walker.page.get_by_role("radio", name="I don't know")).to_be_checked()
    walker.page.get_by_role("radio", name=re.compile("network connection is poor")).check()
    walker.page.get_by_role("button", name=re.compile("Change|Continue")).click()
    expect(walker.page.locator("h1")).to_contain_text("Connect to good Wi-Fi")
    answers = Event.objects.filter(kind="answer").values_list("choice", flat=True)
    assert len(answers) == 2


def test_a_reload_shows_the_same_screen(walker):
    walker.until("Connect to good Wi-Fi")
    walker.page.reload()
    walker.arrive()
    assert walker.titles[-1] == walker.titles[-2]
