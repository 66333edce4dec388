"""The session state machine: given a document, a step order and events, what is on screen now?

The screen is computed by replaying the events; there are no flags to keep in step. There are no
jumps either: answers narrow which steps and instructions apply, and steps come in order.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from .document import UNKNOWN, Condition, Document, Instruction, Question, Step
from .events import Answer, Attempt, Event, in_order, standing_attempts, unreversed

EndingKind = Literal["fixed", "exhausted", "not_your_side", "waiting"]


@dataclass(frozen=True)
class VisibleInstruction:
    """An instruction to show. `variants` are the labels of the choices it is for, where the
    person has not said which is theirs, so that every variant is shown. Alternatives, of which a
    person does one, share a number."""

    number: int
    instruction: Instruction
    variants: tuple[str, ...]


@dataclass(frozen=True)
class QuestionScreen:
    """One question is asked."""

    question: Question


@dataclass(frozen=True)
class StepScreen:
    """One step is tried: the `number`th, of `total` when that is reliable."""

    step: Step
    number: int
    total: int | None


@dataclass(frozen=True)
class EndingScreen:
    """The walk has ended. `attempt` fixed it or is waited for; `answer` ended it."""

    kind: EndingKind
    attempt: Attempt | None = None
    answer: Answer | None = None


Screen = QuestionScreen | StepScreen | EndingScreen


@dataclass(frozen=True)
class Walk:
    """One person's walk through one document, replayed from its events.

    `order` holds step keys; placements it leaves out follow in the author's order. Events may come
    in any order and more than once. Events naming what the document does not hold are ignored.
    """

    document: Document
    order: Sequence[str]
    events: Sequence[Event]

    @cached_property
    def standing(self) -> list[Answer | Attempt]:
        """What was said and not taken back, in order."""
        return unreversed(self.events)

    @cached_property
    def answers(self) -> dict[str, Answer]:
        """The newest answer to each question, by question key."""
        known = self.document.question
        return {
            event.question: event
            for event in self.standing
            if isinstance(event, Answer)
            and (question := known.get(event.question))
            and (event.choice == UNKNOWN or event.choice in question.labels)
        }

    @cached_property
    def results(self) -> dict[str, Attempt]:
        """The attempt that counts for each step, by step key, in the order they were made."""
        found = standing_attempts(self.standing)
        return {step: attempt for step, attempt in found.items() if step in self.document.placement}

    @cached_property
    def screen(self) -> Screen:
        """What is on screen now."""
        return self.ending or self._first_question or self._next_screen

    @cached_property
    def ending(self) -> EndingScreen | None:
        """The ending that the walk is at; None while it goes on."""
        for attempt in self.results.values():
            if attempt.outcome == "fixed":
                return EndingScreen("fixed", attempt=attempt)
        for use in self.document.uses:
            answer = self.answers.get(use.question)
            chosen = answer and self.document.choice_use.get((answer.question, answer.choice))
            if chosen and chosen.ending:
                return EndingScreen("not_your_side", answer=answer)
        pending = [
            attempt
            for attempt in self.results.values()
            if attempt.outcome == "later" and self.is_applicable(attempt.step)
        ]
        if pending:
            return EndingScreen("waiting", attempt=pending[-1])
        is_over = not self._first_question and not any(map(self._may_come, self.document.placement))
        return EndingScreen("exhausted") if is_over else None

    @cached_property
    def last_key(self) -> str:
        """The key of the newest event, "" when there is none: what a form sends as `seen`."""
        ordered = in_order(self.events)
        return ordered[-1].key if ordered else ""

    @cached_property
    def history(self) -> tuple[Answer | Attempt, ...]:
        """What counts of the past, each question and step once, in the order first answered."""
        latest: dict[tuple[str, str], Answer | Attempt] = {}
        for event in self.standing:
            if isinstance(event, Answer):
                if event.question in self.answers:
                    latest["question", event.question] = self.answers[event.question]
            elif event.step in self.results:
                latest["step", event.step] = self.results[event.step]
        return tuple(latest.values())

    @cached_property
    def remaining(self) -> tuple[str, ...]:
        """The untried steps that may still come, in the order they would, by step key."""
        return tuple(self._arranged())

    def applies(self, condition: Condition) -> bool | None:
        """Whether the condition holds; None while it depends on a question not yet answered.

        "I don't know" satisfies every condition. A question that the document does not hold (a
        working copy may be half written) counts as not known.
        """
        verdict: bool | None = True
        for clause in condition:
            answer = self.answers.get(clause.question)
            if self._is_open(clause.question):
                verdict = None
            elif answer and answer.choice != UNKNOWN and answer.choice not in clause.choices:
                return False
        return verdict

    def instructions(self, of: Step | Question) -> tuple[VisibleInstruction, ...]:
        """The instructions to show, every variant where the answer is not known. Single lines that
        rule each other out share a number; several in a row for the same people are a list."""
        items = [item for item in of.instructions if self.applies(item.condition) is not False]
        around = [None, *(item.condition for item in items), None]
        shown, together, number = list[VisibleInstruction](), list[Condition](), 0
        for place, item in enumerate(items):
            mine = item.condition
            single = [mine] if mine not in (around[place], around[place + 2]) else []
            if not (together and single and all(_excludes(mine, other) for other in together)):
                number, together = number + 1, []
            together += single
            shown.append(VisibleInstruction(number, item, self._variants(mine)))
        return tuple(shown)

    def narrowing(self, of: Step | Question) -> tuple[str, ...]:
        """The questions that the instructions depend on, by key, in order of appearance."""
        clauses = (clause for item in of.instructions for clause in item.condition)
        return tuple(dict.fromkeys(clause.question for clause in clauses))

    def is_applicable(self, step: str) -> bool:
        """Whether the step is not ruled out by the answers known so far."""
        return self.applies(self.document.placement[step].condition) is not False

    def step_screen(self, key: str) -> StepScreen:
        """The screen of one step, the current one or another, with its place in the walk."""
        total = len(self.results) + len(self.remaining) if self._total_is_reliable else None
        tried = list(self.results)
        if key in tried:
            number = tried.index(key) + 1
        elif key in self.remaining:
            number = len(tried) + self.remaining.index(key) + 1
        else:
            number, total = len(tried) + 1, None
        return StepScreen(self.document.step[key], number, total)

    def question_screen(self, key: str) -> QuestionScreen:
        """The screen of one question, the current one or another."""
        return QuestionScreen(self.document.question[key])

    @cached_property
    def _first_question(self) -> QuestionScreen | None:
        asked_first = (use.question for use in self.document.uses if use.ask_first)
        return next((self._ask(key) for key in asked_first if key not in self.answers), None)

    @cached_property
    def _next_screen(self) -> QuestionScreen | StepScreen:
        key = self.remaining[0]
        question = self._open_question(key)
        return self._ask(question) if question else self.step_screen(key)

    def _ask(self, key: str) -> QuestionScreen:
        """The question, or first the one that its own instructions depend on."""
        asked = {key}
        while True:
            question = self.document.question[key]
            needed = self._first_open(item.condition for item in question.instructions)
            if needed is None or needed in asked:
                return QuestionScreen(question)
            asked.add(needed)
            key = needed

    def _open_question(self, step: str) -> str | None:
        """The first unanswered question that the step's placement or instructions depend on."""
        conditions = (item.condition for item in self.document.step[step].instructions)
        return self._first_open([self.document.placement[step].condition, *conditions])

    def _first_open(self, conditions: Iterable[Condition]) -> str | None:
        for condition in conditions:
            if self.applies(condition) is None:
                for clause in condition:
                    if self._is_open(clause.question):
                        return clause.question
        return None

    @cached_property
    def _total_is_reliable(self) -> bool:
        conditions = (self.document.placement[key].condition for key in self.remaining)
        return all(self.applies(condition) for condition in conditions)

    def _is_open(self, question: str) -> bool:
        return question not in self.answers and question in self.document.question

    def _variants(self, condition: Condition) -> tuple[str, ...]:
        """The labels of the choices that a condition names and the person has not settled."""
        return tuple(
            self.document.question[clause.question].labels[choice]
            for clause in condition
            if clause.question in self.document.question and not self._is_settled(clause.question)
            for choice in clause.choices
        )

    def _is_settled(self, question: str) -> bool:
        answer = self.answers.get(question)
        return answer is not None and answer.choice != UNKNOWN

    @cached_property
    def _brought_to_front(self) -> tuple[str, ...]:
        """Steps that the answers bring to the front: the guide's first question's go first."""
        found: dict[str, None] = {}
        for use in self.document.uses:
            answer = self.answers.get(use.question)
            if answer and (chosen := self.document.choice_use.get((use.question, answer.choice))):
                found.update(dict.fromkeys(chosen.front))
        return tuple(found)

    def _arranged(self) -> dict[str, None]:
        """The remaining steps: brought to the front, then in order, then late ones; and never
        before what they must come after."""
        placements = self.document.placement
        rank = {key: None for key in (*self.order, *placements) if key in placements}
        coming = [key for key in rank if self._may_come(key)]
        needed = {key: frozenset(placements[key].after) for key in coming}
        after = {key: [other for other in coming if other in needed[key]] for key in coming}
        late = {key for key in coming if placements[key].late}
        while found := {key for key in coming if key not in late and late.intersection(after[key])}:
            late |= found  # bound to come after a late step, so late too
        arranged: dict[str, None] = {}
        visiting: set[str] = set()

        def place(key: str) -> None:
            if key not in visiting:
                visiting.add(key)
                for prerequisite in after[key]:
                    place(prerequisite)
                arranged[key] = None

        front = [key for key in self._brought_to_front if key in after]
        for key in (*front, *(key for key in coming if key not in late), *coming):
            place(key)
        return arranged

    def _may_come(self, step: str) -> bool:
        return step not in self.results and self.is_applicable(step)


def _excludes(one: Condition, other: Condition) -> bool:
    """Whether nobody's choices satisfy both: they name different choices of one question."""
    return any(
        mine.question == theirs.question and not set(mine.choices) & set(theirs.choices)
        for mine in one
        for theirs in other
    )
