"""Synthetic people walk through a guide, by the same verbs as real ones.

Their sessions are marked: tallies and what is learned keep them apart, so that no real figure and
no real order is ever touched, and all of it can be removed again.
"""

from __future__ import annotations

import base64
import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils.crypto import salted_hmac

from .core.people import Person
from .core.truth import Truth
from .folding import catch_up
from .models import (
    Edition,
    Folded,
    Folding,
    Guide,
    Learned,
    Tally,
    TroubleshootingSession,
    Unfolded,
)
from .models.sessions import TOKEN_LENGTH

FOLD_EVERY = 20
"""Sessions after which what they said is folded, so that the next ones learn from it."""

REMOVED_AT_ONCE = 200
"""Sessions of one transaction. It is what an answer on SQLite may have to wait for."""

MOST_SAID = 1000
"""More is said in no session: a guide has at most 200 steps and 100 questions."""


def simulate(
    edition: Edition, truth: Truth, sessions: int, seed: str, now: datetime, days: float
) -> Iterator[int]:
    """Let so many people start one after the other in the `days` before `now`. Yields how many
    have walked so far.

    Each session is one transaction. The same seed gives the same sessions where none was simulated
    before; what would be said after `now` is not said.
    """
    before = TroubleshootingSession.objects.of_guide(edition.guide).filter(is_simulated=True)
    # A session's number is less than its key, so that no number is used that one still has,
    # whichever were purged or deleted.
    first = before.aggregate(newest=Max("pk"))["newest"] or 0
    rng = random.Random(f"{seed} {first}")  # noqa: S311 (chance, not a secret)
    for number in range(sessions):
        started_at = now - timedelta(days=days) * (1 - (number + rng.random()) / sessions)
        token = _token(edition, seed, first + number)
        _walk(edition, Person(edition.document, truth, rng), token, started_at, now)
        if (number + 1) % FOLD_EVERY == 0 or number + 1 == sessions:
            catch_up(now)
        yield number + 1


def remove(guide: Guide) -> Iterator[int]:
    """Remove all simulated sessions of a guide, what was counted and what was learned from them.
    Yields how many sessions are gone so far. Killed half way, it is run again."""
    simulated = TroubleshootingSession.objects.of_guide(guide).filter(is_simulated=True)
    of_them = {"session__edition__guide": guide, "session__is_simulated": True}
    with transaction.atomic():
        Folding.objects.hold(wait=True)
        Folded.objects.filter(**of_them).delete()
        Unfolded.objects.filter(**of_them).delete()
        Tally.objects.of_guide(guide).simulated().delete()
        Learned.objects.filter(guide=guide).simulated().delete()
    gone = 0
    while chosen := list(simulated.values_list("pk", flat=True)[:REMOVED_AT_ONCE]):
        TroubleshootingSession.objects.filter(pk__in=chosen).delete()
        gone += len(chosen)
        yield gone


def _walk(
    edition: Edition, person: Person, token: str, started_at: datetime, now: datetime
) -> None:
    """One person's session, from its start until they leave, are at an ending, or it is `now`."""
    with transaction.atomic():
        TroubleshootingSession.objects.start(
            edition, is_simulated=True, started_at=started_at, token=token
        )
        with TroubleshootingSession.objects.held(token) as session:
            walk = session.walk()
            for _ in range(MOST_SAID):
                said = person.says(walk.screen)
                if said is None:
                    return
                started_at += timedelta(seconds=said.seconds)
                if started_at > now:
                    return
                session.clock = started_at
                seen = walk.last_key
                if said.question:
                    recorded = session.answer(said.question, said.choice, seen)
                else:
                    recorded = session.attempt(said.step, said.outcome, said.reason, seen)
                walk = recorded.walk


def _token(edition: Edition, seed: str, number: int) -> str:
    """The session's token: the same for the same seed, as its order is drawn from it, and still
    known to nobody who has not the site's key."""
    said = f"{edition.pk} {seed} {number}"
    digest = salted_hmac("troubleshooter.simulated", said, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest).decode()[:TOKEN_LENGTH]
