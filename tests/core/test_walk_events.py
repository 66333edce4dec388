"""Every sentence about what a session's events do to the walk, as an example."""

import pytest

from tests.core.guides import guide, happened, place, question, shown, use, walk, whole_walk
from troubleshooter.core.walk import Walk

PHONE = question("phone", "face home")
STATUS = question("status", "green red blue")


# --- Answers ---------------------------------------------------------------------------------


def test_the_newest_answer_wins():
    document = guide(PHONE, place("a", {"phone": "face"}), place("b", {"phone": "home"}))
    assert shown(document, "phone=face", "phone=home") == "b"
    assert shown(document, "phone=face", "phone=home", "phone=face") == "a"


def test_changing_an_answer_reverses_no_attempt():
    document = guide(
        PHONE, place("a"), place("b", {"phone": "face"}), place("c", {"phone": "home"}), place("d")
    )
    facts = ("a:not_fixed", "phone=face", "b:not_fixed", "phone=home")
    assert shown(document, *facts) == "c"
    assert shown(document, *facts, "c:not_fixed") == "d"
    assert shown(document, *facts, "phone=face") == "d"


def test_changing_an_answer_keeps_the_later_answers():
    document = guide(
        PHONE, STATUS, place("a", {"phone": "face", "status": "red"}), place("b", {"status": "red"})
    )
    assert shown(document, "phone=face", "status=red", "a:not_fixed", "phone=home") == "b"


def test_an_answer_is_accepted_before_its_question_is_asked():
    document = guide(PHONE, place("a"), place("b", {"phone": "face"}))
    assert whole_walk(document)[1] == "phone?"
    assert shown(document, "phone=face", "a:not_fixed") == "b"


def test_an_attempt_is_accepted_before_its_step_is_shown():
    assert shown(guide("a", "b", "c"), "b:not_fixed") == "a"
    assert shown(guide("a", "b", "c"), "b:not_fixed", "a:not_fixed") == "c"


@pytest.mark.parametrize("fact", ["gone=face", "phone=gone", "gone:fixed"])
def test_an_event_that_names_what_the_edition_does_not_hold_is_ignored(fact):
    document = guide(PHONE, place("a", {"phone": "face"}))
    assert shown(document, fact) == "phone?"
    assert walk(document, fact).history == ()


def test_an_answer_that_is_not_a_choice_leaves_the_one_before():
    document = guide(PHONE, place("a", {"phone": "face"}))
    assert shown(document, "phone=face", "phone=gone") == "a"
    assert [event.key for event in walk(document, "phone=face", "phone=gone").history] == ["e0"]


# --- Attempts --------------------------------------------------------------------------------


@pytest.mark.parametrize("first", ["not_fixed", "could_not", "already_tried"])
@pytest.mark.parametrize("second", ["fixed", "later", "could_not"])
def test_the_first_result_stands(first, second):
    document = guide("a", "b")
    assert shown(document, f"a:{first}", f"a:{second}") == "b"
    assert walk(document, f"a:{first}", f"a:{second}").results["a"].outcome == first


@pytest.mark.parametrize("second", ["later", "could_not", "already_tried"])
def test_fixed_is_taken_back_by_not_fixed_only(second):
    assert shown(guide("a", "b"), "a:fixed", f"a:{second}") == "ending: fixed"
    assert shown(guide("a", "b"), "a:fixed", "a:not_fixed") == "b"


def test_a_retraction_stands():
    assert shown(guide("a", "b"), "a:fixed", "a:not_fixed", "a:fixed") == "b"


def test_later_waits_for_its_result():
    assert shown(guide("a", "b"), "a:later") == "ending: waiting"
    screen = walk(guide("a", "b"), "a:later").screen
    assert screen.attempt.step == "a"


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        ("fixed", "ending: fixed"),
        ("not_fixed", "b"),
        ("could_not", "b"),
        ("already_tried", "b"),
        ("later", "ending: waiting"),
    ],
)
def test_the_result_that_follows_later_stands(result, expected):
    assert shown(guide("a", "b"), "a:later", f"a:{result}") == expected


def test_the_result_after_later_stands_against_what_follows():
    assert shown(guide("a", "b"), "a:later", "a:not_fixed", "a:fixed") == "b"
    assert shown(guide("a", "b"), "a:later", "a:fixed", "a:not_fixed") == "b"


def test_a_second_later_waits_anew():
    screen = walk(guide("a", "b"), "a:later", "a:later").screen
    assert screen.attempt.key == "e1"


def test_of_two_steps_waited_for_the_newer_is_asked_about_first():
    document = guide("a", "b", "c")
    assert walk(document, "a:later", "b:later").screen.attempt.step == "b"
    assert walk(document, "a:later", "b:later", "b:not_fixed").screen.attempt.step == "a"


def test_a_wait_for_a_step_that_no_longer_applies_is_over():
    document = guide(PHONE, place("a", {"phone": "face"}), place("b"))
    assert shown(document, "phone=face", "a:later") == "ending: waiting"
    assert shown(document, "phone=face", "a:later", "phone=home") == "b"


# --- Undo ------------------------------------------------------------------------------------


def test_undo_takes_an_attempt_back():
    assert shown(guide("a", "b"), "a:not_fixed", "-e0") == "a"


def test_undo_takes_an_answer_back_to_the_one_before():
    document = guide(PHONE, place("a", {"phone": "face"}), place("b", {"phone": "home"}))
    assert shown(document, "phone=face", "phone=home", "-e1") == "a"
    assert shown(document, "phone=face", "-e0") == "phone?"


def test_undo_of_the_result_after_later_waits_again():
    assert shown(guide("a", "b"), "a:later", "a:not_fixed", "-e1") == "ending: waiting"


def test_undo_of_later_takes_the_result_along():
    assert shown(guide("a", "b"), "a:later", "a:not_fixed", "-e0") == "a"


def test_undo_takes_along_what_a_stale_tab_said_of_the_step_meanwhile():
    assert shown(guide("a", "b"), "a:not_fixed", "a:fixed", "-e0") == "a"
    assert shown(guide("a", "b"), "a:not_fixed", "b:fixed", "-e0") == "ending: fixed"


def test_undo_of_a_retraction_is_fixed_again():
    assert shown(guide("a", "b"), "a:fixed", "a:not_fixed", "-e1") == "ending: fixed"


def test_undo_lets_a_result_be_told_anew():
    assert shown(guide("a", "b"), "a:not_fixed", "-e0", "a:fixed") == "ending: fixed"


def test_a_reversal_is_not_itself_reversed():
    assert shown(guide("a", "b"), "a:not_fixed", "-e0", "-e1") == "a"


def test_a_reversal_of_nothing_changes_nothing():
    assert shown(guide("a", "b"), "-gone", "a:not_fixed") == "b"


# --- Endings ---------------------------------------------------------------------------------


def test_fixed_ends_the_walk_and_names_the_attempt():
    screen = walk(guide("a", "b"), "a:not_fixed", "b:fixed").screen
    assert (screen.kind, screen.attempt.step) == ("fixed", "b")


def test_an_ending_choice_ends_the_walk_and_names_the_answer():
    document = guide(STATUS, use("status", ending=["red"]), place("a", {"status": "green"}))
    screen = walk(document, "status=red").screen
    assert (screen.kind, screen.answer.choice) == ("not_your_side", "red")
    assert shown(document, "status=red", "status=green") == "a"
    assert shown(document, "status=unknown") == "a"


def test_fixed_wins_over_every_other_ending():
    document = guide(STATUS, use("status", ask_first=True, ending=["red"]), place("a"), place("b"))
    facts = ("status=red", "b:later", "a:fixed")
    assert shown(document, *facts) == "ending: fixed"
    assert shown(document, *facts[:2]) == "ending: not_your_side"
    assert shown(document, "status=green", "b:later") == "ending: waiting"


def test_fixed_wins_over_questions_that_are_still_open():
    document = guide(PHONE, use("phone", ask_first=True), place("a"))
    assert shown(document, "a:fixed") == "ending: fixed"


def test_a_walk_whose_steps_are_all_ruled_out_is_exhausted():
    document = guide(PHONE, place("a", {"phone": "face"}))
    assert shown(document, "phone=home") == "ending: exhausted"


# --- History ---------------------------------------------------------------------------------


def test_history_tells_each_question_and_step_once_with_what_counts():
    document = guide(PHONE, place("a", {"phone": "face"}), place("b"))
    past = walk(
        document, "phone=home", "b:later", "a:not_fixed", "phone=face", "b:fixed", "a:fixed"
    ).history
    assert [event.key for event in past] == ["e3", "e4", "e2"]


def test_history_leaves_out_what_was_taken_back():
    past = walk(guide("a", "b"), "a:not_fixed", "b:not_fixed", "-e0").history
    assert [event.key for event in past] == ["e1"]


def test_events_are_replayed_by_time_and_then_by_key():
    document = guide(PHONE, place("a", {"phone": "face"}), place("b", {"phone": "home"}))
    first, second = happened("phone=face", "phone=home")
    assert Walk(document, (), [second, first]).answers["phone"].choice == "home"
    same_moment = [type(second)("d9", first.at, "phone", "home"), first]
    assert Walk(document, (), same_moment).answers["phone"].choice == "face"


def test_a_step_tried_under_another_answer_stays_tried():
    document = guide(PHONE, place("a", {"phone": "face"}), place("b"))
    facts = ("phone=face", "a:not_fixed", "phone=home", "phone=face")
    assert shown(document, *facts) == "b"
