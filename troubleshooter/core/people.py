"""A synthetic person: what they say at each screen, by a truth that nobody else knows."""

from __future__ import annotations

import random
from collections.abc import Mapping
from math import exp

from msgspec import Struct

from .document import Document, Step
from .events import REASONS, Outcome, Reason
from .truth import Cause, Group, StepTruth, Truth, later, weights
from .walk import QuestionScreen, Screen, StepScreen

QUESTION_SECONDS = 20.0
"""The mean time to answer a question."""

SKIPPED_SECONDS = 15.0
"""The mean time to see that a step cannot be done, or was done before."""

WAITED_HOURS = 8.0
"""The mean time until who waits for a result is back."""


class Said(Struct, frozen=True):
    """An answer (`question` and `choice`) or an attempt (`step` and the rest), and the `seconds`
    that passed since the screen was shown."""

    seconds: float
    question: str = ""
    choice: str = ""
    step: str = ""
    outcome: Outcome = "not_fixed"
    reason: Reason | None = None


class Person:
    """One person with one problem: asked screen by screen, they say something or have left."""

    def __init__(self, document: Document, truth: Truth, rng: random.Random) -> None:
        self._document, self._truth, self._rng = document, truth, rng
        self._group = rng.choices(truth.people, [group.share for group in truth.people])[0]
        self._cause = _cause(self._group, rng)
        self._is_gone = False
        self._awaited: Outcome = "not_fixed"

    def says(self, screen: Screen) -> Said | None:
        """What the person says at the screen; None once they have left or the walk has ended."""
        if self._is_gone:
            return None
        if isinstance(screen, QuestionScreen):
            return self._answer(screen.question.key)
        if isinstance(screen, StepScreen):
            return self._try(screen.step)
        if screen.kind == "waiting" and screen.attempt:
            return self._come_back(screen.attempt.step)
        return None

    def _answer(self, question: str) -> Said:
        known = self._group.answers.get(question) or weights(self._document, question)
        choice = self._rng.choices(list(known), list(known.values()))[0]
        return Said(self._lasts(QUESTION_SECONDS), question=question, choice=choice)

    def _try(self, step: Step) -> Said | None:
        """What comes of a step."""
        known = self._truth.steps.get(step.key, StepTruth())
        skips, cures, hushes, waits, leaves = (self._rng.random() for _ in range(5))
        if skips < known.could_not:
            reason = self._rng.choice(REASONS)
            return Said(
                self._lasts(SKIPPED_SECONDS), step=step.key, outcome="could_not", reason=reason
            )
        if skips < known.could_not + known.already_tried:
            return Said(self._lasts(SKIPPED_SECONDS), step=step.key, outcome="already_tried")
        is_cured = cures < self._cured_by.get(step.key, 0.0)
        if is_cured and hushes < known.silent:
            self._is_gone = True
            return None
        outcome: Outcome = "fixed" if is_cured else "not_fixed"
        seconds = self._lasts(60 * (known.minutes or step.minutes))
        if waits < later(self._document, step.key, known):
            self._awaited = outcome
            return Said(seconds, step=step.key, outcome="later")
        self._is_gone = is_cured or leaves < self._truth.leave
        return Said(seconds, step=step.key, outcome=outcome)

    def _come_back(self, step: str) -> Said | None:
        if self._rng.random() < self._truth.never_back:
            self._is_gone = True
            return None
        self._is_gone = self._awaited == "fixed" or self._rng.random() < self._truth.leave
        seconds = self._lasts(3600 * WAITED_HOURS)
        return Said(seconds, step=step, outcome=self._awaited)

    @property
    def _cured_by(self) -> Mapping[str, float]:
        return self._cause.cured_by if self._cause else {}

    def _lasts(self, mean: float) -> float:
        """A time with this mean, log-normal."""
        scatter = self._truth.scatter
        return mean * exp(self._rng.gauss(-(scatter**2) / 2, scatter))


def _cause(group: Group, rng: random.Random) -> Cause | None:
    """The person's problem; None where nothing cures it."""
    number = rng.random()
    for cause in group.causes:
        number -= cause.share
        if number < 0:
            return cause
    return None
