"""What is asked because time has passed."""

from datetime import timedelta

import pytest

from tests.core.guides import NOON, guide, minute, question, step, use, walk
from troubleshooter.core.events import Attempt, Reversal
from troubleshooter.core.returning import (
    INTERRUPTED_AFTER,
    PAUSED_AFTER,
    STILL_WORKING_AFTER,
    is_back,
    is_due_again,
)
from troubleshooter.core.walk import Walk

MOMENT = timedelta(seconds=1)
PHONE = question("phone", "face home")
GUIDE = guide(
    PHONE, use("phone", ask_first=True), "plain", step("restart", effects=("restarts",)), "last"
)
ASKED = "phone=face"


@pytest.mark.parametrize(
    ("facts", "after"),
    [
        ((ASKED,), PAUSED_AFTER),
        ((ASKED, "plain:not_fixed"), INTERRUPTED_AFTER),
        ((ASKED, "plain:later"), INTERRUPTED_AFTER),
    ],
    ids=["a step", "a step that interrupts", "waiting"],
)
def test_the_pending_question_comes_first_after_a_pause_and_not_before(facts, after):
    screen = walk(GUIDE, *facts).screen
    assert not is_back(screen, NOON, NOON)
    assert not is_back(screen, NOON, NOON + after)
    assert is_back(screen, NOON, NOON + after + MOMENT)


@pytest.mark.parametrize("facts", [(), (ASKED, "plain:fixed")], ids=["a question", "fixed"])
def test_where_nothing_is_pending_nothing_comes_first(facts):
    assert not is_back(walk(GUIDE, *facts).screen, NOON, NOON + timedelta(days=9))


def after_fix(*more):
    """The walk that ended fixed at minute 1, with later events as (days after the fix, event)."""
    events = walk(GUIDE, ASKED, "plain:fixed").events
    return Walk(GUIDE, (), [*events, *more])


def attempt(days, outcome, step="plain"):
    return Attempt(f"later-{days}", minute(1) + timedelta(days=days), step, outcome)


def test_two_days_after_fixed_it_asks_whether_it_still_works():
    assert not is_due_again(after_fix(), minute(1) + STILL_WORKING_AFTER)
    assert is_due_again(after_fix(), minute(1) + STILL_WORKING_AFTER + MOMENT)


def test_it_asks_once():
    still = after_fix(attempt(3, "fixed"))
    for days in (4, 6, 60):
        assert not is_due_again(still, minute(1) + timedelta(days=days))


def test_saying_fixed_again_before_it_was_asked_is_no_answer():
    assert is_due_again(after_fix(attempt(1, "fixed")), minute(1) + timedelta(days=3))


def test_an_answer_that_was_taken_back_is_no_answer():
    taken = Reversal("taken", minute(1) + timedelta(days=3, hours=1), "later-3")
    assert is_due_again(after_fix(attempt(3, "fixed"), taken), minute(1) + timedelta(days=4))


def test_no_reopens_the_walk_where_it_was_and_the_next_fix_is_asked_about_anew():
    reopened = after_fix(attempt(3, "not_fixed"))
    assert reopened.screen.step.key == "restart"
    assert not is_due_again(reopened, minute(1) + timedelta(days=30))
    again = after_fix(attempt(3, "not_fixed"), attempt(4, "fixed", "restart"))
    assert not is_due_again(again, minute(1) + timedelta(days=5))
    assert is_due_again(again, minute(1) + timedelta(days=7))
