"""Guides as they are written (the working copy) and as they are published (editions)."""

from __future__ import annotations

import uuid
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..core.canonical import canonical
from ..core.document import Document, encode
from ..core.formats import decode
from ..core.markup import plain
from ..core.problems import require_publishable
from .library import Choice, Question, Step, key_field, language_field, lines_field

if TYPE_CHECKING:
    from django.contrib.auth.models import User

EDITIONS_IN_MEMORY = 64


class GuideQuerySet(models.QuerySet["Guide"]):
    def published(self) -> GuideQuerySet:
        """Guides that visitors can walk, with what lists show of them."""
        return self.filter(live__isnull=False).select_related("live")

    def matching(self, words: str) -> GuideQuerySet:
        """Published guides whose title or symptoms hold every word."""
        found = self.published()
        for word in words.split()[:10]:
            found = found.filter(live__search_text__contains=word.casefold())
        return found


class Guide(models.Model):
    """One problem and the fixes to try. `live` is the edition that visitors start on."""

    slug = key_field(unique=True)
    language = language_field()
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("what it fixes"))
    category = models.CharField(_("category"), max_length=200)
    symptoms = lines_field(_("symptoms"), _("What people type when they look for it, one a line."))
    needs = lines_field(_("what you need at hand"), _("One thing a line."))
    before = models.TextField(_("before you start"), blank=True)
    tip = models.TextField(_("how to avoid it next time"), blank=True)
    exhausted = models.TextField(_("the best next route when nothing helped"), blank=True)
    live = models.ForeignKey(
        "Edition", models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    changed_at = models.DateTimeField(auto_now=True)

    objects = GuideQuerySet.as_manager()

    class Meta:
        verbose_name = _("guide")
        verbose_name_plural = _("guides")
        ordering = ("category", "title", "id")
        permissions = (
            ("publish_guide", _("Can publish a guide and roll it back")),
            ("import_guide", _("Can import a guide")),
            ("preview_guide", _("Can preview a guide")),
            ("view_statistics", _("Can read and export the statistics")),
        )

    def __str__(self) -> str:
        return self.title

    def publish(self, document: Document, by: User | None = None) -> Edition:
        """Make the document the guide's next edition, and live.

        Publishing what is live already returns the live edition, so two people may press at once.
        Raises DocumentError naming every problem.
        """
        document = canonical(document)
        require_publishable(document)
        with transaction.atomic():
            guide = Guide.objects.select_for_update().get(pk=self.pk)
            if guide.live and guide.live.digest == document.digest:
                edition = guide.live
            else:
                edition = Edition.objects.create(
                    guide=guide,
                    number=guide.last_number() + 1,
                    published_by=by,
                    **_columns(document),
                )
                Guide.objects.filter(pk=guide.pk).update(live=edition)
        self.live = edition
        return edition

    def roll_back(self, edition: Edition) -> None:
        """Make an earlier edition of this guide live again. Sessions stay on theirs."""
        if edition.guide_id != self.pk:
            raise ValueError("The edition is of another guide.")
        Guide.objects.filter(pk=self.pk).update(live=edition)
        self.live = edition

    def withdraw(self) -> None:
        """Take the guide off the site. Sessions go on, editions stay."""
        Guide.objects.filter(pk=self.pk).update(live=None)
        self.live = None

    def last_number(self) -> int:
        """The number of the newest edition, 0 when there is none."""
        newest = self.editions.aggregate(newest=models.Max("number"))["newest"]
        return newest or 0


class Placement(models.Model):
    """A step in a guide."""

    guide = models.ForeignKey(Guide, models.CASCADE, related_name="placements")
    step = models.ForeignKey(
        Step, models.PROTECT, related_name="placements", verbose_name=_("step")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    condition = models.ManyToManyField(
        Choice,
        blank=True,
        related_name="+",
        verbose_name=_("only for"),
        help_text=_("Any of the choices of one question, and all questions together."),
    )
    after = models.ManyToManyField(
        "self",
        blank=True,
        symmetrical=False,
        related_name="before",
        verbose_name=_("must come after"),
    )
    late = models.BooleanField(
        _("late"), default=False, help_text=_("Destructive: after all others.")
    )
    pinned = models.BooleanField(
        _("pinned"), default=False, help_text=_("Keeps its place when the order is learned.")
    )

    class Meta:
        verbose_name = _("placement")
        verbose_name_plural = _("placements")
        ordering = ("position", "id")
        constraints = (
            models.UniqueConstraint(fields=("guide", "step"), name="step_placed_once_a_guide"),
        )

    def __str__(self) -> str:
        return str(self.step)


class Use(models.Model):
    """A question in a guide, asked first or just in time."""

    guide = models.ForeignKey(Guide, models.CASCADE, related_name="uses")
    question = models.ForeignKey(
        Question, models.PROTECT, related_name="uses", verbose_name=_("question")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    ask_first = models.BooleanField(_("ask first"), default=False)
    is_segmenting = models.BooleanField(
        _("tells groups apart"),
        default=False,
        help_text=_("Fixes are counted, and their order learned, for each answer apart."),
    )

    class Meta:
        verbose_name = _("use of a question")
        verbose_name_plural = _("questions used")
        ordering = ("position", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("guide", "question"), name="question_used_once_a_guide"
            ),
        )

    def __str__(self) -> str:
        return str(self.question)


class Front(models.Model):
    """A step that a choice brings to the front in this guide."""

    guide = models.ForeignKey(Guide, models.CASCADE, related_name="fronts")
    choice = models.ForeignKey(
        Choice, models.CASCADE, related_name="fronts", verbose_name=_("choice")
    )
    placement = models.ForeignKey(
        Placement, models.CASCADE, related_name="fronts", verbose_name=_("step")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("step brought to the front")
        verbose_name_plural = _("steps brought to the front")
        ordering = ("choice__question", "choice__position", "position", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("guide", "choice", "placement"), name="step_to_the_front_once_a_choice"
            ),
        )

    def __str__(self) -> str:
        return f"{self.choice} → {self.placement}"


class ChoiceEnding(models.Model):
    """A choice that ends the session in this guide: it is not on the person's side."""

    guide = models.ForeignKey(Guide, models.CASCADE, related_name="choice_endings")
    choice = models.ForeignKey(
        Choice, models.CASCADE, related_name="endings", verbose_name=_("choice")
    )
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("what to do or to wait for"))

    class Meta:
        verbose_name = _("choice that ends the walk")
        verbose_name_plural = _("choices that end the walk")
        ordering = ("choice__question", "choice__position", "id")
        constraints = (
            models.UniqueConstraint(fields=("guide", "choice"), name="one_ending_a_choice"),
        )

    def __str__(self) -> str:
        return self.title


class Edition(models.Model):
    """An immutable, numbered, published snapshot of a guide as one document.

    The other columns repeat what lists and the search need of the document. The key is random so
    that what a process remembers of an edition can never be another's.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    guide = models.ForeignKey(Guide, models.PROTECT, related_name="editions")
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


def _columns(document: Document) -> dict[str, Any]:
    guide = document.guide
    return {
        "body": encode(document).decode(),
        "digest": document.digest,
        "title": guide.title,
        "summary": plain(guide.summary),
        "category": guide.category,
        "search_text": "\n".join((guide.title, *guide.symptoms)).casefold(),
        "steps": len(document.placements),
        "minutes": document.minutes,
    }
