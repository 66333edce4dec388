"""The facts of sessions as rows: they are only ever added."""

from __future__ import annotations

from collections.abc import Collection, Sized
from datetime import datetime
from typing import Any, Literal

from django.db import models
from django.utils.translation import gettext_lazy as _

from ..core import events as facts
from .prepared import Prepared, PreparedForMany


class SessionFull(Exception):
    """The session holds as many events as it may: nothing was recorded."""


def check_room(known: Sized) -> None:
    """Raise SessionFull when a session that holds these events may hold no more."""
    if len(known) >= facts.MOST_IN_SESSION:
        raise SessionFull


class Event(models.Model):
    """A fact of a session, only ever added."""

    class Kind(models.TextChoices):
        ANSWER = "answer", _("answer")
        ATTEMPT = "attempt", _("attempt")
        REVERSAL = "reversal", _("reversal")

    # The unique constraints begin with the session: an index of its own would help nobody.
    session = models.ForeignKey(
        "TroubleshootingSession", models.CASCADE, related_name="events", db_index=False
    )
    key = models.CharField(max_length=64)
    at = models.DateTimeField()
    kind = models.CharField(max_length=10, choices=Kind)
    question = models.CharField(max_length=60, blank=True)
    choice = models.CharField(max_length=60, blank=True)
    step = models.CharField(max_length=60, blank=True)
    outcome = models.CharField(max_length=20, blank=True)
    reason = models.CharField(max_length=20, blank=True)
    reverses = models.CharField(max_length=64, null=True, blank=True)  # noqa: DJ001 (unique)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ("at", "key")
        constraints = (
            models.UniqueConstraint(fields=("session", "key"), name="event_key_once_a_session"),
            models.UniqueConstraint(
                fields=("session", "reverses"), name="event_reversed_once_a_session"
            ),
            models.CheckConstraint(
                name="event_says_one_thing",
                condition=models.Q(
                    ~models.Q(question=""),
                    ~models.Q(choice=""),
                    kind="answer",
                    step="",
                    outcome="",
                    reason="",
                    reverses=None,
                )
                | models.Q(
                    ~models.Q(step=""),
                    models.Q(reason="") | models.Q(outcome="could_not"),
                    kind="attempt",
                    question="",
                    choice="",
                    outcome__in=facts.OUTCOMES,
                    reason__in=("", *facts.REASONS),
                    reverses=None,
                )
                | models.Q(
                    ~models.Q(reverses=None),
                    kind="reversal",
                    question="",
                    choice="",
                    step="",
                    outcome="",
                    reason="",
                ),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.question or self.step or self.reverses}"

    @classmethod
    def from_fact(cls, session_id: int, fact: facts.Event) -> Event:
        """The unsaved row of a session's fact."""
        names = [field.attname for field in cls._meta.concrete_fields[1:]]
        return cls(**dict(zip(names, values_of(session_id, fact), strict=True)))

    @property
    def fact(self) -> facts.Event:
        """The row as the walk reads it."""
        return fact_of(*(getattr(self, name) for name in FACT))


FACT = ("kind", "key", "at", "question", "choice", "step", "outcome", "reason", "reverses")
"""The columns that `fact_of` takes, in its order."""


def values_of(session_id: int, fact: facts.Event) -> tuple[Any, ...]:
    """The values of a fact's row, all columns but the first, which the database fills."""
    start = session_id, fact.key, fact.at
    match fact:
        case facts.Answer():
            return *start, Event.Kind.ANSWER.value, fact.question, fact.choice, "", "", "", None
        case facts.Attempt():
            kind, reason = Event.Kind.ATTEMPT.value, fact.reason or ""
            return *start, kind, "", "", fact.step, fact.outcome, reason, None
        case facts.Reversal():
            return *start, Event.Kind.REVERSAL.value, "", "", "", "", "", fact.reverses


def fact_of(
    kind: str,
    key: str,
    at: datetime,
    question: str,
    choice: str,
    step: str,
    outcome: facts.Outcome,
    reason: facts.Reason | Literal[""],
    reverses: str | None,
) -> facts.Event:
    """The columns of a row as the walk reads them."""
    match kind:
        case Event.Kind.ANSWER:
            return facts.Answer(key, at, question, choice)
        case Event.Kind.ATTEMPT:
            return facts.Attempt(key, at, step, outcome, reason or None)
        case _:
            return facts.Reversal(key, at, reverses or "")


def facts_of(session_id: int) -> list[facts.Event]:
    """What was said in a session, in order: one query."""
    return [fact_of(*row) for row in _OF_SESSION.rows(session_id)]


def facts_of_each(sessions: Collection[int]) -> dict[int, list[facts.Event]]:
    """What was said in each of these sessions, in order: a query for some hundred."""
    found: dict[int, list[facts.Event]] = {pk: [] for pk in sessions}
    for pk, *columns in _OF_EACH.rows(sessions):
        found[pk].append(fact_of(*columns))
    return found


_OF_EACH = PreparedForMany(
    lambda keys: (
        Event.objects.filter(session_id__in=keys)
        .order_by("session_id", "at", "key")
        .values_list("session_id", *FACT)
    )
)
_OF_SESSION = Prepared(lambda pk: Event.objects.filter(session_id=pk).values_list(*FACT), 0)
