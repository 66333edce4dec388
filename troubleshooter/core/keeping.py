"""What a device is sent along, so that it can go on without a connection: the screens of a walk by
name, and the names in the order to show them. The device shows the next one; it decides nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime

import msgspec

from .document import Document
from .events import Attempt
from .walk import EndingScreen, QuestionScreen, Screen, StepScreen, Walk

EXHAUSTED = "exhausted"
FIXED = "fixed"
NOT_YOUR_SIDE = "not_your_side"
FORM = 2
"""Goes up when screens get other names: what a device kept under the old ones is fetched anew."""


def step_name(key: str) -> str:
    """The name of a step's screen: its address below that of the session."""
    return f"steps/{key}/"


def question_name(key: str) -> str:
    """The name of a question's screen: its address below that of the session."""
    return f"questions/{key}/"


def ending_name(question: str, choice: str) -> str:
    """The name of the ending that a choice leads to."""
    return f"{NOT_YOUR_SIDE}/{question}/{choice}"


def waiting_name(document: Document, step: str) -> str:
    """The name of the screen of whoever waits for a step's result: the step's own, which asks for
    it too, where no result was said to take time."""
    takes_time = document.step[step].result_takes_time
    return f"waiting/{step}" if takes_time else step_name(step)


def name_of(screen: Screen, document: Document) -> str:
    """The name of a screen."""
    match screen:
        case QuestionScreen():
            return question_name(screen.question.key)
        case StepScreen():
            return step_name(screen.step.key)
        case EndingScreen(kind="waiting", attempt=attempt) if attempt:
            return waiting_name(document, attempt.step)
        case EndingScreen(answer=answer) if answer:
            return ending_name(answer.question, answer.choice)
        case EndingScreen():
            return screen.kind


def way(walk: Walk) -> tuple[str, ...]:
    """The names to show one after the other: what is on screen, the steps that may still come in
    the order they would, the ending where nothing is left.

    A question that comes up on the way is left out, as if answered by "I don't know".
    """
    steps = (step_name(key) for key in walk.remaining)
    return tuple(dict.fromkeys((name_of(walk.screen, walk.document), *steps, EXHAUSTED)))


def without_attempts(walk: Walk) -> Walk:
    """The walk with nothing said but its answers: what its kept screens are made from, so that
    they stay as good after every step."""
    return Walk(walk.document, walk.order, tuple(walk.answers.values()))


def kept_screens(walk: Walk) -> Iterator[tuple[str, StepScreen | QuestionScreen]]:
    """Every question and every step that may be shown while the answers stay, by name."""
    for use in walk.document.uses:
        yield question_name(use.question), walk.question_screen(use.question)
    for key in walk.document.placement:
        if walk.is_applicable(key):
            yield step_name(key), walk.step_screen(key)


def kept_waiting(walk: Walk, at: datetime) -> Iterator[tuple[str, Walk, EndingScreen]]:
    """For every step whose result takes time, by name: the walk once that was said, and the screen
    of whoever waits for it."""
    for key in walk.document.placement:
        if walk.is_applicable(key) and walk.document.step[key].result_takes_time:
            attempt = Attempt("", at, key, "later")
            waiting = Walk(walk.document, walk.order, (*walk.events, attempt))
            yield (
                waiting_name(walk.document, key),
                waiting,
                EndingScreen("waiting", attempt=attempt),
            )


def version(walk: Walk) -> str:
    """The same for walks of one session whose kept screens are the same: 12 URL-safe characters."""
    said = sorted((answer.question, answer.choice) for answer in walk.answers.values())
    return hashlib.sha256(msgspec.json.encode([FORM, said, list(walk.order)])).hexdigest()[:12]
