"""What keeps a guide from being published, each in plain words with the place to mend.

`document.convert` checks the form of every part; this module checks how the parts fit together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from math import prod
from typing import Literal

from msgspec import Struct

from .document import UNKNOWN, Condition, Document, Question, Step
from .formats import DocumentError, convert, to_plain

Kind = Literal["guide", "step", "question"]

FILE_NAME = re.compile(r"^\S+\.(png|jpe?g|webp|gif|svg|heic|bmp|tiff?)$|^(IMG|DSC)[_-]?\d+$", re.I)
MOST_COMBINATIONS = 20_000


class Problem(Struct, frozen=True):
    """One thing to mend: the part it is in, the path there, and a sentence."""

    kind: Kind
    key: str
    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"


def find_problems(document: Document) -> list[Problem]:
    """Everything that keeps the document from being published; empty when it is fit."""
    return list(_form(document)) or list(_references(document)) or list(_sense(document))


def require_publishable(document: Document) -> None:
    """Raises DocumentError naming every problem; returns when there is none."""
    if found := find_problems(document):
        raise DocumentError([str(problem) for problem in found])


def _guide(document: Document, path: str, message: str) -> Problem:
    return Problem("guide", document.guide.slug, path, message)


def _form(document: Document) -> Iterator[Problem]:
    """A working copy is built from rows, so its form is checked before it goes live."""
    try:
        convert(to_plain(document))
    except DocumentError as error:
        for problem in error.problems:
            path, _, message = problem.partition(": ")
            section, _, index = path.partition("]")[0].partition("[")
            if section == "steps" and index.isdigit():
                yield Problem("step", document.steps[int(index)].key, path, message)
            elif section == "questions" and index.isdigit():
                yield Problem("question", document.questions[int(index)].key, path, message)
            else:
                yield _guide(document, path, message)


def _references(document: Document) -> Iterator[Problem]:
    """Keys that are there twice, or that name what is not there."""
    guide = document.guide.slug
    lists: tuple[tuple[str, Sequence[str]], ...] = (
        ("steps", [step.key for step in document.steps]),
        ("questions", [question.key for question in document.questions]),
        ("placements", [placement.step for placement in document.placements]),
        ("uses", [use.question for use in document.uses]),
    )
    for name, keys in lists:
        for key in _repeated(keys):
            yield Problem("guide", guide, name, f"“{key}” is there twice: keep one")
    for index, question in enumerate(document.questions):
        keys = [choice.key for choice in question.choices]
        for key in _repeated(keys):
            path = f"questions[{index}].choices"
            yield Problem("question", question.key, path, f"the choice “{key}” is there twice")
        if UNKNOWN in keys:
            path = f"questions[{index}].choices"
            message = f"“{UNKNOWN}” is kept for “I don't know”: give the choice another key"
            yield Problem("question", question.key, path, message)
        if question.key not in document.use:
            path = f"questions[{index}]"
            yield _guide(document, path, f"the question “{question.title}” is not used here")
    for index, step in enumerate(document.steps):
        if step.key not in document.placement:
            yield _guide(document, f"steps[{index}]", f"the step “{step.title}” is not placed")
    yield from _placement_references(document)
    for kind, part, path in _parts(document):
        for number, item in enumerate(part.instructions):
            for message in _bad_condition(document, item.condition):
                yield Problem(kind, part.key, f"{path}.instructions[{number}].condition", message)


def _placement_references(document: Document) -> Iterator[Problem]:
    for index, placement in enumerate(document.placements):
        path = f"placements[{index}]"
        if placement.step not in document.step:
            yield _guide(document, path, f"there is no step “{placement.step}”")
        for other in placement.after:
            if other not in document.placement or other == placement.step:
                message = (
                    f"“{placement.step}” cannot come after “{other}”: it is not another step here"
                )
                yield _guide(document, f"{path}.after", message)
        for message in _bad_condition(document, placement.condition):
            yield _guide(document, f"{path}.condition", message)
    for index, use in enumerate(document.uses):
        question = document.question.get(use.question)
        if question is None:
            message = f"there is no question “{use.question}”"
            yield _guide(document, f"uses[{index}]", message)
        for number, item in enumerate(use.choices):
            path = f"uses[{index}].choices[{number}]"
            if question and item.choice not in question.labels:
                message = f"“{question.title}” has no choice “{item.choice}”"
                yield _guide(document, path, message)
            for step in item.front:
                if step not in document.placement:
                    message = f"the step “{step}” cannot be brought to the front: it is not placed"
                    yield _guide(document, f"{path}.front", message)
            if item.front and item.ending:
                message = "a choice either brings steps to the front or ends the walk, not both"
                yield _guide(document, path, message)


def _bad_condition(document: Document, condition: Condition) -> Iterator[str]:
    for clause in condition:
        if clause.question not in document.use or clause.question not in document.question:
            yield f"the condition needs the question “{clause.question}”: it is not in this guide"
            continue
        labels = document.question[clause.question].labels
        for choice in clause.choices:
            if choice not in labels:
                title = document.question[clause.question].title
                yield f"the condition needs the choice “{choice}”, which “{title}” does not have"


def _sense(document: Document) -> Iterator[Problem]:
    """Parts that fit together and still lead a person nowhere."""
    if not document.placements:
        yield _guide(document, "placements", "the guide has no fix yet: place at least one step")
    yield from _cycles(document)
    needed = {clause.question for condition in _conditions(document) for clause in condition}
    for index, use in enumerate(document.uses):
        if not use.ask_first and use.question not in needed:
            title = document.question[use.question].title
            message = f"nothing depends on “{title}”: ask it first, or take it out"
            yield _guide(document, f"uses[{index}]", message)
    for index, placement in enumerate(document.placements):
        step = document.step[placement.step]
        if not _possible(document, placement.condition):
            message = f"no combination of choices leads to “{step.title}”: widen its condition"
            yield _guide(document, f"placements[{index}].condition", message)
    for kind, part, path in _parts(document):
        yield from _instruction_sense(document, kind, part, path)


def _instruction_sense(
    document: Document, kind: Kind, part: Step | Question, path: str
) -> Iterator[Problem]:
    outer = document.placement[part.key].condition if isinstance(part, Step) else ()
    if isinstance(part, Step) and not part.instructions:
        message = f"“{part.title}” is empty: write at least one instruction"
        yield Problem(kind, part.key, f"{path}.instructions", message)
    elif isinstance(part, Step) and (choices := _blank_for(document, part, outer)):
        message = f"“{part.title}” would be empty for {choices}: write an instruction for it"
        yield Problem(kind, part.key, f"{path}.instructions", message)
    for number, item in enumerate(part.instructions):
        place = f"{path}.instructions[{number}]"
        if _possible(document, outer) and not _possible(document, (*outer, *item.condition)):
            message = (
                f"instruction {number + 1} of “{part.title}” is never shown: widen its condition"
            )
            yield Problem(kind, part.key, f"{place}.condition", message)
        if picture := item.screenshot:
            if not picture.alt.strip() or FILE_NAME.match(picture.alt.strip()):
                message = "say in words what the picture shows; a file name does not help anybody"
                yield Problem(kind, part.key, f"{place}.screenshot.alt", message)
            for target in picture.targets:
                if target.x + target.width > 100 or target.y + target.height > 100:
                    message = "the target reaches outside the picture"
                    yield Problem(kind, part.key, f"{place}.screenshot.targets", message)


def _parts(document: Document) -> Iterator[tuple[Kind, Step | Question, str]]:
    for index, step in enumerate(document.steps):
        yield "step", step, f"steps[{index}]"
    for index, question in enumerate(document.questions):
        yield "question", question, f"questions[{index}]"


def _conditions(document: Document) -> Iterator[Condition]:
    for placement in document.placements:
        yield placement.condition
    for _, part, _ in _parts(document):
        for item in part.instructions:
            yield item.condition


def _allowed(document: Document, condition: Condition) -> dict[str, list[str]]:
    """For each question that the condition names, the choices that satisfy it and go on."""
    allowed: dict[str, list[str]] = {}
    for clause in condition:
        choices = allowed.get(clause.question, _going_on(document, clause.question))
        allowed[clause.question] = [choice for choice in choices if choice in clause.choices]
    return allowed


def _going_on(document: Document, question: str) -> list[str]:
    """The choices that do not end the walk."""
    uses = document.choice_use
    return [
        choice
        for choice in document.question[question].labels
        if not ((use := uses.get((question, choice))) and use.ending)
    ]


def _possible(document: Document, condition: Condition) -> bool:
    return all(_allowed(document, condition).values())


def _blank_for(document: Document, step: Step, outer: Condition) -> str:
    """The choices that leave an applicable step without instructions, in words, or ""."""
    conditions = [item.condition for item in step.instructions]
    if not all(conditions):
        return ""
    fixed = _allowed(document, outer)
    asked = dict.fromkeys(clause.question for condition in conditions for clause in condition)
    options = [fixed.get(question, _going_on(document, question)) for question in asked]
    if prod(map(len, options)) > MOST_COMBINATIONS:
        return "too many combinations to check"
    for combination in product(*options):
        answers = dict(zip(asked, combination, strict=True))
        if not any(
            all(answers[c.question] in c.choices for c in condition) for condition in conditions
        ):
            return " and ".join(
                f"“{document.question[question].labels[choice]}”"
                for question, choice in answers.items()
            )
    return ""


def _cycles(document: Document) -> Iterator[Problem]:
    after = {placement.step: placement.after for placement in document.placements}
    if ring := _ring(after):
        titles = " → ".join(document.step[key].title for key in ring)
        yield _guide(document, "placements", f"“must come after” goes round in a circle: {titles}")
    needs = {
        question.key: [
            clause.question for item in question.instructions for clause in item.condition
        ]
        for question in document.questions
    }
    if ring := _ring(needs):
        titles = " → ".join(document.question[key].title for key in ring)
        message = f"these questions wait for each other: {titles}"
        yield Problem("question", ring[0], "questions", message)


def _ring(graph: Mapping[str, Iterable[str]]) -> list[str]:
    """One cycle of a directed graph, its first node again at the end; [] when there is none."""
    done: set[str] = set()

    def visit(node: str, path: list[str]) -> list[str]:
        if node in path:
            return [*path[path.index(node) :], node]
        if node in done:
            return []
        for other in graph.get(node, ()):
            if ring := visit(other, [*path, node]):
                return ring
        done.add(node)
        return []

    for start in graph:
        if ring := visit(start, []):
            return ring
    return []


def _repeated(keys: Iterable[str]) -> list[str]:
    seen: set[str] = set()
    return [key for key in keys if key in seen or seen.add(key)]  # type: ignore[func-returns-value]
