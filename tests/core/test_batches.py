"""What becomes of the events that a device kept, before any of them is recorded."""

import json
from datetime import timedelta

import pytest

from tests.core.guides import NOON, guide, minute, question
from troubleshooter.core.batches import (
    MOST_BYTES,
    MOST_EVENTS,
    BatchError,
    Verdict,
    read_batch,
    sort_out,
)
from troubleshooter.core.events import MOST_IN_SESSION, Answer, Attempt, Reversal, derived_key

DOCUMENT = guide("restart", question("phone", "face home"))
RECEIVED = NOON + timedelta(hours=1)
FIVE = minute(5)


def batch(*events):
    return json.dumps({"events": events}).encode()


def said(key="event-01", at=FIVE, **what):
    return {"key": key, "at": at.isoformat(), **what}


def sorted_out(*events, known=()):
    return sort_out(DOCUMENT, known, read_batch(batch(*events)), NOON, RECEIVED)


def only(*events):
    new, verdicts = sorted_out(*events)
    assert verdicts == [Verdict(events[0]["key"], "stored")]
    return new[0]


def test_an_answer_an_attempt_and_a_reversal_are_read():
    assert only(said(question="phone", choice="face")) == Answer(
        "event-01", minute(5), "phone", "face"
    )
    attempt = only(said(step="restart", outcome="could_not", reason="no_button"))
    assert attempt == Attempt("event-01", minute(5), "restart", "could_not", "no_button")
    taken = only(said(reverses="event-00"))
    assert taken == Reversal(derived_key("", "reversal", "event-00"), minute(5), "event-00")


def test_a_reason_goes_with_could_not_only():
    assert only(said(step="restart", outcome="fixed", reason="other")).reason is None


def test_i_dont_know_answers_every_question():
    assert only(said(question="phone", choice="unknown")).choice == "unknown"


@pytest.mark.parametrize(
    ("at", "kept"),
    [(NOON - timedelta(days=9), NOON), (minute(7), minute(7)), (minute(90), RECEIVED)],
)
def test_a_time_is_not_before_the_start_and_not_after_the_arrival(at, kept):
    assert only(said(at=at, step="restart", outcome="fixed")).at == kept


def test_a_time_of_another_zone_is_the_same_moment():
    event = {**said(step="restart", outcome="fixed"), "at": "2026-05-04T14:05:00+02:00"}
    assert only(event).at == minute(5)


@pytest.mark.parametrize(
    ("at", "kept"),
    [("0001-01-01T00:00:00+14:00", NOON), ("9999-12-31T23:59:59-14:00", RECEIVED)],
)
def test_a_time_on_the_first_or_the_last_day_there_is_spoils_nothing(at, kept):
    new, verdicts = sorted_out(
        {**said(step="restart", outcome="fixed"), "at": at}, said("event-02", reverses="event-00")
    )
    assert new[0].at == kept
    assert [verdict.status for verdict in verdicts] == ["stored", "stored"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"step": "restart"},
        {"outcome": "fixed"},
        {"step": "restart", "outcome": "mended"},
        {"step": "restart", "outcome": "could_not", "reason": "tired"},
        {"question": "phone"},
        {"question": "phone", "choice": "face", "step": "restart", "outcome": "fixed"},
        {"question": "phone", "choice": "face", "reverses": "event-00"},
        {"question": "phone", "choice": "face", "reason": "other"},
        {"reverses": "x"},
        {"reverses": "event-00", "reason": "other"},
        {"step": "restart", "outcome": "fixed", "at": "yesterday"},
        {"step": "restart", "outcome": "fixed", "at": "2026-05-04T12:00:00"},
        {"step": "restart", "outcome": "fixed", "at": 5},
        {"step": "restart", "outcome": "fixed", "more": 1},
        {"step": "Restart!", "outcome": "fixed"},
        {},
    ],
)
def test_what_says_nothing_or_two_things_is_rejected_as_malformed(wrong):
    new, verdicts = sorted_out(
        {**said(), **wrong}, said("event-02", step="restart", outcome="fixed")
    )
    assert verdicts[0] == Verdict("event-01", "rejected", "malformed")
    assert [event.key for event in new] == ["event-02"], "one bad event does not spoil the others"


@pytest.mark.parametrize("event", [{"key": "no"}, {"key": 5}, 7, None, [], "event"])
def test_an_event_without_a_readable_key_is_rejected_without_one(event):
    assert sorted_out(event) == ([], [Verdict("", "rejected", "malformed")])


@pytest.mark.parametrize(
    "what",
    [
        {"question": "nothing", "choice": "face"},
        {"question": "phone", "choice": "nothing"},
        {"step": "nothing", "outcome": "fixed"},
    ],
)
def test_what_the_edition_does_not_hold_is_rejected(what):
    assert sorted_out(said(**what)) == ([], [Verdict("event-01", "rejected", "unknown_part")])


def test_the_same_event_twice_is_a_duplicate_in_one_batch_and_in_two():
    event = said(step="restart", outcome="fixed")
    new, verdicts = sorted_out(event, event)
    assert [verdict.status for verdict in verdicts] == ["stored", "duplicate"]
    assert len(new) == 1
    again, verdicts = sorted_out(event, known=new)
    assert (again, verdicts) == ([], [Verdict("event-01", "duplicate")])


def test_a_key_that_stands_for_something_else_is_rejected():
    known, _verdicts = sorted_out(said(step="restart", outcome="fixed"))
    new, verdicts = sorted_out(said(step="restart", outcome="not_fixed"), known=known)
    assert (new, verdicts) == ([], [Verdict("event-01", "rejected", "key_taken")])


def test_what_was_taken_back_here_already_is_a_duplicate():
    known = [Reversal(derived_key("", "reversal", "event-00"), minute(1), "event-00")]
    new, verdicts = sorted_out(said(reverses="event-00"), known=known)
    assert (new, verdicts) == ([], [Verdict("event-01", "duplicate")])


@pytest.mark.parametrize(
    "body", [b"", b"[", b"[]", b"5", b'{"events": 5}', b"{}", b"\xff", b"[" * 30_000]
)
def test_what_is_no_batch_is_refused_whole(body):
    with pytest.raises(BatchError) as refused:
        read_batch(body)
    assert not refused.value.is_too_large


@pytest.mark.parametrize("body", [batch(*[1] * (MOST_EVENTS + 1)), b" " * (MOST_BYTES + 1)])
def test_a_batch_that_is_too_large_is_refused_whole(body):
    with pytest.raises(BatchError, match="send the rest in the next") as refused:
        read_batch(body)
    assert refused.value.is_too_large


def test_a_full_batch_is_read():
    assert len(read_batch(batch(*[said()] * MOST_EVENTS))) == MOST_EVENTS


def test_a_session_that_is_full_takes_no_more_and_still_knows_what_it_has():
    known = [Answer(f"known-{n:04}", NOON, "phone", "face") for n in range(MOST_IN_SESSION - 1)]
    fits, too_much = (said(f"event-{n:02}", step="restart", outcome="fixed") for n in (1, 2))
    new, verdicts = sorted_out(fits, too_much, fits, known=known)
    assert [event.key for event in new] == ["event-01"]
    assert verdicts == [
        Verdict("event-01", "stored"),
        Verdict("event-02", "rejected", "session_full"),
        Verdict("event-01", "duplicate"),
    ]
