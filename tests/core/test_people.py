"""Synthetic people say what their truth says."""

import random
from collections import Counter
from datetime import UTC, datetime
from statistics import fmean

import pytest

from troubleshooter.core.events import Answer, Attempt
from troubleshooter.core.people import Person
from troubleshooter.core.truth import Cause, Group, StepTruth, Truth
from troubleshooter.core.walk import Walk

from ..factories import document

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SURE = {"could_not": 0.0, "already_tried": 0.0}
CERTAIN = {key: StepTruth(**SURE, later=0.0) for key in ("reinstall", "paper", "cable", "restart")}


def everybody(*causes, answers=None, **more):
    group = Group(causes=tuple(causes), answers=answers or {})
    return Truth(people=(group,), **{"steps": CERTAIN, "leave": 0.0, **more})


def walked(truth, seed=1, guide=None):
    """All that one person says."""
    guide = guide or document()
    person, events, said = Person(guide, truth, random.Random(seed)), [], []
    for number in range(100):
        found = person.says(Walk(guide, (), events).screen)
        if found is None:
            break
        said.append(found)
        at = NOW.replace(microsecond=number)
        events.append(
            Answer(str(number), at, found.question, found.choice)
            if found.question
            else Attempt(str(number), at, found.step, found.outcome, found.reason)
        )
    return said, Walk(guide, (), events).screen


def asked(truth, step, people=2500):
    """What so many people say at the screen of the step, had they come there."""
    guide = document()
    screen = Walk(guide, (), ()).step_screen(step)
    return [Person(guide, truth, random.Random(seed)).says(screen) for seed in range(people)]


def test_a_cause_is_cured_by_its_step_and_by_no_other():
    truth = everybody(Cause(share=1.0, cured_by={"cable": 1.0}), answers={"power": {"on": 1}})
    for seed in range(20):
        said, screen = walked(truth, seed)
        assert screen.kind == "fixed"
        assert screen.attempt.step == "cable"
        assert {item.step: item.outcome for item in said if item.step}["paper"] == "not_fixed"


def test_who_has_a_problem_that_nothing_cures_tries_everything():
    said, screen = walked(everybody(answers={"power": {"on": 1}}))
    assert screen.kind == "exhausted"
    assert {item.step for item in said if item.step} == {"paper", "cable", "restart", "reinstall"}


def test_shares_come_true():
    truth = everybody(
        Cause(share=0.5, cured_by={"paper": 0.8}),
        steps={**CERTAIN, "paper": StepTruth(could_not=0.1, already_tried=0.2)},
    )
    found = Counter(said.outcome for said in asked(truth, "paper"))
    assert {outcome: number / 2500 for outcome, number in found.items()} == pytest.approx(
        {"could_not": 0.1, "already_tried": 0.2, "fixed": 0.7 * 0.4, "not_fixed": 0.7 * 0.6},
        abs=0.04,
    )


def test_answers_come_by_their_weights():
    truth = everybody(answers={"symptom": {"blank": 3, "noise": 1}})
    guide = document()
    screen = Walk(guide, (), ()).question_screen("symptom")
    people = [Person(guide, truth, random.Random(seed)) for seed in range(2500)]
    found = Counter(person.says(screen).choice for person in people)
    assert found["blank"] / 2500 == pytest.approx(0.75, abs=0.05)
    assert set(found) == {"blank", "noise"}


def test_groups_differ():
    one = Group(causes=(), answers={"symptom": {"blank": 1}}, share=3)
    other = Group(
        causes=(Cause(share=1, cured_by={"restart": 1}),), answers={"symptom": {"noise": 1}}
    )
    truth = Truth(people=(one, other), steps=CERTAIN, leave=0.0)
    ended = Counter(
        (said[0].choice, getattr(screen, "kind", ""))
        for said, screen in (walked(truth, seed) for seed in range(150))
    )
    assert ended["noise", "exhausted"] == ended["blank", "fixed"] == 0
    assert ended["noise", "fixed"] / 150 == pytest.approx(0.25, abs=0.1)


def test_whom_a_step_cures_silently_leaves_without_a_word():
    truth = everybody(
        Cause(share=1.0, cured_by={"paper": 1.0}),
        steps={**CERTAIN, "paper": StepTruth(**SURE, silent=1.0)},
        answers={"symptom": {"blank": 1}},
    )
    said, screen = walked(truth)
    assert not any(item.step for item in said)
    assert screen.step.key == "paper"


def test_people_leave_after_what_did_not_help():
    said, _screen = walked(everybody(leave=1.0))
    assert [item.outcome for item in said if item.step] == ["not_fixed"]


def waits(never_back, *causes):
    late = StepTruth(**SURE, later=1.0)
    return everybody(
        *causes,
        steps={**CERTAIN, "reinstall": late},
        answers={"power": {"on": 1}},
        never_back=never_back,
    )


def test_who_waits_comes_back_with_the_result():
    said, screen = walked(waits(0.0, Cause(share=1.0, cured_by={"reinstall": 1.0})))
    assert [item.outcome for item in said[-2:]] == ["later", "fixed"]
    assert said[-1].seconds > 1800
    assert screen.kind == "fixed"
    said, screen = walked(waits(0.0))
    assert [item.outcome for item in said[-2:]] == ["later", "not_fixed"]


def test_some_never_come_back():
    said, screen = walked(waits(1.0, Cause(share=1.0, cured_by={"reinstall": 1.0})))
    assert said[-1].outcome == "later"
    assert screen.kind == "waiting"


def test_times_have_the_mean_of_the_truth():
    steps = {**CERTAIN, "paper": StepTruth(**SURE, minutes=7)}
    found = [said.seconds for said in asked(everybody(steps=steps), "paper")]
    assert fmean(found) / 60 == pytest.approx(7, rel=0.06)


def test_a_step_without_a_truth_takes_the_guides_time():
    truth = everybody(steps={}, scatter=0.0)
    said = asked(truth, "paper", people=30)
    assert {item.seconds for item in said if item.outcome == "not_fixed"} == {120}


def test_the_same_person_says_the_same():
    truth = everybody(Cause(share=0.5, cured_by={"cable": 0.7}), steps={}, leave=0.1)
    assert walked(truth, 8)[0] == walked(truth, 8)[0]
