"""What a template needs to show one screen of a walk, for a session and for a preview alike.

Called by the session views and by the admin's preview; owns the template context, decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from ..core.document import UNKNOWN, Question, Step
from ..core.events import Answer, Attempt, derived_key
from ..core.keeping import (
    ending_name,
    name_of,
    question_name,
    step_name,
    version,
    waiting_name,
    way,
)
from ..core.returning import is_due_again
from ..core.walk import EndingScreen, QuestionScreen, Screen, StepScreen, Walk
from .rendered import HoldsPersonal, Personal

OUTCOME_LABELS = {
    "fixed": gettext_lazy("Fixed it"),
    "not_fixed": gettext_lazy("Still not working"),
    "could_not": gettext_lazy("I can't do this"),
    "already_tried": gettext_lazy("I already tried this"),
    "later": gettext_lazy("I'll know later"),
}
REASON_LABELS = {
    "no_button": gettext_lazy("I can't find the button"),
    "not_allowed": gettext_lazy("My phone does not allow it"),
    "missing_item": gettext_lazy("I don't have what I need"),
    "too_risky": gettext_lazy("It seems too risky"),
    "other": gettext_lazy("Something else"),
}
RISK_LABELS = {
    "none": gettext_lazy("No risk: nothing is lost"),
    "low": gettext_lazy("Low risk: read what will happen first"),
    "high": gettext_lazy("Careful: read what is lost first"),
}
EFFECT_LABELS = {
    "restarts": gettext_lazy("The phone restarts"),
    "goes_offline": gettext_lazy("No internet for a while"),
    "signs_out": gettext_lazy("You are signed out"),
    "erases": gettext_lazy("Something is deleted"),
    "waits": gettext_lazy("It takes a while"),
}
WHEN_LABELS = {
    "hours": gettext_lazy("In three hours"),
    "morning": gettext_lazy("In the morning"),
    "days": gettext_lazy("In two days"),
}
UNKNOWN_LABEL = pgettext_lazy("answer to a question", "I don't know")
UNKNOWN_CHOICE = {"key": UNKNOWN, "label": UNKNOWN_LABEL}


class Addresses(Protocol):
    """Where a walk's screens are and where its forms go."""

    @property
    def session(self) -> str: ...
    @property
    def answers(self) -> str: ...
    @property
    def attempts(self) -> str: ...
    @property
    def undo(self) -> str: ...
    @property
    def summary(self) -> str: ...
    @property
    def start(self) -> str: ...
    @property
    def guide(self) -> str: ...
    def question(self, key: str) -> str: ...
    def step(self, key: str) -> str: ...


@dataclass(frozen=True)
class Entry(HoldsPersonal):
    """One line of what was said so far: `title`, what was said in words, where to look back, and
    the `name` of that screen among those a device keeps."""

    kind: str
    title: str
    said: str
    reason: str
    url: str
    event: str
    name: str


def entry(walk: Walk, event: Answer | Attempt, addresses: Addresses) -> Entry:
    """An answer or an attempt in words."""
    if isinstance(event, Answer):
        question = walk.document.question[event.question]
        said = str(UNKNOWN_LABEL if event.choice == UNKNOWN else question.labels[event.choice])
        url = addresses.question(question.key)
        name = question_name(question.key)
        return Entry("question", question.title, said, "", url, Personal(event.key), name)
    step = walk.document.step[event.step]
    reason = str(REASON_LABELS[event.reason]) if event.reason else ""
    said = str(OUTCOME_LABELS[event.outcome])
    url = addresses.step(step.key)
    return Entry("step", step.title, said, reason, url, Personal(event.key), step_name(step.key))


@dataclass(frozen=True)
class History:
    """What was said so far, in words only where somebody reads them."""

    walk: Walk
    addresses: Addresses

    def __bool__(self) -> bool:
        return bool(self.walk.history)

    def __len__(self) -> int:
        return len(self.walk.history)

    def __iter__(self) -> Iterator[Entry]:
        return (entry(self.walk, event, self.addresses) for event in self.walk.history)


def looked_back(event: Answer | Attempt, addresses: Addresses) -> str:
    """Where to look back at what was said."""
    if isinstance(event, Answer):
        return addresses.question(event.question)
    return addresses.step(event.step)


def address_of(screen: Screen, addresses: Addresses) -> str:
    """The address of a screen: a question's and a step's own, the session's for an ending."""
    match screen:
        case QuestionScreen():
            return addresses.question(screen.question.key)
        case StepScreen():
            return addresses.step(screen.step.key)
        case _:
            return addresses.session


def screen_context(
    walk: Walk, addresses: Addresses, screen: Screen | None = None, **more: Any
) -> dict[str, Any]:
    """The context of `session.html`: the current screen, or another one to look at.

    `kind` is "question", "step" or "ending"; `is_current` tells whether the walk is there now.
    """
    shown = screen or walk.screen
    own = address_of(shown, addresses)
    before = [looked_back(event, addresses) for event in walk.history]
    place = before.index(own) if own in before else len(before)
    context = {
        "guide": walk.document.guide,
        "addresses": addresses,
        "own_url": own,
        "back_url": before[place - 1] if place else "",
        "is_current": screen is None or shown == walk.screen,
        "history": History(walk, addresses),
        "seen": Personal(walk.last_key),
        "name": name_of(shown, walk.document),
        "way": Personal(" ".join(way(walk))),
        "version": Personal(version(walk)),
        "now": Personal(round(timezone.now().timestamp() * 1000)),
    }
    match shown:
        case QuestionScreen():
            context |= _question_context(walk, shown, addresses)
        case StepScreen():
            context |= _step_context(walk, shown, addresses)
        case EndingScreen():
            context |= _ending_context(walk, shown, addresses)
    return context | more


def _narrowed_by(walk: Walk, part: Step | Question, addresses: Addresses) -> list[Entry]:
    """The answers that the instructions were chosen for."""
    known = (walk.answers.get(key) for key in walk.narrowing(part))
    return [entry(walk, answer, addresses) for answer in known if answer]


def _question_context(walk: Walk, screen: QuestionScreen, addresses: Addresses) -> dict[str, Any]:
    question = screen.question
    answer = walk.answers.get(question.key)
    uses = ((c, walk.document.choice_use.get((question.key, c.key))) for c in question.choices)
    return {
        "kind": "question",
        "form_key": Personal(derived_key(walk.last_key, "answer", question.key)),
        "title": question.title,
        "question": question,
        "choices": [
            (choice, ending_name(question.key, choice.key) if use and use.ending else "")
            for choice, use in uses
        ],
        "instructions": walk.instructions(question),
        "narrowed_by": _narrowed_by(walk, question, addresses),
        "chosen": answer.choice if answer else "",
        "unknown": UNKNOWN_CHOICE,
    }


def _step_context(walk: Walk, screen: StepScreen, addresses: Addresses) -> dict[str, Any]:
    step = screen.step
    attempt = walk.results.get(step.key)
    is_pending = attempt is not None and attempt.outcome == "later"
    waiting = waiting_name(walk.document, step.key)
    return {
        # What is said here about a pending result is said for good: a device waits no longer.
        "name": waiting if is_pending else step_name(step.key),
        "waiting_name": waiting,
        "kind": "step",
        "form_key": Personal(derived_key(walk.last_key, "attempt", step.key)),
        "title": step.title,
        "step": step,
        "number": screen.number,
        "total": screen.total,
        "risk_label": RISK_LABELS[step.risk],
        "effect_labels": [EFFECT_LABELS[effect] for effect in step.effects],
        "instructions": walk.instructions(step),
        "said": entry(walk, attempt, addresses) if attempt else None,
        "is_pending": is_pending,
        "narrowed_by": _narrowed_by(walk, step, addresses),
        "is_applicable": walk.is_applicable(step.key),
        "outcomes": OUTCOME_LABELS,
        "offers_later": step.result_takes_time and not is_pending,
        "reasons": REASON_LABELS,
    }


def _ending_context(walk: Walk, screen: EndingScreen, addresses: Addresses) -> dict[str, Any]:
    document = walk.document
    tried = [document.step[key] for key, said in walk.results.items() if said.outcome in DONE]
    skipped = {
        said.key
        for key, said in walk.results.items()
        if said.outcome in SKIPPED and walk.is_applicable(key)
    }
    lines = [line for line in History(walk, addresses) if line.kind == "step"]
    context: dict[str, Any] = {
        "kind": "ending",
        "ending": screen.kind,
        "tried": [line for line in lines if line.event not in skipped],
        "skipped": [line for line in lines if line.event in skipped],
        "put_back": list(dict.fromkeys(line for step in tried for line in step.put_back)),
        "outcomes": OUTCOME_LABELS,
        "is_pending": screen.kind == "waiting",
    }
    if screen.attempt:
        context["step"] = document.step[screen.attempt.step]
        context["form_key"] = derived_key(walk.last_key, "attempt", screen.attempt.step)
        context["attempt"] = screen.attempt
        context["undo_name"] = step_name(screen.attempt.step)
        context["step_url"] = addresses.step(screen.attempt.step)
        context["asks_again"] = is_due_again(walk, timezone.now())
    if screen.answer:
        use = document.choice_use[screen.answer.question, screen.answer.choice]
        context["choice_ending"] = use.ending
        context["answer"] = entry(walk, screen.answer, addresses)
    titles = {
        "fixed": _("It is fixed"),
        "exhausted": _exhausted_title(bool(tried), bool(skipped)),
        "waiting": _("Come back when you know"),
        "not_your_side": use.ending.title if screen.answer and use.ending else "",
    }
    context["title"] = titles[screen.kind]
    return context


def _exhausted_title(has_tried: bool, has_skipped: bool) -> str:
    """What is true of somebody for whom no step is left."""
    if not has_tried:
        return _("There is nothing left to try here")
    return (
        _("You have tried what you could") if has_skipped else _("You have tried everything here")
    )


DONE = ("fixed", "not_fixed", "later")
"""Outcomes after which a step's temporary changes are in place."""
SKIPPED = ("could_not", "already_tried")
"""Outcomes of a step that was not tried here, and may be after all."""
