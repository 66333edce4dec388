"""Which devices list a session: the one it was started on, and those it was taken to by a code."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Self

from django.db import models, transaction
from django.utils.crypto import salted_hmac

from ..core import codes
from .codes import LASTS, HasResumeCode, code_hash, until_free


def visitor_hash(visitor: str) -> str:
    """What is kept of a visitor's cookie: it finds the sessions and cannot be turned back."""
    return salted_hmac("troubleshooter.visitor", visitor, algorithm="sha256").hexdigest()


class Device(models.Model):
    """A device, told by its hashed cookie, lists a session that was started on another one."""

    session = models.ForeignKey("TroubleshootingSession", models.CASCADE, related_name="devices")
    visitor = models.CharField(max_length=64)

    class Meta:
        verbose_name = "device"
        verbose_name_plural = "devices"
        constraints = (
            models.UniqueConstraint(fields=("visitor", "session"), name="device_once_a_session"),
        )

    def __str__(self) -> str:
        return f"{self.session_id}"


class OnDevice(HasResumeCode):
    """What a session keeps of the device it was started on, and its code for another one."""

    visitor = models.CharField(max_length=64, blank=True, db_index=True)

    class Meta:
        abstract = True


class OnDevicesQuerySet[S: OnDevice](models.QuerySet[S]):
    """Sessions by the device they are listed on; `visitor` is always the cookie's value."""

    def of_visitor(self, visitor: str) -> Self:
        """The sessions that this device started, or was handed by a code: a query of its own, since
        a database that has to join for an "or" reads every session."""
        hashed = visitor_hash(visitor)
        handed = list(Device.objects.filter(visitor=hashed).values_list("session", flat=True))
        return self.filter(models.Q(visitor=hashed) | models.Q(pk__in=handed))

    def redeem(self, typed: str, visitor: str, now: datetime) -> S | None:
        """The session whose code was typed: its next code is good from then on, and this device
        lists it, if it has a cookie. None, and nothing changed, where the code is wrong or old."""
        code = codes.typed(typed)
        return until_free(partial(self._redeem, code, visitor, now)) if code else None

    def forget(self, visitor: str) -> None:
        """Let this device list no session any more. The sessions are left as they are."""
        hashed = visitor_hash(visitor)
        with transaction.atomic():
            self.filter(visitor=hashed).update(visitor="")
            Device.objects.filter(visitor=hashed).delete()

    @transaction.atomic
    def _redeem(self, code: str, visitor: str, now: datetime) -> S | None:
        session = self.select_for_update().filter(code_hash=code_hash(code)).first()
        if session is None or now - session.last_said_at() > LASTS:
            return None
        session.take_code(session.code_number + 1)
        if visitor and session.visitor != visitor_hash(visitor):
            row = Device(session_id=session.pk, visitor=visitor_hash(visitor))
            Device.objects.bulk_create([row], ignore_conflicts=True)
        return session
