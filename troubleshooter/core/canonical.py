"""One fixed order for what has none, so that equal guides are equal values and equal bytes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from operator import is_not
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from .document import EFFECTS, Clause, Condition, Document, Instructions


def canonical(document: Document) -> Document:
    """The same guide with everything whose order says nothing in one fixed order.

    Steps go by placement and questions by use (unplaced ones last, as they were); conditions by
    question key and the question's own order of choices; prerequisites by placement. Lines end
    with LF.
    """
    document = with_plain_line_ends(document)
    placed = list(document.placement)
    used = list(document.use)

    def condition(clauses: Condition) -> Condition:
        merged: dict[str, set[str]] = {}
        for clause in clauses:
            merged.setdefault(clause.question, set()).update(clause.choices)
        return tuple(
            Clause(question=key, choices=_sorted_by(merged[key], _choices(key)))
            for key in sorted(merged)
        )

    def _choices(question: str) -> list[str]:
        known = document.question.get(question)
        return list(known.labels) if known else []

    def instructions(items: Instructions) -> Instructions:
        return tuple(replace(item, condition=condition(item.condition)) for item in items)

    return replace(
        document,
        questions=tuple(
            replace(item, instructions=instructions(item.instructions))
            for item in _sorted_by(document.questions, used, lambda item: item.key)
        ),
        steps=tuple(
            replace(
                item,
                effects=_sorted_by(set(item.effects), EFFECTS),
                instructions=instructions(item.instructions),
            )
            for item in _sorted_by(document.steps, placed, lambda item: item.key)
        ),
        placements=tuple(
            replace(
                item,
                condition=condition(item.condition),
                after=_sorted_by(set(item.after), placed),
            )
            for item in document.placements
        ),
        uses=tuple(
            replace(
                item,
                choices=tuple(
                    use
                    for use in _sorted_by(
                        item.choices, _choices(item.question), lambda use: use.choice
                    )
                    if use.front or use.ending
                ),
            )
            for item in document.uses
        ),
    )


def with_plain_line_ends[T](value: T) -> T:
    """The part of a document with LF at the end of each line.

    A browser sends CR LF, and so may a file: neither says anything, so it must not be a change.
    """
    cleaned: Any = value
    if isinstance(value, str):
        cleaned = re.sub("\r\n?", "\n", value) if "\r" in value else value
    elif isinstance(value, tuple):
        parts = tuple(map(with_plain_line_ends, value))
        cleaned = parts if any(map(is_not, parts, value)) else value
    elif isinstance(value, Struct):
        old = {name: getattr(value, name) for name in value.__struct_fields__}
        new = {name: with_plain_line_ends(item) for name, item in old.items()}
        changes = {name: item for name, item in new.items() if item is not old[name]}
        cleaned = replace(value, **changes) if changes else value
    result: T = cleaned
    return result


def _sorted_by(
    items: Iterable[Any], known: Sequence[str], key: Callable[[Any], str] = str
) -> tuple[Any, ...]:
    """The items in the order of the known keys, others last."""
    rank = {name: index for index, name in enumerate(known)}
    unknown = sorted((item for item in items if key(item) not in rank), key=key)
    return (*sorted((i for i in items if key(i) in rank), key=lambda i: rank[key(i)]), *unknown)
