"""What became of a session and of each step in it, and the sum over many."""

from datetime import timedelta

import pytest

from tests.core.adding import add_up
from tests.core.guides import NOON, guide, happened, minute, place, question, step, use
from troubleshooter.core import counting
from troubleshooter.core.counting import IDLE, IDLE_WAITING, StepStory, Teller
from troubleshooter.core.events import Attempt, Reversal

PHONE = question("phone", "face home")
THREE = guide("wifi", "power", "restart")
ASKING = guide(
    PHONE,
    use("phone", ask_first=True, ending=["home"]),
    place("wifi"),
    place("power", {"phone": "face"}),
)


STARTED = minute(-1)


def told(document, *facts, idle=timedelta(), events=None):
    """The story of a session whose facts came a minute apart, the first a minute after its start,
    told when it was idle for so long."""
    events = happened(*facts) if events is None else events
    newest = max((event.at for event in events), default=STARTED)
    return Teller(document).tell((), events, STARTED, newest + idle)


def test_of_a_session_that_is_too_long_only_the_end_is_replayed(monkeypatch):
    replayed = []
    place_of = counting._place
    monkeypatch.setattr(counting, "_place", lambda s: replayed.append(s) or place_of(s))
    monkeypatch.setattr(counting, "MOST_IN_SESSION", 3)
    story = told(THREE, "wifi:not_fixed", "wifi:fixed", "wifi:fixed", "power:fixed")
    assert len(replayed) == 1
    assert (story.status, story.steps["wifi"].outcome) == ("fixed", "not_fixed")
    told(THREE, "wifi:not_fixed", "power:not_fixed", "restart:fixed")
    assert len(replayed) == 5, "all of one that is not"


# --- What became of a session ---


def test_a_session_without_events_was_only_opened_however_old_it_is():
    story = told(THREE, idle=timedelta(days=400))
    assert (story.status, story.steps) == ("opened", {})


@pytest.mark.parametrize(
    ("facts", "status"),
    [
        (["wifi:not_fixed", "power:fixed"], "fixed"),
        (["wifi:not_fixed", "power:could_not", "restart:already_tried"], "exhausted"),
        (["wifi:not_fixed", "power:later"], "waiting"),
        (["wifi:not_fixed"], "going"),
        (["wifi:fixed", "wifi:not_fixed"], "going"),
        (["wifi:later", "wifi:not_fixed"], "going"),
        (["wifi:fixed", "-e0"], "opened"),
    ],
)
def test_a_session_is_what_its_screen_says(facts, status):
    assert told(THREE, *facts).status == status


def test_an_outage_is_not_the_persons_side():
    assert told(ASKING, "phone=home").status == "not_your_side"


@pytest.mark.parametrize(
    ("facts", "limit"), [(["wifi:not_fixed"], IDLE), (["wifi:later"], IDLE_WAITING)]
)
def test_a_session_idle_for_long_enough_is_abandoned(facts, limit):
    moment = timedelta(microseconds=1)
    assert told(THREE, *facts, idle=limit - moment).status in ("going", "waiting")
    assert told(THREE, *facts, idle=limit).status == "abandoned"


@pytest.mark.parametrize("facts", [["wifi:fixed"], [f"{key}:not_fixed" for key in THREE.step]])
def test_a_session_at_an_ending_is_never_abandoned(facts):
    assert told(THREE, *facts, idle=timedelta(days=400)).status in ("fixed", "exhausted")


def test_a_return_undoes_abandonment():
    facts = happened("wifi:not_fixed")
    back = Attempt("back", facts[0].at + timedelta(days=30), "power", "not_fixed")
    assert told(THREE, events=[*facts, back]).status == "going"


def test_taking_something_back_is_a_sign_of_life():
    facts = happened("wifi:not_fixed", "power:not_fixed")
    undone = Reversal("undone", facts[0].at + timedelta(days=30), "e1")
    assert told(THREE, events=[*facts, undone], idle=timedelta(hours=23)).status == "going"


# --- What happened at a step ---


def test_a_step_is_shown_once_it_was_on_screen():
    assert list(told(THREE, "wifi:not_fixed").steps) == ["wifi", "power"]


def test_a_step_behind_a_question_is_not_shown_before_the_answer():
    assert list(told(ASKING, "phone=face").steps) == ["wifi"]


def test_a_step_shown_before_an_answer_was_changed_stays_shown():
    document = guide(PHONE, use("phone", ask_first=True, front={"home": "power"}), "wifi", "power")
    assert set(told(document, "phone=home", "phone=face").steps) == {"power", "wifi"}


def test_a_step_answered_ahead_counts_as_shown():
    story = told(THREE, "restart:not_fixed")
    assert story.steps["restart"] == StepStory(outcome="not_fixed")


def test_the_reason_goes_with_the_outcome():
    events = [Attempt("e0", minute(1), "wifi", "could_not", "no_button")]
    assert told(THREE, events=events).steps["wifi"].reason == "no_button"


@pytest.mark.parametrize(
    ("facts", "outcome"),
    [
        (["wifi:not_fixed", "wifi:fixed"], "not_fixed"),
        (["wifi:fixed", "wifi:not_fixed"], "not_fixed"),
        (["wifi:fixed", "wifi:not_fixed", "-e1"], "fixed"),
        (["wifi:later", "wifi:fixed"], "fixed"),
        (["wifi:later"], "later"),
        (["wifi:not_fixed", "-e0", "wifi:could_not"], "could_not"),
    ],
)
def test_only_the_attempt_that_stands_counts(facts, outcome):
    assert told(THREE, *facts).steps["wifi"].outcome == outcome


def test_what_was_taken_back_showed_nothing():
    assert list(told(THREE, "wifi:not_fixed", "power:not_fixed", "-e1").steps) == ["wifi", "power"]


def test_an_abandoned_session_was_left_at_the_step_on_screen():
    story = told(THREE, "wifi:not_fixed", idle=IDLE)
    assert [key for key, told in story.steps.items() if told.is_left_here] == ["power"]
    assert story.left_question == ""


def test_a_result_never_told_was_left_at_its_step():
    story = told(THREE, "wifi:not_fixed", "power:later", idle=IDLE_WAITING)
    assert [key for key, told in story.steps.items() if told.is_left_here] == ["power"]


def test_a_session_may_be_left_at_a_question():
    story = told(ASKING, "wifi:not_fixed", idle=IDLE)
    assert story.left_question == "phone"
    assert not any(step.is_left_here for step in story.steps.values())


def test_a_question_is_not_taken_for_the_step_with_its_key():
    document = guide(question("wifi", "on off"), use("wifi", ask_first=True), step("wifi"))
    story = told(document, "wifi:not_fixed", idle=IDLE)
    assert (story.left_question, story.steps["wifi"].is_left_here) == ("wifi", False)


# --- How long it took ---


@pytest.mark.parametrize(
    ("facts", "seconds"),
    [
        (["wifi:not_fixed", "power:not_fixed"], {"wifi": 60, "power": 60}),
        (["wifi:later", "wifi:fixed"], {"wifi": 60}),
        (["wifi:fixed", "wifi:not_fixed", "power:fixed"], {"wifi": 60, "power": 60}),
        (["restart:not_fixed", "wifi:not_fixed"], {"restart": None, "wifi": 120}),
        (["wifi:not_fixed", "-e0", "wifi:fixed"], {"wifi": 60}),
    ],
)
def test_a_step_took_the_time_from_its_screen_to_its_answer(facts, seconds):
    story = told(THREE, *facts)
    assert {key: step.seconds for key, step in story.steps.items() if step.outcome} == seconds


def test_time_at_a_question_is_not_the_steps():
    assert told(ASKING, "phone=face", "wifi:fixed").steps["wifi"].seconds == 60


def test_changing_an_answer_does_not_start_the_time_anew():
    story = told(ASKING, "phone=face", "phone=unknown", "wifi:fixed")
    assert story.steps["wifi"].seconds == 120


def test_a_clock_set_back_never_makes_time_negative():
    events = [Attempt("e0", STARTED - timedelta(hours=1), "wifi", "fixed")]
    assert told(THREE, events=events).steps["wifi"].seconds == 0


# --- The sum ---


def test_the_counts_of_a_worked_example():
    counts = add_up(
        [
            told(THREE),
            told(THREE, "wifi:fixed"),
            told(THREE, "wifi:not_fixed", "power:fixed"),
            told(THREE, "wifi:already_tried", "power:not_fixed", idle=IDLE),
            told(THREE, events=[Attempt("e", minute(9), "wifi", "could_not", "other")]),
            told(THREE, "wifi:later", idle=IDLE),
        ]
    )
    assert counts.started == 5
    assert counts.sessions == {"opened": 1, "fixed": 2, "abandoned": 1, "going": 1, "waiting": 1}
    wifi, power = counts.steps["wifi"], counts.steps["power"]
    assert (wifi.shown, wifi.tried, wifi.fixed, wifi.not_fixed) == (5, 2, 1, 1)
    assert (wifi.could_not, wifi.already_tried, wifi.later) == (1, 1, 1)
    assert wifi.reasons == {"other": 1}
    assert (power.shown, power.tried, power.fixed, power.left_here) == (3, 2, 1, 0)
    assert counts.steps["restart"].left_here == 1


def test_the_median_is_of_those_who_tried():
    counts = add_up(
        told(THREE, events=[Attempt("e", STARTED + timedelta(seconds=seconds), "wifi", outcome)])
        for seconds, outcome in [
            (3, "already_tried"),
            (2, "could_not"),
            (40, "fixed"),
            (90, "not_fixed"),
            (9000, "not_fixed"),
        ]
    )
    assert counts.steps["wifi"].median_seconds == 90


def test_there_is_no_median_of_nothing():
    assert add_up([told(THREE, "wifi:could_not")]).steps["wifi"].median_seconds is None


def test_screens_remembered_for_one_order_are_not_shown_for_another():
    teller = Teller(guide(step("wifi"), step("power")))
    facts = happened("wifi:not_fixed")
    assert list(teller.tell(("wifi", "power"), facts, NOON, NOON).steps) == ["wifi", "power"]
    assert list(teller.tell(("power", "wifi"), facts, NOON, NOON).steps) == ["power", "wifi"]


def test_screens_remembered_for_one_answer_are_not_shown_for_another():
    teller = Teller(ASKING)
    stories = [teller.tell((), happened(f"phone={key}"), NOON, NOON) for key in ("face", "home")]
    assert [story.status for story in stories] == ["going", "not_your_side"]
