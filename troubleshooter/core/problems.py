"""What keeps a guide from being published, each in plain words with the place to mend.

`document.convert` checks the form of every part; this module checks how the parts fit together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from .combinations import TooManyCombinationsError, going_on, is_possible, left_out
from .document import Condition, Document, Question, Step
from .formats import DocumentError, FormError, convert, to_plain
from .references import broken_references, parts
from .segments import MOST_SEGMENTING
from .wording import Kind, Problem, gettext_noop, of_guide

__all__ = [
    "FILE_NAME",
    "Kind",
    "Problem",
    "broken_references",
    "find_problems",
    "require_publishable",
]

FILE_NAME = re.compile(
    r"^[^\n]+\.(png|jpe?g|webp|gif|svg|heic|avif|bmp|tiff?)$"
    r"|^(img|dscn?|pxl|screen[ _-]?shot|image|picture)?[\W\d_]*$",
    re.IGNORECASE,
)
"""A file name, or what is left of one when it is turned into words ("Screenshot 3")."""


def find_problems(document: Document) -> list[Problem]:
    """Everything that keeps the document from being published; empty when it is fit."""
    return list(_form(document)) or broken_references(document) or list(_sense(document))


def require_publishable(document: Document, beside: Iterable[Problem] = ()) -> None:
    """Raises DocumentError naming every problem, with those that a document cannot show."""
    if found := [*find_problems(document), *beside]:
        raise DocumentError([str(problem) for problem in found])


def _form(document: Document) -> Iterator[Problem]:
    """A working copy is built from rows, so its form is checked before it goes live."""
    try:
        convert(to_plain(document))
    except FormError as error:
        for fault in error.faults:
            section, _, index = fault.path.partition("]")[0].partition("[")
            kind: Kind = "guide"
            key = document.guide.slug
            if section == "steps" and index:
                kind, key = "step", document.steps[int(index)].key
            elif section == "questions" and index:
                kind, key = "question", document.questions[int(index)].key
            yield Problem(kind, key, fault.path, fault.template, fault.values, is_of_field=True)


def _sense(document: Document) -> Iterator[Problem]:
    """Parts that fit together and still lead a person nowhere."""
    if not document.placements:
        template = gettext_noop("the guide has no fix yet: place at least one step")
        yield of_guide(document, "placements", template)
    yield from _cycles(document)
    needed = {clause.question for condition in _conditions(document) for clause in condition}
    for index, use in enumerate(document.uses):
        title = document.question[use.question].title
        if not use.ask_first and use.question not in needed:
            template = gettext_noop("nothing depends on “{title}”: ask it first, or take it out")
            yield of_guide(document, f"uses[{index}]", template, title=title)
        if not going_on(document, use.question):
            template = gettext_noop("every choice of “{title}” ends the walk: let one go on")
            yield of_guide(document, f"uses[{index}].choices", template, title=title)
    yield from _segmenting(document)
    for index, placement in enumerate(document.placements):
        if not is_possible(document, placement.condition):
            title = document.step[placement.step].title
            template = gettext_noop(
                "no combination of choices leads to “{title}”: widen its condition"
            )
            yield of_guide(document, f"placements[{index}].condition", template, title=title)
    for kind, part, path in parts(document):
        yield from _empty(document, part, path)
        yield from _instruction_sense(document, kind, part, path)


def _segmenting(document: Document) -> Iterator[Problem]:
    """Questions that tell groups apart: asked first, so that everybody has a group, and few."""
    marked = [index for index, use in enumerate(document.uses) if use.segments]
    for index in marked:
        title = document.question[document.uses[index].question].title
        if not document.uses[index].ask_first:
            template = gettext_noop("“{title}” tells groups of people apart: ask it first")
            yield of_guide(document, f"uses[{index}]", template, title=title)
    for index in marked[MOST_SEGMENTING:]:
        title = document.question[document.uses[index].question].title
        template = gettext_noop(
            "more than {most} questions tell groups of people apart, and the groups get too small: "
            "leave out “{title}”"
        )
        yield of_guide(document, f"uses[{index}]", template, title=title, most=str(MOST_SEGMENTING))


def _empty(document: Document, part: Step | Question, path: str) -> Iterator[Problem]:
    """A step without instructions, for everybody or for one combination of choices."""
    if isinstance(part, Question):
        return
    where = f"{path}.instructions"
    conditions = [item.condition for item in part.instructions]
    try:
        choices = left_out(document, conditions, document.placement[part.key].condition)
    except TooManyCombinationsError:
        template = gettext_noop(
            "the conditions of “{title}” are too many to check: split it into several steps"
        )
        yield Problem("step", part.key, where, template, {"title": part.title})
        return
    if not conditions:
        template = gettext_noop("“{title}” is empty: write at least one instruction")
        yield Problem("step", part.key, where, template, {"title": part.title})
    elif choices is not None:
        named = ", ".join(
            f"“{document.question[question].labels[choice]}”"
            for question, choice in choices.items()
        )
        template = gettext_noop("“{title}” is empty for {choices}: write an instruction for it")
        yield Problem("step", part.key, where, template, {"title": part.title, "choices": named})


def _instruction_sense(
    document: Document, kind: Kind, part: Step | Question, path: str
) -> Iterator[Problem]:
    outer = document.placement[part.key].condition if isinstance(part, Step) else ()
    reachable = is_possible(document, outer)
    for number, item in enumerate(part.instructions):
        place = f"{path}.instructions[{number}]"
        if reachable and not is_possible(document, (*outer, *item.condition)):
            template = gettext_noop(
                "instruction {number} of “{title}” is never shown: widen its condition"
            )
            values = {"number": str(number + 1), "title": part.title}
            yield Problem(kind, part.key, f"{place}.condition", template, values)
        if picture := item.screenshot:
            if picture.is_to_come:
                template = gettext_noop(
                    "the picture of instruction {number} of “{title}” is still to be uploaded: "
                    "upload it, or take it out"
                )
                values = {"number": str(number + 1), "title": part.title}
                yield Problem(kind, part.key, f"{place}.screenshot.image", template, values)
            if FILE_NAME.match(picture.alt.strip()):
                template = gettext_noop(
                    "say in words what the picture shows; a file name does not help anybody"
                )
                yield Problem(kind, part.key, f"{place}.screenshot.alt", template)
            for target in picture.targets:
                if target.x + target.width > 100 or target.y + target.height > 100:
                    template = gettext_noop("the target reaches outside the picture")
                    yield Problem(kind, part.key, f"{place}.screenshot.targets", template)


def _conditions(document: Document) -> Iterator[Condition]:
    for placement in document.placements:
        yield placement.condition
    for _, part, _ in parts(document):
        for item in part.instructions:
            yield item.condition


def _cycles(document: Document) -> Iterator[Problem]:
    after = {placement.step: placement.after for placement in document.placements}
    if ring := _ring(after):
        titles = " → ".join(document.step[key].title for key in ring)
        template = gettext_noop("“must come after” goes round in a circle: {titles}")
        yield of_guide(document, "placements", template, titles=titles)
    needs = {
        question.key: [
            clause.question for item in question.instructions for clause in item.condition
        ]
        for question in document.questions
    }
    if ring := _ring(needs):
        titles = " → ".join(document.question[key].title for key in ring)
        template = gettext_noop("these questions wait for each other: {titles}")
        yield Problem("question", ring[0], "questions", template, {"titles": titles})


def _ring(needs: Mapping[str, Iterable[str]]) -> list[str]:
    """One cycle of what needs what, its first part again at the end; [] when there is none."""
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as error:
        return list(reversed(error.args[1]))
    return []
