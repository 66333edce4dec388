"""What staff correct in an imported guide before it is stored: titles, and steps to leave out."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from .document import Condition, Document
from .keys import key_from

LONGEST_TITLE = 200


class Corrections(Struct, frozen=True):
    """New titles, for the guide and for steps by key, and the keys of steps to leave out."""

    title: str = ""
    titles: Mapping[str, str] = {}
    dropped: tuple[str, ...] = ()


def corrected(document: Document, corrections: Corrections) -> Document:
    """The guide with the corrections made.

    An empty title changes nothing. With a step go its place and whatever named it; a question that
    then decides nothing goes too, unless it is asked first.
    """
    guide = document.guide
    title = _line(corrections.title)
    if title and title != guide.title:
        guide = replace(guide, title=title, slug=key_from(title, otherwise=guide.slug))
    kept = [step for step in document.steps if step.key not in corrections.dropped]
    keys = {step.key for step in kept}
    placements = tuple(
        replace(placed, after=tuple(key for key in placed.after if key in keys))
        for placed in document.placements
        if placed.step in keys
    )
    needed = {use.question for use in document.uses if use.ask_first}
    _add(needed, *(placed.condition for placed in placements))
    _add(needed, *(line.condition for step in kept for line in step.instructions))
    for question in reversed(document.questions):
        if question.key in needed:
            _add(needed, *(line.condition for line in question.instructions))
    return replace(
        document,
        guide=guide,
        steps=tuple(
            replace(step, title=_line(corrections.titles.get(step.key, "")) or step.title)
            for step in kept
        ),
        placements=placements,
        questions=tuple(question for question in document.questions if question.key in needed),
        uses=tuple(
            replace(
                use,
                choices=tuple(
                    replace(item, front=tuple(key for key in item.front if key in keys))
                    for item in use.choices
                ),
            )
            for use in document.uses
            if use.question in needed
        ),
    )


def _line(title: str) -> str:
    return " ".join(title.split())[:LONGEST_TITLE].strip()


def _add(needed: set[str], *conditions: Condition) -> None:
    needed.update(clause.question for condition in conditions for clause in condition)
