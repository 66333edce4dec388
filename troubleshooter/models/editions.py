"""Guides as they are published: editions."""

from __future__ import annotations

import uuid
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..core.counting import Teller
from ..core.document import Document, encode
from ..core.formats import decode
from ..core.markup import plain
from ..core.searching import words_of

EDITIONS_IN_MEMORY, TELLERS_IN_MEMORY = 64, 4


class Edition(models.Model):
    """An immutable, numbered, published snapshot of a guide as one document.

    The other columns repeat what lists and the search need of the document. The key is random so
    that what a process remembers of an edition can never be another's.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    guide = models.ForeignKey("Guide", models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField(_("number"))
    body = models.TextField(_("document"))
    digest = models.CharField(max_length=64)
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("what it fixes"))
    category = models.CharField(_("category"), max_length=200)
    search_text = models.TextField()
    steps = models.PositiveSmallIntegerField(_("steps"))
    minutes = models.PositiveIntegerField(_("minutes"))
    published_at = models.DateTimeField(_("published"), default=timezone.now)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ("guide", "-number")
        constraints = (
            models.UniqueConstraint(fields=("guide", "number"), name="edition_number_once_a_guide"),
        )

    def __str__(self) -> str:
        return _("%(title)s, edition %(number)s") % {"title": self.title, "number": self.number}

    @property
    def document(self) -> Document:
        """The document, from this process's memory once it was read."""
        return document_of(self.pk)


@lru_cache(maxsize=EDITIONS_IN_MEMORY)
def document_of(edition_id: uuid.UUID) -> Document:
    """An edition's document. One query the first time, none while it is remembered."""
    return decode(Edition.objects.values_list("body", flat=True).get(pk=edition_id))


@lru_cache(maxsize=TELLERS_IN_MEMORY)
def teller_of(edition_id: uuid.UUID) -> Teller:
    """Who tells what became of the edition's sessions, and remembers how far others came."""
    return Teller(document_of(edition_id))


def columns(document: Document) -> dict[str, Any]:
    """An edition's columns that come from its document."""
    guide = document.guide
    return {
        "body": encode(document).decode(),
        "digest": document.digest,
        "title": guide.title,
        "summary": plain(guide.summary),
        "category": guide.category,
        "search_text": " ".join(words_of(" ".join((guide.title, *guide.symptoms)))),
        "steps": len(document.placements),
        "minutes": document.minutes,
    }


@lru_cache(maxsize=4096)
def guide_of(edition_id: uuid.UUID) -> int:
    """The key of the edition's guide, which never changes."""
    return Edition.objects.values_list("guide", flat=True).get(pk=edition_id)
