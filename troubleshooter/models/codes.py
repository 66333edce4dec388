"""The code by which a session goes on on another device.

It follows from the session's token, the code's number and the site's key, so that it can be shown
at any time without being kept; only its keyed hash is, to find the session by. The columns are the
session's own: showing the code costs no query, and a start no further row.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import IntegrityError, models
from django.utils.crypto import salted_hmac

from ..core import codes
from .events import Event

LASTS = timedelta(days=7)
"""How long after the last event a code is good for."""
TRIES = 5


def code_hash(code: str) -> str:
    """What is kept of a code: it finds the session and cannot be turned back without the key."""
    return salted_hmac("troubleshooter.code-hash", code, algorithm="sha256").hexdigest()


def code_of(token: str, number: int) -> str:
    """The `number`th code of the session with this token."""
    salted = salted_hmac("troubleshooter.code", f"{token}:{number}", algorithm="sha256")
    return codes.code_from(salted.digest())


class HasResumeCode(models.Model):
    """A session's code: the number of the one that is good now, and its hash. A session that an
    older release started, or the site under an older key, gets one with the next thing said."""

    code_number = models.PositiveIntegerField(default=0, db_default=0)
    code_hash = models.CharField(max_length=64, null=True, editable=False)  # noqa: DJ001 (unique)

    token: models.CharField[str, str]
    started_at: models.DateTimeField[datetime, datetime]

    class Meta:
        abstract = True

    @property
    def code(self) -> str:
        """The code that is good now, "" where there is none: never one that would lead nowhere."""
        code = code_of(self.token, self.code_number)
        return code if self.code_hash == code_hash(code) else ""

    def last_said_at(self) -> datetime:
        """When something was said last, or it was started: one query."""
        said = Event.objects.filter(session_id=self.pk).aggregate(at=models.Max("at"))
        newest: datetime | None = said["at"]
        return newest or self.started_at

    def set_code(self, number: int) -> None:
        """Let the `number`th code be the one that is good; the row is not saved."""
        self.code_number = number
        self.code_hash = code_hash(code_of(self.token, number))

    def take_code(self, number: int) -> None:
        """Let the `number`th code be the good one, or the next that no other session has: saved."""
        rows = type(self)._default_manager
        self.set_code(number)
        while rows.filter(code_hash=self.code_hash).exists():
            self.set_code(self.code_number + 1)
        self.save(update_fields=["code_number", "code_hash"])


def until_free[T](make: Callable[[], T]) -> T:
    """What `make` makes, in a transaction that it begins. Where the code it drew is taken, which
    happens once in a very long while, once more."""
    for left in reversed(range(TRIES)):
        try:
            return make()
        except IntegrityError:
            if not left:
                raise
    raise AssertionError("unreachable")
