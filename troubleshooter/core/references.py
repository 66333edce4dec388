"""How the parts of a guide name each other: keys there twice, or naming what is not there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from .document import UNKNOWN, Condition, Document, Question, Step
from .wording import Kind, Problem, gettext_noop, of_guide


def broken_references(document: Document) -> list[Problem]:
    """Keys that are there twice or that name what is not there; such a document has no rows."""
    return [
        *_repetitions(document),
        *_unused_parts(document),
        *_placement_references(document),
        *_use_references(document),
        *_instruction_references(document),
    ]


def parts(document: Document) -> Iterator[tuple[Kind, Step | Question, str]]:
    """Every step and question with its kind and its path."""
    for index, step in enumerate(document.steps):
        yield "step", step, f"steps[{index}]"
    for index, question in enumerate(document.questions):
        yield "question", question, f"questions[{index}]"


def _repetitions(document: Document) -> Iterator[Problem]:
    lists: tuple[tuple[str, Sequence[str]], ...] = (
        ("steps", [step.key for step in document.steps]),
        ("questions", [question.key for question in document.questions]),
        ("placements", [placement.step for placement in document.placements]),
        ("uses", [use.question for use in document.uses]),
        *(
            (f"uses[{index}].choices", [item.choice for item in use.choices])
            for index, use in enumerate(document.uses)
        ),
    )
    for path, keys in lists:
        for key in _repeated(keys):
            template = gettext_noop("“{key}” is there twice: keep one")
            yield of_guide(document, path, template, key=key)
    for index, question in enumerate(document.questions):
        keys = [choice.key for choice in question.choices]
        path = f"questions[{index}].choices"
        for key in _repeated(keys):
            template = gettext_noop("the choice “{key}” is there twice: keep one")
            yield Problem("question", question.key, path, template, {"key": key})
        if UNKNOWN in keys:
            template = gettext_noop(
                "“{key}” is kept for “I don't know”: give the choice another key"
            )
            yield Problem("question", question.key, path, template, {"key": UNKNOWN})


def _unused_parts(document: Document) -> Iterator[Problem]:
    for index, question in enumerate(document.questions):
        if question.key not in document.use:
            template = gettext_noop("the question “{title}” is not used here")
            yield of_guide(document, f"questions[{index}]", template, title=question.title)
    for index, step in enumerate(document.steps):
        if step.key not in document.placement:
            template = gettext_noop("the step “{title}” is not placed")
            yield of_guide(document, f"steps[{index}]", template, title=step.title)


def _placement_references(document: Document) -> Iterator[Problem]:
    for index, placement in enumerate(document.placements):
        path = f"placements[{index}]"
        if placement.step not in document.step:
            template = gettext_noop("there is no step “{key}”")
            yield of_guide(document, path, template, key=placement.step)
        for other in placement.after:
            if other not in document.placement or other == placement.step:
                template = gettext_noop(
                    "“{step}” cannot come after “{other}”: it is not another step here"
                )
                yield of_guide(
                    document, f"{path}.after", template, step=placement.step, other=other
                )
        for template, values in _bad_condition(document, placement.condition):
            yield of_guide(document, f"{path}.condition", template, **values)


def _use_references(document: Document) -> Iterator[Problem]:
    for index, use in enumerate(document.uses):
        question = document.question.get(use.question)
        if question is None:
            template = gettext_noop("there is no question “{key}”")
            yield of_guide(document, f"uses[{index}]", template, key=use.question)
        for number, item in enumerate(use.choices):
            path = f"uses[{index}].choices[{number}]"
            if question and item.choice not in question.labels:
                template = gettext_noop("“{title}” has no choice “{key}”")
                yield of_guide(document, path, template, title=question.title, key=item.choice)
            for step in item.front:
                if step not in document.placement:
                    template = gettext_noop(
                        "the step “{key}” cannot be brought to the front: it is not placed"
                    )
                    yield of_guide(document, f"{path}.front", template, key=step)
            if item.front and item.ending:
                template = gettext_noop(
                    "a choice either brings steps to the front or ends the walk, not both"
                )
                yield of_guide(document, path, template)


def _instruction_references(document: Document) -> Iterator[Problem]:
    for kind, part, path in parts(document):
        for number, item in enumerate(part.instructions):
            for template, values in _bad_condition(document, item.condition):
                place = f"{path}.instructions[{number}].condition"
                yield Problem(kind, part.key, place, template, values)


def _bad_condition(
    document: Document, condition: Condition
) -> Iterator[tuple[str, dict[str, str]]]:
    for key in _repeated(clause.question for clause in condition):
        template = gettext_noop("the condition names “{key}” twice: put its choices together")
        yield template, {"key": key}
    for clause in condition:
        question = document.question.get(clause.question)
        if question is None or clause.question not in document.use:
            template = gettext_noop(
                "the condition needs the question “{key}”: it is not in this guide"
            )
            yield template, {"key": clause.question}
            continue
        for choice in clause.choices:
            if choice not in question.labels:
                template = gettext_noop(
                    "the condition needs the choice “{key}”, which “{title}” does not have"
                )
                yield template, {"key": choice, "title": question.title}


def _repeated(keys: Iterable[str]) -> list[str]:
    seen: set[str] = set()
    return [key for key in keys if key in seen or seen.add(key)]  # type: ignore[func-returns-value]
