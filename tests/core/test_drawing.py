"""When an order is drawn, from which answers, and that it is drawn alike however often."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from tests.factories import document, only_for, plain_guide, question, step
from troubleshooter.core.drawing import answers_at_draw, drawn, fixes, lesson, segment_of
from troubleshooter.core.events import Answer, Attempt, Reversal
from troubleshooter.core.evidence import Counters, Evidence
from troubleshooter.core.formats import convert
from troubleshooter.core.statistics import Try

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def at(minutes):
    return NOON + timedelta(minutes=minutes)


def answer(key, choice, minutes):
    return Answer(f"{key}-{minutes}", at(minutes), key, choice)


def two_first():
    """A guide that asks phone and colour first, of which phone tells groups apart."""
    plain = plain_guide()
    plain["questions"] += [question("phone", "old", "new"), question("colour", "red", "blue")]
    plain["uses"] = [
        {"question": "phone", "ask_first": True, "segments": True},
        {"question": "colour", "ask_first": True},
        {"question": "power"},
        {"question": "system"},
    ]
    plain["placements"] = [
        {"step": "paper"},
        {"step": "cable", "condition": only_for("phone", "old")},
        {"step": "restart"},
        {"step": "reinstall", "late": True, "after": ["restart"]},
    ]
    return convert(plain)


def learned(sessions=1000, **fixed):
    """Counters in which each named step fixed so many of 500 sessions."""
    found = {("", key): Evidence(float(n), 500.0, at=sessions) for key, n in fixed.items()}
    return Counters(sessions, found)


def order(counters, seed="seed", answers=None, **more):
    options = {"is_learning": True, "control": 0.0} | more
    return drawn(two_first(), answers or {}, counters, seed, **options)


# --- When ---


def test_it_is_time_once_every_question_that_is_asked_first_is_answered():
    guide = two_first()
    assert answers_at_draw(guide, []) is None
    assert answers_at_draw(guide, [answer("phone", "old", 1), answer("power", "on", 2)]) is None
    found = answers_at_draw(guide, [answer("phone", "old", 1), answer("colour", "unknown", 2)])
    assert {key: said.choice for key, said in found.items()} == {
        "phone": "old",
        "colour": "unknown",
    }


def test_where_nothing_is_asked_first_it_is_time_at_once():
    plain = plain_guide()
    plain["uses"][0]["ask_first"] = False
    assert answers_at_draw(convert(plain), []) == {}


def test_an_answer_that_was_taken_back_before_is_not_there():
    phone = answer("phone", "old", 1)
    events = [phone, Reversal("r", at(2), phone.key), answer("colour", "red", 3)]
    assert answers_at_draw(two_first(), events) is None


def test_what_is_answered_after_the_last_does_not_change_what_was_drawn_from():
    events = [answer("phone", "old", 1), answer("colour", "red", 2), answer("phone", "new", 3)]
    found = answers_at_draw(two_first(), events)
    assert found["phone"].choice == "old"
    earlier = [answer("phone", "new", 0), *events]
    assert answers_at_draw(two_first(), earlier)["phone"].choice == "old"


def test_events_may_come_in_any_order_and_repetition():
    events = [
        answer("phone", "new", 1),
        Attempt("a", at(2), "paper", "not_fixed"),
        answer("phone", "old", 3),
        answer("colour", "red", 4),
        answer("phone", "unknown", 5),
    ]
    first = answers_at_draw(two_first(), events)
    for seed in range(20):
        shuffled = [*events, *events]
        random.Random(seed).shuffle(shuffled)
        assert answers_at_draw(two_first(), shuffled) == first
    assert first["phone"].choice == "old"


# --- From what ---


def test_the_group_is_named_by_the_questions_that_tell_people_apart():
    answers = answers_at_draw(two_first(), [answer("phone", "old", 1), answer("colour", "red", 2)])
    assert segment_of(two_first(), answers) == "phone=old"
    assert segment_of(document(), {"symptom": answer("symptom", "noise", 1)}) == ""


def test_steps_that_the_answers_rule_out_are_not_believed_in_and_come_last():
    new = {"phone": answer("phone", "new", 1)}
    assert [fix.key for fix in fixes(two_first(), new)] == ["paper", "restart", "reinstall"]
    found = order(learned(cable=400, restart=200), answers=new)
    assert "cable" not in found.estimates
    assert found.order[-1] == "cable"
    assert found.segment == "phone=new"
    old = {"phone": answer("phone", "old", 1)}
    assert order(learned(cable=400, restart=100), answers=old).order[0] == "cable"


def test_the_step_keeps_what_the_author_said_of_it():
    last = fixes(two_first())[-1]
    assert (last.key, last.minutes, last.late, last.after) == ("reinstall", 2, True, ("restart",))


# --- What comes out ---


def test_the_same_seed_draws_the_same_order_and_others_differ():
    close = learned(paper=100, cable=100, restart=100)
    found = {order(close, seed=str(n)).order for n in range(40)}
    assert len(found) > 1
    assert order(close, seed="7") == order(close, seed="7")


@pytest.mark.parametrize(
    ("counters", "options", "arm"),
    [
        (learned(99, restart=400), {}, "author"),
        (learned(restart=400), {"is_learning": False}, "author"),
        (learned(restart=400), {"control": 1.0}, "control"),
    ],
)
def test_the_authors_order_is_the_authors_to_the_letter(counters, options, arm):
    plain = plain_guide()
    guide = convert(plain)
    found = drawn(guide, {}, counters, "seed", **{"is_learning": True, "control": 0.0} | options)
    assert found.order == ("reinstall", "paper", "cable", "restart")
    assert found.arm == arm
    assert found.estimates["restart"] > found.estimates["paper"]


def test_from_the_hundredth_session_on_the_order_is_learned():
    found = order(learned(100, restart=400))
    assert found.order[0] == "restart"
    assert found.number == 100


def test_only_what_is_known_teaches():
    tries = [
        Try("a", "fixed", 3.0),
        Try("b", "could_not"),
        Try("c", "later"),
        Try("d", "not_fixed"),
    ]
    assert lesson(tries) == (Try("a", "fixed", 3.0), Try("d", "not_fixed"))


def test_a_pinned_step_keeps_its_place():
    plain = {
        **plain_guide(),
        "questions": [],
        "uses": [],
        "steps": [step("one"), step("two"), step("three")],
        "placements": [{"step": "one", "pinned": True}, {"step": "two"}, {"step": "three"}],
    }
    guide = convert(plain)
    found = drawn(guide, {}, learned(three=450), "s", is_learning=True, control=0.0)
    assert found.order == ("one", "three", "two")
