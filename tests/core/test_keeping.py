"""What a device is sent along: every screen that it may be told to show is among those it keeps."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.guides import NOON, guide, place, question, step, use, walk
from tests.core.strategies import EXAMPLES, documents, histories, orders
from troubleshooter.core.keeping import (
    EXHAUSTED,
    FIXED,
    ending_name,
    kept_screens,
    kept_waiting,
    name_of,
    step_name,
    version,
    way,
    without_attempts,
)
from troubleshooter.core.walk import StepScreen, Walk

GUIDE = guide(
    question("phone", "face home"),
    place("plug"),
    place("restart", {"phone": "face"}),
    place("reset", late=True),
    use("phone", ending=["home"]),
)


def test_the_way_begins_with_what_is_on_screen_and_ends_where_nothing_is_left():
    assert way(walk(GUIDE)) == ("steps/plug/", "steps/restart/", "steps/reset/", EXHAUSTED)


def test_a_question_on_the_way_is_left_out():
    asked = walk(GUIDE, "plug:not_fixed")
    assert way(asked) == ("questions/phone/", "steps/restart/", "steps/reset/", EXHAUSTED)


def test_who_waits_for_a_result_has_a_screen_of_their_own_for_it():
    slow = guide(step("plug", result_takes_time=True), step("restart"))
    assert way(walk(slow, "plug:later")) == ("waiting/plug", "steps/restart/", EXHAUSTED)
    [(name, waiting, screen)] = kept_waiting(walk(slow), NOON)
    assert name == "waiting/plug"
    assert screen == waiting.screen


def test_who_waits_where_no_result_takes_time_is_kept_at_the_step():
    assert way(walk(GUIDE, "plug:later"))[0] == "steps/plug/"
    assert not list(kept_waiting(walk(GUIDE), NOON))


def test_an_ending_has_a_name_of_its_own():
    assert way(walk(GUIDE, "plug:fixed"))[0] == FIXED
    assert way(walk(GUIDE, "phone=home"))[0] == ending_name("phone", "home")


def test_what_is_kept_stays_as_good_after_an_attempt_and_not_after_an_answer():
    before, tried, answered = (
        walk(GUIDE, *facts) for facts in ((), ("plug:not_fixed",), ("phone=face",))
    )
    assert version(before) == version(tried) != version(answered)
    assert version(before) != version(walk(GUIDE, order=("reset", "plug")))


def test_a_kept_step_has_its_usual_place():
    kept = dict(kept_screens(without_attempts(walk(GUIDE, "phone=face", "plug:not_fixed"))))
    restart = kept[step_name("restart")]
    assert isinstance(restart, StepScreen)
    assert (restart.number, restart.total) == (2, 3)


def test_only_steps_that_may_come_are_kept():
    lone = guide(step("one"), question("phone", "a b"), place("one", {"phone": "a"}))
    assert [name for name, _ in kept_screens(walk(lone, "phone=b"))] == ["questions/phone/"]


@settings(max_examples=EXAMPLES)
@given(st.data())
def test_every_screen_of_the_way_is_kept(data):
    document = data.draw(documents())
    going = Walk(document, data.draw(orders(document)), data.draw(histories(document)))
    endings = {FIXED, EXHAUSTED} | {
        ending_name(question, choice)
        for (question, choice), does in document.choice_use.items()
        if does.ending
    }
    plain = without_attempts(going)
    waiting = {name for name, _, _ in kept_waiting(plain, NOON)}
    kept = {name for name, _ in kept_screens(plain)} | waiting | endings
    found = way(going)
    assert found[0] == name_of(going.screen, document)
    assert set(found) <= kept
    assert len(set(found)) == len(found)
