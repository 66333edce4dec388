"""Which combinations of choices are left out: the same as trying them all, without trying all."""

from itertools import product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.guides import guide, line, question, step, use
from tests.core.strategies import EXAMPLES
from tests.core.work import makes_at_most
from troubleshooter.core.combinations import (
    TooManyCombinationsError,
    going_on,
    is_possible,
    left_out,
    satisfying,
)
from troubleshooter.core.document import Clause
from troubleshooter.core.problems import find_problems

QUESTIONS = {"q0": "abc", "q1": "ab", "q2": "ab", "q3": "abc"}
DOCUMENT = guide(
    *(question(key, " ".join(choices)) for key, choices in QUESTIONS.items()),
    use("q0", ending=["c"]),
)


def condition_of(keys):
    return st.tuples(
        *(
            st.lists(st.sampled_from(QUESTIONS[key]), unique=True, min_size=1).map(
                lambda choices, key=key: Clause(key, tuple(choices))
            )
            for key in keys
        )
    )


CONDITIONS = st.lists(st.sampled_from(list(QUESTIONS)), unique=True, max_size=3).flatmap(
    condition_of
)


def meets(answers, condition):
    return all(answers[clause.question] in clause.choices for clause in condition)


@settings(max_examples=5 * EXAMPLES, deadline=None)
@given(st.lists(CONDITIONS, max_size=6), CONDITIONS)
def test_it_finds_a_combination_exactly_when_one_is_left_out(conditions, outer):
    every = [
        dict(zip(QUESTIONS, choices, strict=True))
        for choices in product(*(going_on(DOCUMENT, key) for key in QUESTIONS))
    ]
    possible = [answers for answers in every if meets(answers, outer)]
    assert is_possible(DOCUMENT, outer) == bool(possible)
    if not possible:
        return
    missed = [a for a in possible if not any(meets(a, condition) for condition in conditions)]
    found = left_out(DOCUMENT, conditions, outer)
    assert (found is not None) == bool(missed)
    if found is not None:
        assert any(found.items() <= answers.items() for answers in missed)


def test_choices_that_end_the_walk_do_not_go_on():
    assert going_on(DOCUMENT, "q0") == ["a", "b"]
    assert satisfying(DOCUMENT, (Clause("q0", ("b", "c")),)) == {"q0": ["b"]}
    assert not is_possible(DOCUMENT, (Clause("q0", ("c",)),))


def test_nothing_covers_nothing():
    assert left_out(DOCUMENT, []) == {}
    assert left_out(DOCUMENT, [()]) is None


def many(*lines):
    return guide(*(question(f"q{n}", "a b c") for n in range(60)), step("s", *lines))


def conditions_of(document):
    return [item.condition for item in document.steps[0].instructions]


def test_many_questions_apart_are_no_trouble():
    """Sixty questions have 3^60 combinations; hardly any of them need be looked at."""
    lines = [*(line(**{f"q{n}": "a"}) for n in range(59)), line(q59="a"), line(q59="b c")]
    document = many(*lines)
    with makes_at_most(100_000):
        assert left_out(document, conditions_of(document)) is None
        assert left_out(document, conditions_of(document)[:-1])["q59"] == "b"


def test_conditions_too_entangled_to_check_are_refused_in_time():
    draw = Random(1)
    lines = [
        line(**{f"q{n}": draw.choice(("a b", "b c", "a")) for n in draw.sample(range(60), 4)})
        for _ in range(58)
    ]
    document = many(*lines, line(q0="a"), line(q0="b c"))
    with makes_at_most(5_000_000):
        with pytest.raises(TooManyCombinationsError):
            left_out(document, conditions_of(document))
        (told,) = [problem for problem in find_problems(document) if problem.kind == "step"]
    assert told.message.startswith("the conditions of “S” are too many to check")
