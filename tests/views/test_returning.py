"""Coming back: the pending question is the first thing on the screen."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import plain_guide
from tests.views.markup import Page
from tests.views.walking import HTMX, SCREENS, TO_RESTART, buttons, started
from troubleshooter.folding import catch_up
from troubleshooter.models import Event, Tally, TroubleshootingSession

pytestmark = pytest.mark.django_db


def passes(**time):
    """So much time goes by."""
    for row in (*Event.objects.all(), *TroubleshootingSession.objects.all()):
        name = "at" if isinstance(row, Event) else "started_at"
        setattr(row, name, getattr(row, name) - timedelta(**time))
        row.save(update_fields=[name])


def place_of(page, name, **attributes):
    return page.elements.index(page.one(name, **attributes))


@pytest.mark.parametrize("path", ["", "steps/restart/"])
def test_after_an_interruption_the_question_stands_above_the_instructions(walk, path):
    walk(*TO_RESTART)
    passes(minutes=2)
    page = walk(path=path)
    assert page.heading == "You were at “Restart”. Did that fix it?"
    assert "Fixed it" in buttons(page, name="outcome")
    assert place_of(page, "form", id="outcomes") < place_of(page, "h2", id="again")
    assert page.one("h2", id="again").text == "Restart"
    assert page.all("a", href="#again")
    assert page.all("ol", class_="todo")


def test_the_question_says_what_was_done_in_the_authors_words(visitor, db):
    parts = plain_guide()
    parts["uses"] = parts["questions"] = []
    parts["steps"] = parts["steps"][2:3]
    parts["steps"][0] |= {"done": "You restarted your printer.", "instructions": [{"text": "Go."}]}
    parts["placements"] = [{"step": "restart"}]
    base = started(visitor, parts)
    assert Page(visitor.get(base)).heading == "Restart"
    passes(minutes=2)
    assert Page(visitor.get(base)).heading == "You restarted your printer. Did that fix it?"


def test_the_next_step_is_shown_as_ever(walk, monkeypatch):
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now)
    assert walk(*TO_RESTART).heading == "Restart"
    passes(seconds=50)
    assert walk().heading == "Restart"


def test_a_fragment_never_asks_as_if_somebody_came_back(visitor, base, walk):
    walk(*TO_RESTART)
    passes(hours=2)
    again = {"question": "symptom", "choice": "noise", "seen": ""}
    page = Page(visitor.post(f"{base}answers/", again, headers=HTMX))
    assert page.heading == "Restart"


def test_looking_at_another_step_asks_nothing_first(walk):
    walk(*TO_RESTART)
    passes(hours=2)
    assert walk(path="steps/paper/").heading == "Paper"


def test_a_question_is_its_own_pending_question(walk):
    walk("symptom=noise")
    passes(hours=2)
    assert walk().heading == "System?"


def test_the_morning_after_the_question_comes_first(walk):
    page = walk(*SCREENS["waiting"])
    assert page.heading == "Come back when you know"
    passes(hours=9)
    page = walk()
    assert page.heading == "You were at “Reinstall”. Did that fix it?"
    assert place_of(page, "form", id="outcomes") < place_of(page, "p", class_="lead")


def test_home_says_which_step_of_how_many(visitor, walk):
    walk(*TO_RESTART, "restart:not_fixed", "paper:not_fixed", "power=on")
    page = Page(visitor.get("/"))
    assert page.one("strong").text == "Continue: Printer does not print, step 3 of 4"


@pytest.mark.parametrize("ending", ["fixed", "exhausted", "not your side", "waiting"])
def test_every_ending_lists_what_to_put_back(walk, ending):
    page = walk(*SCREENS[ending])
    assert "Put it back" in page.text
    assert "Close the tray" in page.text
    assert ("leave them as they are until you know" in page.text) == (ending == "waiting")


# --- Two days after "fixed" ------------------------------------------------------------------


def counted():
    """What the statistics say of the step "paper", and of the sessions."""
    catch_up(timezone.now())
    step = Tally.objects.get(span="day", by="", kind="step", key="paper")
    session = Tally.objects.get(span="day", by="", kind="session")
    return step, session


def test_no_takes_the_fix_back_in_the_statistics_and_reopens_the_session(visitor, base, walk):
    walk(*SCREENS["fixed"])
    before, _session = counted()
    passes(days=3)
    page = Page(visitor.get(base))
    assert page.one("legend").text == "Still working?"
    data = {name: page.one("input", name=name)["value"] for name in ("step", "seen")}
    visitor.post(f"{base}attempts/", data | {"outcome": "not_fixed"})
    after, session = counted()
    assert (before.fixed, after.fixed) == (1, 0)
    assert session.fixed == 0
    assert Page(visitor.get(base)).heading == "Power?"


def test_yes_is_asked_for_once(visitor, base, walk):
    walk(*SCREENS["fixed"])
    passes(days=3)
    assert "Still working? Please tell us." in Page(visitor.get("/sessions/")).text
    page = Page(visitor.get(base))
    data = {name: page.one("input", name=name)["value"] for name in ("step", "seen")}
    visitor.post(f"{base}attempts/", data | {"outcome": "fixed"})
    for _ in range(3):
        assert not Page(visitor.get(base)).all("legend")
        assert "Still working?" not in Page(visitor.get("/sessions/")).text
        passes(days=3)
    assert counted()[0].fixed == 1
