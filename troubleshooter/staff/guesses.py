"""Wrong passwords: each makes whoever guesses wait longer, and never anybody else.

Counted for each client and user name, and for each client; a browser that the person signed in with
before has a count of its own, so that nobody beside them, behind one address, can keep them out.
There is no count for a user name alone: it would let a stranger lock a colleague's account.
"""

from __future__ import annotations

import secrets
import threading
import time
import unicodedata
from math import ceil

from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from ..limits import Limit, client_of, logger, named

DEVICE_DAYS = 90
SALT = "troubleshooter.staff-device"
ALL_NAMES = 4
"""A client may be wrong about so many times as many passwords, whatever the names."""

WRONG_BY_ALL = Limit("wrong-passwords", 60, 60)
SLOWED = 1.0
"""Seconds that signing in takes longer while the whole site sees more wrong passwords than that."""

_slowed = threading.BoundedSemaphore(1)


class Guesses:
    """The wrong passwords that count for one attempt to sign in."""

    def __init__(self, request: HttpRequest, username: str) -> None:
        self._person = _hashed(_plain(username))
        self.device = device_of(request, self._person)
        client = client_of(request)
        limit = named("sign-in")
        if self.device:
            self._counts = [(limit, f"device-{self.device}")]
        else:
            self._counts = [
                (limit, _hashed(f"{client} {self._person}")),
                (named("sign-in", times=ALL_NAMES), client),
            ]

    def wait(self) -> int:
        """Seconds until the next attempt is looked at; 0 now."""
        until = max((self._until(limit, who) for limit, who in self._counts), default=0.0)
        return max(0, ceil(until - time.time()))

    def count(self) -> int:
        """Count an attempt before its password is looked at, so that many at once are no way
        around it. Seconds to wait first, where others came in between; else 0."""
        for limit, who in self._counts:
            number = limit.count(who)
            if limit.is_passed(number):
                seconds = min(2 ** (number - (limit.most or 0)), limit.seconds)
                if not self._close(limit, who, seconds):
                    return seconds
        return 0

    def was_right(self) -> None:
        """Forget what was counted for this person here, and this attempt for the client."""
        (own, person), *others = self._counts
        try:
            cache.delete_many([own.key(person), f"{own.key(person)}:until"])
            for limit, who in others:
                if limit.most is not None:
                    cache.decr(limit.key(who))
        except ValueError:  # its window is over
            return
        except Exception as error:  # as in `limits`
            logger.error("The cache does not answer: %s", type(error).__name__)

    def was_wrong(self) -> None:
        """Count it for the site, and be slow about it while there is a wave of guesses."""
        WRONG_BY_ALL.count()
        if WRONG_BY_ALL.is_reached() and not self.device and _slowed.acquire(blocking=False):
            try:
                time.sleep(SLOWED)
            finally:
                _slowed.release()

    def _until(self, limit: Limit, who: str) -> float:
        try:
            return float(cache.get(f"{limit.key(who)}:until", 0))
        except Exception as error:  # as in `limits`
            logger.error("The cache does not answer: %s", type(error).__name__)
            return 0.0

    def _close(self, limit: Limit, who: str, seconds: int) -> bool:
        """Let nobody in for so long after this one. Whether nobody else did at the same time."""
        try:
            return cache.add(f"{limit.key(who)}:until", time.time() + seconds, seconds)
        except Exception as error:  # as in `limits`
            logger.error("The cache does not answer: %s", type(error).__name__)
            return True


def remember_device(request: HttpRequest, response: HttpResponse) -> None:
    """Let this browser be known as one that the person, who is signed in, signed in with."""
    person = _hashed(_plain(request.user.get_username()))
    device = device_of(request, person) or secrets.token_urlsafe(12)
    value = {"person": person, "device": device}
    response.set_cookie(
        cookie_name(),
        signing.dumps(value, salt=SALT),
        max_age=DEVICE_DAYS * 24 * 60 * 60,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def device_of(request: HttpRequest, person: str) -> str:
    """What tells this browser from others if the person signed in with it before, else ""."""
    try:
        known = signing.loads(
            request.COOKIES.get(cookie_name(), ""),
            salt=SALT,
            max_age=DEVICE_DAYS * 24 * 60 * 60,
        )
    except signing.BadSignature:
        return ""
    return str(known["device"]) if known["person"] == person else ""


def cookie_name() -> str:
    """The name, kept to this host where the site has HTTPS."""
    return "__Host-staff-device" if settings.SESSION_COOKIE_SECURE else "staff-device"


def _plain(username: str) -> str:
    return unicodedata.normalize("NFKC", username).strip().casefold()


def _hashed(text: str) -> str:
    return salted_hmac("troubleshooter.sign-in", text, algorithm="sha256").hexdigest()
