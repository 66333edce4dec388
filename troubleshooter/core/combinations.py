"""Which combinations of choices a walk can meet, and which of them a condition leaves out."""

from __future__ import annotations

from collections.abc import Iterable

from .document import Condition, Document

MOST_STATES = 2_000


class TooManyCombinationsError(Exception):
    """The conditions are too entangled to be checked."""


def going_on(document: Document, question: str) -> list[str]:
    """The question's choices that do not end the walk."""
    uses = document.choice_use
    return [
        choice
        for choice in document.question[question].labels
        if not ((use := uses.get((question, choice))) and use.ending)
    ]


def satisfying(document: Document, condition: Condition) -> dict[str, list[str]]:
    """For each question that the condition names, the choices that satisfy it and go on."""
    found: dict[str, list[str]] = {}
    for clause in condition:
        choices = found.get(clause.question, going_on(document, clause.question))
        found[clause.question] = [choice for choice in choices if choice in clause.choices]
    return found


def is_possible(document: Document, condition: Condition) -> bool:
    """Whether a walk that goes on can satisfy the condition."""
    return all(satisfying(document, condition).values())


def left_out(
    document: Document, conditions: Iterable[Condition], outer: Condition = ()
) -> dict[str, str] | None:
    """A combination of choices under which `outer` holds and none of the conditions does.

    It is told by question key, with the questions that matter to it; None when the conditions
    leave no combination out. Raises TooManyCombinationsError.
    """
    rows = [
        {clause.question: frozenset(clause.choices) for clause in condition}
        for condition in conditions
    ]
    questions = list(dict.fromkeys(question for row in rows for question in row))
    given = satisfying(document, outer)
    options = [given.get(question, going_on(document, question)) for question in questions]
    hopeless: set[tuple[int, frozenset[int]]] = set()

    def search(
        position: int, holding: frozenset[int], chosen: dict[str, str]
    ) -> dict[str, str] | None:
        """A combination that begins as chosen and falsifies every row that is still holding."""
        if not holding:
            return chosen
        decided = questions[:position]
        if (position, holding) in hopeless or any(rows[i].keys() <= {*decided} for i in holding):
            return None
        if len(hopeless) >= MOST_STATES:
            raise TooManyCombinationsError
        question = questions[position]
        for choice in options[position]:
            left = frozenset(i for i in holding if choice in rows[i].get(question, (choice,)))
            found = search(position + 1, left, {**chosen, question: choice})
            if found is not None:
                return found
        hopeless.add((position, holding))
        return None

    return search(0, frozenset(range(len(rows))), {})
