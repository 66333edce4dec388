"""Sessions from one client beyond the limit: they work, and are set apart from the statistics.

A whole school may share one address, so nobody is turned away at the limit; only far above it.
"""

from __future__ import annotations

import logging

from django.core.cache import cache
from django.http import HttpRequest

from ..limits import client_of, named
from ..models import TroubleshootingSession

MOST_TIMES = 10
"""At so many times the limit a start is refused."""

logger = logging.getLogger(__name__)


def note_start(request: HttpRequest, session: TroubleshootingSession) -> None:
    """Set the session apart when its client started more than the limit; the first time, all that
    it started in this window too, so that a flood leaves nothing behind in the figures."""
    limit = named("start")
    if limit.most is None:
        return
    who = client_of(request)
    number, key = limit.count(who), limit.key(who)
    try:
        if not limit.is_passed(number):
            # A key for each, so that two at once do not overwrite each other.
            cache.set(f"{key}:{number}", session.pk, limit.seconds)
            return
        keys = [f"{key}:{n}" for n in range(1, number)] if number == limit.most + 1 else []
        earlier = cache.get_many(keys).values()
    except Exception as error:  # as in `limits`
        logger.error("The cache does not answer: %s", type(error).__name__)
        return
    TroubleshootingSession.objects.filter(pk__in=[*earlier, session.pk]).set_apart()


def set_apart(token: str) -> None:
    """Set apart a session in which more is said than anybody can mean."""
    TroubleshootingSession.objects.filter(token=token).set_apart()
