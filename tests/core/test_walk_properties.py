"""What holds for every guide that may be published, every order and whatever people do."""

from datetime import timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.guides import NOON, named
from tests.core.naive import naive_screen
from tests.core.strategies import EXAMPLES, documents, drafts, histories, orders
from troubleshooter.core.document import UNKNOWN
from troubleshooter.core.events import (
    Answer,
    Attempt,
    Reversal,
    in_order,
    standing_attempts,
    unreversed,
)
from troubleshooter.core.walk import EndingScreen, QuestionScreen, StepScreen, Walk

OUTCOMES = ("not_fixed", "not_fixed", "could_not", "already_tried", "later", "fixed")
prop = settings(max_examples=EXAMPLES, deadline=None)


@st.composite
def situations(draw, most=14):
    document = draw(documents())
    return document, draw(orders(document)), draw(histories(document, most))


def answered(draw, walk, number):
    """What a person may say to the screen."""
    key, at = f"z{number:03}", NOON + timedelta(days=1, minutes=number)
    if isinstance(walk.screen, QuestionScreen):
        question = walk.screen.question
        return Answer(key, at, question.key, draw(st.sampled_from([*question.labels, UNKNOWN])))
    return Attempt(key, at, walk.screen.step.key, draw(st.sampled_from(OUTCOMES)))


def driven(draw, document, order, events=()):
    """Walks from a screen to its ending, each screen answered as drawn."""
    events = list(events)
    walks = [Walk(document, order, tuple(events))]
    while not isinstance(walks[-1].screen, EndingScreen):
        events.append(answered(draw, walks[-1], len(events)))
        walks.append(Walk(document, order, tuple(events)))
        most = len(document.steps) + len(document.questions)
        assert len(walks) <= most + 1, "each step and question is shown once at most"
    return walks


@prop
@given(situations(), st.data())
def test_it_always_ends(situation, data):
    document, order, events = situation
    assert isinstance(driven(data.draw, document, order, events)[-1].screen, EndingScreen)


@prop
@given(situations(), st.data())
def test_it_never_shows_a_step_or_a_question_twice(situation, data):
    document, order, events = situation
    walks = driven(data.draw, document, order, events)
    screens = [named(walk.screen) for walk in walks[:-1]]
    assert len(screens) == len(set(screens))
    for walk in walks:
        if isinstance(walk.screen, StepScreen):
            assert walk.screen.step.key not in standing_attempts(unreversed(walk.events))


@prop
@given(situations())
def test_it_never_shows_a_step_whose_condition_is_not_met(situation):
    walk = Walk(*situation)
    if isinstance(walk.screen, StepScreen):
        for clause in walk.document.placement[walk.screen.step.key].condition:
            assert walk.answers[clause.question].choice in (*clause.choices, UNKNOWN)


@prop
@given(situations(), st.data())
def test_it_never_breaks_must_come_after(situation, data):
    document, order, events = situation
    for walk in driven(data.draw, document, order, events):
        if isinstance(walk.screen, StepScreen):
            for other in document.placement[walk.screen.step.key].after:
                ruled_out = walk.applies(document.placement[other].condition) is False
                assert ruled_out or other in walk.results


@prop
@given(situations(), st.data())
def test_a_step_on_screen_is_never_empty_and_its_variants_are_all_there(situation, data):
    document, order, events = situation
    for walk in driven(data.draw, document, order, events):
        if not isinstance(walk.screen, StepScreen):
            continue
        visible = walk.instructions(walk.screen.step)
        assert visible
        numbers = [item.number for item in visible]
        assert sorted(set(numbers)) == list(range(1, numbers[-1] + 1))
        assert numbers == sorted(numbers if any(i.variants for i in visible) else set(numbers))
        shown = {id(item.instruction) for item in visible}
        for line in walk.screen.step.instructions:
            ruled_out = any(
                answer.choice not in (*clause.choices, UNKNOWN)
                for clause in line.condition
                if (answer := walk.answers.get(clause.question))
            )
            assert (id(line) in shown) == (not ruled_out)
        for item in visible:
            expected = [
                document.question[clause.question].labels[choice]
                for clause in item.instruction.condition
                if walk.answers[clause.question].choice == UNKNOWN
                for choice in clause.choices
            ]
            assert list(item.variants) == expected


@prop
@given(situations(), st.data())
def test_every_question_is_answered_before_what_depends_on_it_is_shown(situation, data):
    document, order, events = situation
    for walk in driven(data.draw, document, order, events):
        if not isinstance(walk.screen, EndingScreen):
            part = getattr(walk.screen, "step", None) or walk.screen.question
            assert all(walk.applies(item.condition) is not None for item in part.instructions)
        if isinstance(walk.screen, StepScreen):
            first = [use.question for use in document.uses if use.ask_first]
            assert set(first) <= set(walk.answers)


@prop
@given(situations(), st.data())
def test_changing_an_answer_keeps_every_later_event_that_still_applies(situation, data):
    document, order, events = situation
    walk = Walk(document, order, events)
    if not walk.answers:
        return
    earlier = data.draw(st.sampled_from(sorted(walk.answers.values(), key=lambda e: e.key)))
    choice = data.draw(st.sampled_from([*document.question[earlier.question].labels, UNKNOWN]))
    newest = max(event.at for event in events)
    change = Answer("zz", newest + timedelta(minutes=1), earlier.question, choice)
    changed = Walk(document, order, [*events, change])
    assert changed.results == walk.results
    assert changed.answers == {**walk.answers, earlier.question: change}
    if isinstance(changed.screen, StepScreen):
        assert changed.screen.step.key not in walk.results
    if isinstance(changed.screen, QuestionScreen):
        assert changed.screen.question.key not in walk.answers


@prop
@given(situations(), st.data())
def test_any_duplication_and_any_arrival_order_give_the_same_screen(situation, data):
    document, order, events = situation
    again = data.draw(st.lists(st.sampled_from(events), max_size=5)) if events else []
    arrived = data.draw(st.permutations([*events, *again]))
    one, other = Walk(document, order, events), Walk(document, order, arrived)
    assert one.screen == other.screen
    assert one.history == other.history
    assert one.last_key == other.last_key
    assert one.remaining == other.remaining


@prop
@given(situations(), st.data())
def test_replaying_any_prefix_gives_the_screen_that_was_seen_then(situation, data):
    document, order, events = situation
    walks = driven(data.draw, document, order, events)
    last = in_order(walks[-1].events)
    for number, seen in enumerate(walks, start=len(walks[0].events)):
        assert Walk(document, order, tuple(last[:number])).screen == seen.screen


@prop
@given(situations(), st.data())
def test_taking_the_newest_event_back_gives_the_screen_before_it(situation, data):
    document, order, events = situation
    walks = driven(data.draw, document, order, events)
    for before, after in pairwise(walks):
        newest = after.events[-1]
        undo = Reversal("zzz", newest.at + timedelta(minutes=1), newest.key)
        assert Walk(document, order, (*after.events, undo)).screen == before.screen


@prop
@given(situations(), st.data())
def test_the_number_counts_up_and_a_total_once_told_is_kept(situation, data):
    document, order, _ = situation
    told = None
    walks = driven(data.draw, document, order)
    steps = [walk.screen for walk in walks if isinstance(walk.screen, StepScreen)]
    assert [screen.number for screen in steps] == list(range(1, len(steps) + 1))
    for screen in steps:
        if told is not None:
            assert screen.total == told
        told = screen.total
    if walks[-1].screen.kind == "exhausted" and told is not None:
        assert told == len(steps)


@prop
@given(drafts(), st.data())
def test_a_draft_whose_references_hold_is_walked_to_an_end_too(document, data):
    order = data.draw(orders(document))
    assert isinstance(driven(data.draw, document, order)[-1].screen, EndingScreen)


@settings(max_examples=3 * EXAMPLES, deadline=None)
@given(situations(), st.data())
def test_it_agrees_with_the_rules_told_naively(situation, data):
    document, order, events = situation
    for walk in driven(data.draw, document, order, events):
        assert named(walk.screen) == naive_screen(document, order, walk.events)
