"""What a template needs to put a walk's remaining steps on paper, for a guide and a session alike.

Called by the paper views; owns the template context, decides nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from django.utils.translation import gettext

from ..core.document import UNKNOWN, ChoiceEnding, Condition, Instruction, Question, Step
from ..core.exporting.conditions import Conditions
from ..core.exporting.words import OR, Words
from ..core.reading import reading_order
from ..core.walk import EndingScreen, Walk
from .screens import EFFECT_LABELS, OUTCOME_LABELS, RISK_LABELS


@dataclass(frozen=True)
class OnlyIf:
    """A question that is still open, and the answers to it that something is for."""

    question: str
    answers: str


@dataclass(frozen=True)
class PaperLine:
    """One numbered instruction: the answers it needs of open questions and, as on the screen,
    whom it is for where the answer was "I don't know". Alternatives that all depend on nothing
    but one open question are `asked` it once, above them, and say only whom they are for."""

    number: int
    instruction: Instruction
    only_if: list[OnlyIf]
    only_for: str
    asked: str = ""


@dataclass(frozen=True)
class PaperStep:
    """A step to try on paper, with a box for each outcome."""

    number: int
    step: Step
    risk_label: str
    effect_labels: list[str]
    lines: list[PaperLine]
    only_if: list[OnlyIf]
    is_late: bool
    outcomes: Mapping[str, str]


@dataclass(frozen=True)
class PaperChoice:
    """A choice, and what it leads to: steps to begin with, or an ending."""

    label: str
    help: str
    first: list[str]
    ending: ChoiceEnding | None


@dataclass(frozen=True)
class PaperQuestion:
    """A question on paper, with a box for each choice."""

    question: Question
    lines: list[PaperLine]
    choices: list[PaperChoice]


class Sheet:
    """A walk's remaining questions and steps in the order to do them."""

    def __init__(self, walk: Walk) -> None:
        self.walk = walk
        self.document = walk.document
        self.words = Words(gettext)
        self.conditions = Conditions.of(self.document.questions, self.words)
        pending = walk.screen.attempt if isinstance(walk.screen, EndingScreen) else None
        is_waiting = isinstance(walk.screen, EndingScreen) and walk.screen.kind == "waiting"
        first = [pending.step] if pending and is_waiting else []
        is_over = isinstance(walk.screen, EndingScreen) and not is_waiting
        self.keys = [] if is_over else [*first, *walk.remaining]
        self.early = {*first, *self._brought_to_front()}
        done = len(walk.results) - len(first)
        self.numbers = {key: done + index for index, key in enumerate(self.keys, start=1)}

    def parts(self) -> list[PaperStep | PaperQuestion]:
        """Each question before the first step that depends on it."""
        course = reading_order(self.document, self.keys, self.walk.answers) if self.keys else []
        return [
            self._step(part) if isinstance(part, Step) else self._question(part) for part in course
        ]

    def _step(self, step: Step) -> PaperStep:
        placed = self.document.placement[step.key]
        offers_later = step.result_takes_time and step.key not in self.walk.results
        return PaperStep(
            number=self.numbers[step.key],
            step=step,
            risk_label=str(RISK_LABELS[step.risk]),
            effect_labels=[str(EFFECT_LABELS[effect]) for effect in step.effects],
            lines=self._lines(step),
            only_if=self._only_if(placed.condition),
            is_late=placed.late and step.key not in self.early,
            outcomes={
                outcome: str(label)
                for outcome, label in OUTCOME_LABELS.items()
                if outcome != "later" or offers_later
            },
        )

    def _question(self, question: Question) -> PaperQuestion:
        choices = []
        for choice in question.choices:
            use = self.document.choice_use.get((question.key, choice.key))
            first = [key for key in use.front if key in self.numbers] if use else []
            names = [f"{self.numbers[key]}. {self.document.step[key].title}" for key in first]
            choices.append(PaperChoice(choice.label, choice.help, names, use and use.ending))
        return PaperQuestion(question, self._lines(question), choices)

    def _lines(self, part: Step | Question) -> list[PaperLine]:
        lines = [
            PaperLine(
                shown.number,
                shown.instruction,
                self._only_if(shown.instruction.condition),
                self._only_for(shown.instruction.condition),
            )
            for shown in self.walk.instructions(part)
        ]
        groups = (list(group) for _, group in groupby(lines, lambda line: line.number))
        return [line for group in groups for line in _asked_once(group)]

    def _only_if(self, condition: Condition) -> list[OnlyIf]:
        """What a condition asks of questions that nobody has answered yet."""
        return [
            OnlyIf(question.title, self._either([question.labels[key] for key in clause.choices]))
            for clause in condition
            if (question := self.document.question.get(clause.question))
            and clause.question not in self.walk.answers
        ]

    def _only_for(self, condition: Condition) -> str:
        """The part of a condition that was answered "I don't know", in words."""
        answers = self.walk.answers
        unknown = tuple(
            clause
            for clause in condition
            if clause.question in answers and answers[clause.question].choice == UNKNOWN
        )
        return self.conditions.said(unknown) if unknown else ""

    def _either(self, labels: list[str]) -> str:
        if len(labels) == 1:
            return labels[0]
        return self.words.joins(OR).join(f"“{label}”" for label in labels)

    def _brought_to_front(self) -> set[str]:
        """The steps that the answers bring to the front, with all that must come before them."""
        answers = self.walk.answers
        found: set[str] = set()
        waiting = [
            key
            for (question, choice), use in self.document.choice_use.items()
            if question in answers and answers[question].choice == choice
            for key in use.front
        ]
        while waiting:
            key = waiting.pop()
            if key not in found:
                found.add(key)
                waiting.extend(self.document.placement[key].after)
        return found


def _asked_once(group: list[PaperLine]) -> list[PaperLine]:
    """Alternatives with the question above them, where it is one and the same for all."""
    asked = {only.question for line in group for only in line.only_if}
    if len(group) == 1 or len(asked) != 1 or any(line.only_for for line in group):
        return group
    if any(len(line.only_if) != 1 for line in group):
        return group
    return [
        replace(line, only_if=[], only_for=line.only_if[0].answers, asked=line.only_if[0].question)
        for line in group
    ]


def sheet_context(walk: Walk, address: str, **more: Any) -> dict[str, Any]:
    """The context of `paper.html`; `address` is where the reader goes on in a browser."""
    sheet = Sheet(walk)
    return {
        "guide": walk.document.guide,
        "address": address,
        "parts": sheet.parts(),
        "minutes": sum(walk.document.step[key].minutes for key in sheet.keys),
        **more,
    }
