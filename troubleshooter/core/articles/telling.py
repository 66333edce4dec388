"""A document as an outline that a person reads in a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from .. import document as doc
from .titles import flat, label

_WIDTH = 96


def outline_of(document: doc.Document) -> str:
    """The guide's texts, questions, steps and instructions, one a line."""
    return "\n".join(_lines(document))


def _lines(document: doc.Document) -> Iterator[str]:
    guide = document.guide
    yield guide.title
    for name in ("summary", "before", "tip", "exhausted"):
        if text := getattr(guide, name):
            yield f"  {name}: {label(flat(text), _WIDTH)}"
    if guide.needs:
        yield f"  needs: {' / '.join(guide.needs)}"
    for question in document.questions:
        yield f"  asks: {question.title} {' / '.join(question.labels.values())}"
    for number, step in enumerate(document.steps, start=1):
        condition = document.placement[step.key].condition
        yield f"{number}. {step.title}{_whom(document, condition)}"
        for name in ("why", "loses", "note"):
            if text := getattr(step, name):
                yield f"     {name}: {label(flat(text), _WIDTH)}"
        for place, item in enumerate(step.instructions, start=1):
            yield f"   {number}.{place} {label(flat(item.text), _WIDTH)}{_beside(document, item)}"


def _beside(document: doc.Document, item: doc.Instruction) -> str:
    picture = item.screenshot
    shown = f" [picture: {picture.alt or picture.image}]" if picture else ""
    return _whom(document, item.condition) + shown


def _whom(document: doc.Document, condition: doc.Condition) -> str:
    labels = [
        document.question[clause.question].labels[choice]
        for clause in condition
        for choice in clause.choices
    ]
    return f" (for: {', '.join(labels)})" if labels else ""
