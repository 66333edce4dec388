"""One person's walk through one edition, and the facts that it is replayed from."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial, wraps
from typing import TYPE_CHECKING, Any, Concatenate

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..core import events as facts
from ..core.batches import Kept, Received, Verdict, sort_out
from ..core.document import UNKNOWN
from ..core.walk import Walk
from .codes import until_free
from .devices import visitor_hash
from .editions import Edition
from .events import Event, check_room, values_of
from .guides import Guide
from .heard import Heard, HeardQuerySet
from .ordered import Ordered
from .outbox import Unfolded
from .prepared import insert

if TYPE_CHECKING:
    from django.contrib.auth.models import User

TOKEN_LENGTH = 22


class UnknownPart(ObjectDoesNotExist):
    """The edition or the session does not hold what was named."""


def new_token() -> str:
    """22 URL-safe characters, 128 random bits: who has it may walk the session."""
    return secrets.token_urlsafe(16)


@dataclass(frozen=True)
class Recorded:
    """The walk after a verb and the event that stands for what the verb said.

    `is_overruled` when what was said does not count, because something else was said before on a
    form that was newer: the person should be told.
    """

    walk: Walk
    event: facts.Event
    is_new: bool
    is_overruled: bool = False


def _held[**P, R](
    verb: Callable[Concatenate[TroubleshootingSession, P], R],
) -> Callable[Concatenate[TroubleshootingSession, P], R]:
    """Let a verb run on the session's locked row, locking it first where it is not."""

    @wraps(verb)
    def on_held(self: TroubleshootingSession, /, *args: P.args, **kwargs: P.kwargs) -> R:
        if self.is_held:
            return verb(self, *args, **kwargs)
        self.forget_said()
        with TroubleshootingSession.objects.held(self.token) as session:
            return self.following(session, verb(session, *args, **kwargs))

    return on_held


class SessionQuerySet(HeardQuerySet["TroubleshootingSession"]):
    def start(
        self,
        edition: Edition,
        visitor: str = "",
        user: User | None = None,
        *,
        is_simulated: bool = False,
        **given: Any,
    ) -> TroubleshootingSession:
        """A new session on the edition. `visitor` is the cookie's value; only simulated
        ones are given their `token` and `started_at`.

        Its order is drawn here where no question is asked first, else with the last such answer.
        """

        def create() -> TroubleshootingSession:
            session = self.model(
                edition=edition,
                order=list(edition.document.placement),
                visitor=visitor_hash(visitor) if visitor else "",
                user=user,
                is_simulated=is_simulated,
                **given,
            )
            session.set_code(0)
            session.draw()
            with transaction.atomic():
                session.save(force_insert=True)
                insert((Unfolded, (session.pk,)))
            return session

        # Nothing was said yet: the first answer takes its start to the disk.
        with getattr(connection, "not_waiting_for_the_disk", nullcontext)():
            return until_free(create)

    @contextmanager
    def held(self, token: str) -> Iterator[TroubleshootingSession]:
        """The session with this token, to record in: locked until the block ends.

        The lock makes two answers of one session queue, on PostgreSQL too. Rows that point to the
        session, such as those of folding, need not wait for it.
        """
        with transaction.atomic():
            session = self.locked(token)
            session.is_held = True
            try:
                yield session
            finally:
                session.is_held = False

    def of_user(self, user: User) -> SessionQuerySet:
        """The sessions that belong to an account."""
        return self.filter(user=user)

    def set_apart(self) -> int:
        """Leave these sessions out of the statistics: they are a flood's. How many are new."""
        with transaction.atomic():
            chosen = list(self.filter(is_over_limit=False).values_list("pk", flat=True))
            self.model.objects.filter(pk__in=chosen).update(is_over_limit=True)
            Unfolded.objects.bulk_create(Unfolded(session_id=pk) for pk in chosen)
        return len(chosen)

    def started(self) -> SessionQuerySet:
        """Sessions with an event; one without was only opened."""
        return self.filter(models.Exists(Event.objects.filter(session=models.OuterRef("pk"))))

    def by_last_event(self) -> SessionQuerySet:
        """Sessions with an event, the one that was said something in last first."""
        latest = self.annotate(last_event=models.Max("events__at"))
        return latest.filter(last_event__isnull=False).order_by("-last_event")

    def of_guide(self, guide: Guide) -> SessionQuerySet:
        """The sessions of all editions of a guide, edition by edition."""
        return self.filter(edition__guide=guide).order_by("edition", "started_at", "pk")


class TroubleshootingSession(Ordered, Heard):
    """A walk through one edition, fixed at its start, in one order of steps (`Ordered`).

    `is_over_limit` says that it is part of a flood: it walks like any other and the statistics
    leave it out. `is_held` while it may be recorded in, at the time `clock` where that is not now.
    """

    token = models.CharField(max_length=TOKEN_LENGTH, unique=True, default=new_token)
    # An index below begins with it.
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="sessions", db_index=False)
    is_over_limit = models.BooleanField(_("over a limit"), default=False, db_default=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    started_at = models.DateTimeField(_("started"), default=timezone.now)

    is_held = False
    clock: datetime | None = None

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ("-started_at", "-id")
        indexes = (
            models.Index(fields=("edition", "started_at"), name="session_edition_start"),
            models.Index(fields=("started_at",), name="session_start"),
        )
        constraints = (models.UniqueConstraint(fields=("code_hash",), name="session_code_once"),)

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M}"

    def walk(self) -> Walk:
        """What the session is at: one query for its events, none where they came with it."""
        return self._walk(self.said())

    def answer(self, question: str, choice: str, seen: str) -> Recorded:
        """Record the answer to a question. `seen` is the last event the form knew.

        Raises UnknownPart when the edition has no such question or choice.
        """
        known = self.document.question.get(question)
        if known is None or (choice != UNKNOWN and choice not in known.labels):
            raise UnknownPart(f"question {question!r}, choice {choice!r}")
        key = facts.derived_key(seen, "answer", question)
        return self._record(key, lambda at: facts.Answer(key, at, question, choice))

    def attempt(
        self, step: str, outcome: facts.Outcome, reason: facts.Reason | None, seen: str
    ) -> Recorded:
        """Record how a step went. `seen` is the last event the form knew.

        Raises UnknownPart when the edition has no such step.
        """
        if step not in self.document.placement:
            raise UnknownPart(f"step {step!r}")
        key = facts.derived_key(seen, "attempt", step)
        reason = reason if outcome == "could_not" else None
        return self._record(key, lambda at: facts.Attempt(key, at, step, outcome, reason))

    @_held
    def undo(self, event: str) -> Recorded:
        """Take back an answer, or an attempt with later ones on its step; again changes nothing.

        Raises UnknownPart when the session has no such answer or attempt.
        """
        known = self.said()
        named = next((fact for fact in known if fact.key == event), None)
        if named is None or isinstance(named, facts.Reversal):
            raise UnknownPart(f"event {event!r}")
        if named not in facts.unreversed(known):
            return Recorded(self._walk(known), named, is_new=False)
        taken = self._add(known, partial(facts.reversal, event))
        return Recorded(self._walk([*known, taken]), taken, is_new=True)

    @_held
    def receive(self, kept: Sequence[Kept | Verdict], received: datetime) -> Received:
        """Record what a device kept while it had no connection."""
        known = self.said()
        new, verdicts = sort_out(self.document, known, kept, self.started_at, received)
        if new:
            Event.objects.bulk_create([Event.from_fact(self.pk, fact) for fact in new])
            self.draw_and_save([*known, *new])
            Unfolded.objects.create(session_id=self.pk)
            self.forget_said()
            if not self.code:
                self.take_code(0)
        return Received(self._walk([*known, *new]), new, verdicts)

    @_held
    def _record(self, key: str, make: Callable[[datetime], facts.Event]) -> Recorded:
        """Add the event under its key, unless the key is there already."""
        known = self.said()
        for event in known:
            if event.key == key:
                stands = event in facts.unreversed(known)
                counts = stands and facts.says_the_same(event, make(event.at))
                return Recorded(self._walk(known), event, is_new=False, is_overruled=not counts)
        event = self._add(known, make)
        self.draw_and_save([*known, event])
        walk = self._walk([*known, event])
        counting = (
            walk.results.get(event.step, event) if isinstance(event, facts.Attempt) else event
        )
        return Recorded(walk, counting, True, not facts.says_the_same(counting, event))

    def _add(
        self, known: Sequence[facts.Event], make: Callable[[datetime], facts.Event]
    ) -> facts.Event:
        check_room(known)
        newest = max((event.at for event in known), default=self.started_at)
        event = make(max(self.clock or timezone.now(), newest + timedelta(microseconds=1)))
        insert((Event, values_of(self.pk, event)), (Unfolded, (self.pk,)))
        self.forget_said()
        if not self.code:
            self.take_code(0)
        return event

    def _walk(self, events: Sequence[facts.Event]) -> Walk:
        return Walk(self.document, self.order, events)
