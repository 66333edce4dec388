"""The facts of a session: their order, what is taken back, which attempt counts, derived keys."""

import string
from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.guides import happened, minute
from tests.core.strategies import EXAMPLES
from troubleshooter.core.events import (
    OUTCOMES,
    REASONS,
    Answer,
    Attempt,
    Reversal,
    derived_key,
    in_order,
    standing_attempts,
    unreversed,
)


def standing(*facts):
    found = standing_attempts(unreversed(happened(*facts)))
    return {step: (attempt.key, attempt.outcome) for step, attempt in found.items()}


# --- Order ------------------------------------------------------------------------------------


def test_events_go_by_time_and_then_by_key_whatever_order_they_came_in():
    events = [
        Answer("b", minute(1), "q", "x"),
        Answer("a", minute(1), "q", "y"),
        Answer("c", minute(0), "q", "z"),
    ]
    for arrived in permutations(events):
        assert [event.key for event in in_order(arrived)] == ["c", "a", "b"]


def test_an_event_that_comes_twice_counts_once():
    events = happened("a:fixed", "b:fixed")
    assert in_order([*events, *events]) == events


def test_what_is_taken_back_is_gone_whenever_the_reversal_came():
    events = happened("a:fixed", "-e0", "b:fixed", "-e9")
    for arrived in permutations(events):
        assert [event.key for event in unreversed(arrived)] == ["e2"]


def left(*facts):
    found = {tuple(e.key for e in unreversed(p)) for p in permutations(happened(*facts))}
    assert len(found) == 1, "the order of arrival does not matter"
    return " ".join(found.pop())


def test_an_attempt_takes_along_those_on_its_step_up_to_its_reversal():
    assert left("a:not_fixed", "a:fixed", "b:fixed", "-e0", "a:later") == "e2 e4"
    assert left("a:not_fixed", "a:fixed", "-e1") == "e0"
    assert left("a:later", "a:not_fixed", "a:fixed", "-e1", "-e0") == ""


def test_what_is_gone_takes_nothing_along():
    assert left("a:not_fixed", "a:fixed", "-e0", "a:later", "-e1") == "e3"


def test_what_is_said_at_the_moment_of_the_reversal_stands():
    """Clocks that run ahead are set to the moment of arrival: what came first is not known."""
    events = [
        Attempt("a1", minute(0), "a", "not_fixed"),
        Attempt("a2", minute(9), "a", "fixed"),
        Reversal("zz", minute(9), "a1"),
    ]
    assert [event.key for event in unreversed(events)] == ["a2"]


# --- The attempt that counts -------------------------------------------------------------------


def test_the_first_result_of_each_step_stands():
    assert standing("a:not_fixed", "b:could_not", "a:fixed", "b:fixed") == {
        "a": ("e0", "not_fixed"),
        "b": ("e1", "could_not"),
    }


def test_the_result_that_follows_later_stands():
    assert standing("a:later", "a:fixed", "a:could_not") == {"a": ("e1", "fixed")}
    assert standing("a:later", "a:later") == {"a": ("e1", "later")}


def test_not_fixed_takes_fixed_back_once_and_for_all():
    assert standing("a:fixed", "a:not_fixed", "a:fixed") == {"a": ("e1", "not_fixed")}
    assert standing("a:fixed", "a:later", "a:could_not") == {"a": ("e0", "fixed")}


def test_attempts_are_told_in_the_order_the_steps_were_first_tried():
    assert list(standing("a:later", "b:later", "a:not_fixed")) == ["a", "b"]


def test_answers_are_no_attempts():
    assert standing("phone=face") == {}


@settings(max_examples=3 * EXAMPLES)
@given(st.lists(st.sampled_from(OUTCOMES), min_size=1, max_size=6))
def test_the_standing_outcome_is_the_one_the_sentence_names(outcomes):
    told = standing(*(f"a:{outcome}" for outcome in outcomes))["a"][1]
    results = [outcome for outcome in outcomes if outcome != "later"]
    if not results:
        assert told == "later"
    elif results[0] == "fixed" and "not_fixed" in results:
        assert told == "not_fixed"
    else:
        assert told == results[0]


# --- Derived keys ------------------------------------------------------------------------------

WORDS = st.text(max_size=30)


@given(WORDS, WORDS, WORDS)
def test_a_derived_key_is_22_url_safe_characters_and_always_the_same(seen, kind, subject):
    key = derived_key(seen, kind, subject)
    assert key == derived_key(seen, kind, subject)
    assert len(key) == 22
    assert set(key) <= {*string.ascii_letters, *string.digits, "-", "_"}


KEYS = st.text(string.ascii_letters + string.digits + "-_", max_size=22)


@given(st.tuples(KEYS, KEYS, KEYS), st.tuples(KEYS, KEYS, KEYS))
def test_different_facts_have_different_keys(one, other):
    assert (derived_key(*one) == derived_key(*other)) == (one == other)


def test_the_parts_of_a_derived_key_do_not_run_into_each_other():
    assert derived_key("a", "b", "c") != derived_key("ab", "", "c")
    assert derived_key("", "answer", "phone") != derived_key("", "attempt", "phone")


def test_a_derived_key_can_be_made_of_anything_that_json_brings():
    assert len(derived_key("\ud800", "answer", "\0")) == 22


def test_a_derived_key_never_changes():
    """Pages kept open over a new version of the program still send what their session knows."""
    assert derived_key("", "answer", "phone") == "gtAyx5rZpeKJmCt74lw5JQ"


def test_outcomes_and_reasons_are_those_of_the_product():
    assert OUTCOMES == ("fixed", "not_fixed", "could_not", "already_tried", "later")
    assert REASONS == ("no_button", "not_allowed", "missing_item", "too_risky", "other")
    assert Attempt("k", minute(0), "a", "could_not", "no_button").reason == "no_button"
