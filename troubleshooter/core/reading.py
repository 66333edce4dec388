"""A guide read from top to bottom instead of walked: as an article, or on paper."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from .document import Condition, Document, Question, Step


def reading_order(
    document: Document, steps: Iterable[str], answered: Collection[str] = ()
) -> list[Step | Question]:
    """The steps in their order, each question before the first part that depends on it and those
    that are asked first before all. Questions in `answered` are left out."""
    course: list[Step | Question] = []
    done = set(answered)

    def ask(keys: Iterable[str]) -> None:
        for key in keys:
            if key not in done and key in document.question:
                done.add(key)
                question = document.question[key]
                ask(_named(line.condition for line in question.instructions))
                course.append(question)

    ask(use.question for use in document.uses if use.ask_first)
    for key in steps:
        step = document.step[key]
        placed = document.placement[key]
        ask(_named([placed.condition, *(line.condition for line in step.instructions)]))
        course.append(step)
    return course


def _named(conditions: Iterable[Condition]) -> list[str]:
    return [clause.question for condition in conditions for clause in condition]
