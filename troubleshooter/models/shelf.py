"""What is on the site now, as one value: whatever is made from the list of live guides is kept
under it, in every process, and is out of date the moment it changes."""

from __future__ import annotations

import uuid

from django.db import models

from .prepared import Prepared


class Shelf(models.Model):
    """One row. `version` is drawn anew, and so was never there before, in the transaction in which
    a guide goes live, goes back or is withdrawn. A counter could come to the same number twice,
    after a backup was brought back."""

    version = models.UUIDField(default=uuid.uuid4, editable=False)

    class Meta:
        verbose_name = "shelf"
        verbose_name_plural = "shelf"
        constraints = (models.CheckConstraint(condition=models.Q(pk=1), name="one_shelf"),)

    def __str__(self) -> str:
        return f"{self.version}"

    @classmethod
    def change(cls) -> None:
        """Say that other guides are live. To call where that is written, in its transaction."""
        cls._default_manager.update_or_create(pk=1, defaults={"version": uuid.uuid4()})

    @classmethod
    def current(cls) -> uuid.UUID | None:
        """The value now, None before anything was live: one query."""
        rows = _VERSION.rows(1)
        return rows[0][0] if rows else None


_VERSION = Prepared(lambda pk: Shelf._default_manager.filter(pk=pk).values_list("version"), -1)
