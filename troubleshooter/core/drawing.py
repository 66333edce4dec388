"""When a session's order of steps is drawn, and from what.

Once: when the last ask-first question is answered, or at the start where there is none.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from datetime import datetime

from .arranging import Fix, Fixes
from .document import Document
from .events import Answer, Event, unreversed
from .evidence import Counters
from .ordering import Drawn, draw
from .segments import parts, segment
from .statistics import Try
from .walk import Walk

AUTHORS = ("author", "control")
"""The arms whose sessions follow the author's order to the letter."""


def answers_at_draw(document: Document, events: Iterable[Event]) -> dict[str, Answer] | None:
    """The answers by question key that stood when the last ask-first question was answered.

    None as long as one is open. Events may come in any order and repetition, so that a batch from
    a device that was offline comes to what the same events one by one would have.
    """
    open_questions = {use.question for use in document.uses if use.ask_first}
    answers: dict[str, Answer] = {}
    if not open_questions:
        return answers
    for event in unreversed(events):
        if isinstance(event, Answer):
            answers[event.question] = event
            open_questions.discard(event.question)
            if not open_questions:
                return answers
    return None


def segment_of(document: Document, answers: Mapping[str, Answer]) -> str:
    """The group of people that these answers put a session in for good."""
    first = {use.question for use in document.uses if use.ask_first}
    return segment(document, {key: answers[key] for key in answers if key in first})


def fixes(document: Document, answers: Mapping[str, Answer] | None = None) -> Fixes:
    """The document's steps in the author's order as ordering sees them, without those that the
    answers rule out."""
    walk = Walk(document, (), tuple((answers or {}).values()))
    return tuple(
        Fix(
            key=key,
            minutes=document.step[key].minutes,
            risk_minutes=document.step[key].risk_minutes,
            after=placement.after,
            late=placement.late,
            pinned=placement.pinned,
        )
        for key, placement in document.placement.items()
        if walk.is_applicable(key)
    )


def fixes_of_group(document: Document, name: str) -> Fixes:
    """The steps for the people of a segment, by its name."""
    answers = {
        question: Answer(question, datetime.min, question, choice)
        for question, choice in parts(name).items()
    }
    return fixes(document, answers)


def drawn(
    document: Document,
    answers: Mapping[str, Answer],
    counters: Counters,
    seed: str,
    *,
    is_learning: bool,
    control: float,
) -> Drawn:
    """The order of all steps of the document for a session with these answers.

    The same arguments always give the same order. `seed` is the session's own, `control` the share
    of sessions that keep the author's order for comparison. Steps that the answers rule out come
    last: they count only once an answer is changed.
    """
    rng = random.Random(seed)  # noqa: S311 (an order is no secret)
    found = draw(
        fixes(document, answers),
        counters,
        segment_of(document, answers),
        rng,
        is_learning=is_learning,
        control=control,
    )
    chosen = () if found.arm in AUTHORS else found.order
    order = tuple(dict.fromkeys((*chosen, *document.placement)))
    return Drawn(order, found.estimates, found.segment, found.number, found.arm)


def lesson(tries: Iterable[Try]) -> tuple[Try, ...]:
    """What of a session's tries is learned from: the steps whose result is known."""
    return tuple(item for item in tries if item.outcome in ("fixed", "not_fixed"))
