"""What is still to be folded, and what was: the outbox between sessions and tallies.

An event and its row here are written in one transaction. So there is no number up to which all was
folded, and none to be missed when a transaction with a lower number is committed late.
"""

from __future__ import annotations

from django.db import models


class Unfolded(models.Model):
    """This session was started, or has an event, since it was folded. Rows are added by everybody
    and taken away by folding; several for one session say the same as one."""

    # Nobody looks rows up by their session, so an index would only make answers slower.
    session = models.ForeignKey(
        "TroubleshootingSession", models.CASCADE, related_name="+", db_index=False
    )

    class Meta:
        verbose_name = "session to fold"
        verbose_name_plural = "sessions to fold"

    def __str__(self) -> str:
        return f"{self.session_id}"


class Folded(models.Model):
    """What a session has added to the tallies (`core.tallies.Contribution`), so that just that can
    be taken back. After `due_at` it will add something else although nothing was said.

    `lesson` are the tries that its guide learned from it, [step, outcome, seconds] each; None as
    long as it was not learned from."""

    session = models.OneToOneField(
        "TroubleshootingSession", models.CASCADE, primary_key=True, related_name="folded"
    )
    contribution = models.JSONField()
    lesson = models.JSONField(null=True)
    due_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "folded session"
        verbose_name_plural = "folded sessions"
        indexes = (
            models.Index(
                fields=("due_at",), condition=models.Q(due_at__isnull=False), name="folded_due"
            ),
        )

    def __str__(self) -> str:
        return f"{self.session_id}"


class FoldingQuerySet(models.QuerySet["Folding"]):
    def hold(self, *, wait: bool = False) -> Folding | None:
        """The one row, locked until the transaction ends: whoever has it may write tallies.

        None while somebody else has it, unless told to `wait`. SQLite has one writer at a time
        anyway, and waits.
        """
        self.get_or_create(pk=1)
        return self.select_for_update(skip_locked=not wait).filter(pk=1).first()


class Folding(models.Model):
    """The state of folding: one row.

    Sessions that started up to the day `purged_through` may have been deleted: their tallies are
    all that is known of them, and are never computed anew.
    """

    folded_at = models.DateTimeField(null=True)
    purged_through = models.DateField(null=True)

    objects = FoldingQuerySet.as_manager()

    class Meta:
        verbose_name = "folding"
        verbose_name_plural = "folding"
        constraints = (models.CheckConstraint(condition=models.Q(pk=1), name="one_folding"),)

    def __str__(self) -> str:
        return f"{self.folded_at:%Y-%m-%d %H:%M}" if self.folded_at else ""
