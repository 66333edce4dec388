"""One e-mail that somebody asked for: where to, when, and then nothing is left of it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models, transaction

TRY_AGAIN = timedelta(hours=1)
MOST_TRIES = 3


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def ask(self, session: models.Model, email: str, address: str, due_at: datetime) -> None:
        """Remind of this session at that time; what was asked before is replaced. `address` is
        the session's, with the site's name."""
        values = {"email": email, "address": address, "due_at": due_at, "tries": 0}
        self.update_or_create(session_id=session.pk, defaults=values)

    def claim(self, limit: int, now: datetime) -> list[Reminder]:
        """At most so many that are due, for the caller alone to send and then to delete.

        Whoever is stopped on the way leaves them to be claimed again in an hour. After three tries
        an address is not kept any longer.
        """
        if not self.filter(due_at__lte=now).exists():
            return []  # a look takes no lock
        with transaction.atomic():
            self.filter(due_at__lte=now, tries__gte=MOST_TRIES).delete()
            due = self.filter(due_at__lte=now).order_by("due_at")[:limit]
            rows = list(due.select_for_update(skip_locked=True))
            for row in rows:
                row.due_at, row.tries = now + TRY_AGAIN, row.tries + 1
            self.bulk_update(rows, ["due_at", "tries"])
        return rows

    def done(self, claimed: Reminder) -> None:
        """Delete what was claimed, but not what was asked for or claimed since then."""
        self.filter(pk=claimed.pk, due_at=claimed.due_at, tries=claimed.tries).delete()


class Reminder(models.Model):
    """Write to `email` once, at `due_at` or soon after."""

    session = models.OneToOneField(
        "TroubleshootingSession", models.CASCADE, primary_key=True, related_name="reminder"
    )
    email = models.EmailField()
    address = models.CharField(max_length=400)
    due_at = models.DateTimeField(db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = "reminder"
        verbose_name_plural = "reminders"

    def __str__(self) -> str:
        return f"{self.due_at:%Y-%m-%d %H:%M}"

    @property
    def masked(self) -> str:
        """The address for a page that others may see: "a…@example.org"."""
        name, _at, host = self.email.rpartition("@")
        return f"{name[:1]}…@{host}"
