"""Reminders that are due, by e-mail: one message each, and the address is deleted.

Called by the command, by the task, and after an answer was sent, like folding. The message goes out
while no row is locked, and in a thread of its own: a proxy may ask the next thing on the line that
an answer came by, so a mail server that is slow would keep a visitor waiting.
"""

from __future__ import annotations

import logging
import time
from datetime import datetime
from threading import Lock, Thread

from django.core.mail import EmailMessage
from django.db import DatabaseError, connection, connections
from django.tasks import task
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from .core.document import GuideText, Step
from .core.walk import EndingScreen
from .models import Reminder

AT_ONCE = 5
"""Messages of one go: each may take as long as the mail server lets it."""

EVERY = 60.0
"""Seconds after which a process that answers visitors looks again."""

_next_at = 0.0
_sends = Lock()
"""Held by the one thread of this process that sends."""

logger = logging.getLogger(__name__)


def send_due(limit: int, now: datetime) -> int:
    """Send at most so many of the reminders that are due. How many were sent.

    Who has answered meanwhile is not written to. What cannot be sent is tried again an hour later,
    three times in all; the others are sent all the same.
    """
    sent = 0
    for reminder in Reminder.objects.claim(limit, now):
        try:
            sent += _send(reminder)
        except Exception as error:  # whatever the mail server says; it may name the address
            logger.error("A reminder was not sent: %s", type(error).__name__)
        else:
            Reminder.objects.done(reminder)
    return sent


def send_all(now: datetime, most: int = 1000) -> int:
    """Send until nothing is due, at most so many goes. How many were sent."""
    sent = 0
    for _go in range(most):
        due = Reminder.objects.filter(due_at__lte=now).count()
        if not due:
            break
        sent += send_due(AT_ONCE, now)
    return sent


@task
def send_some() -> int:
    """Send some that are due. How many were sent."""
    return send_due(AT_ONCE, timezone.now())


def send_when_due() -> None:
    """Send some when this process has not looked for a minute.

    Called when an answer has been sent. What fails is logged, and costs nobody the answer.
    """
    global _next_at
    if (moment := time.monotonic()) < _next_at:
        return
    _next_at = moment + EVERY
    try:
        is_due = Reminder.objects.filter(due_at__lte=timezone.now()).exists()
    except DatabaseError:
        logger.exception("Reminders could not be looked for; it is tried again.")
        return
    if is_due and _sends.acquire(blocking=False):
        Thread(target=_send_apart, name="reminders").start()


def _send_apart() -> None:
    try:
        send_some.enqueue()
    finally:
        connections.close_all()
        _sends.release()


def _send(reminder: Reminder) -> bool:
    """Write, where the result is still waited for. Whether a message was sent."""
    walk = reminder.session.walk()
    screen = walk.screen
    if not isinstance(screen, EndingScreen) or screen.kind != "waiting" or not screen.attempt:
        return False
    title, text = wording(walk.document.guide, walk.document.step[screen.attempt.step])
    body = render_to_string(
        "troubleshooter/reminder.txt", {"text": text, "address": reminder.address}
    )
    message = EmailMessage(
        title, body, to=[reminder.email], headers={"Auto-Submitted": "auto-generated"}
    )
    if not connection.in_atomic_block:
        connection.close()  # the pool has no more than those who answer visitors need
    return message.send() == 1


def wording(guide: GuideText, step: Step | None) -> tuple[str, str]:
    """What a reminder says, as (title, text); `step` is the one whose result is waited for."""
    title = _("Did this fix it? %(guide)s") % {"guide": guide.title}
    if step is None:
        return title, _("You wanted to go on where you stopped.")
    return title, _("You wanted to look whether this helped: %(step)s") % {"step": step.title}
