"""Guides as they are written: the working copy, and which edition of it is live."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import models, transaction
from django.db.models import Case, Value, When
from django.db.models.expressions import CombinedExpression
from django.utils.translation import gettext_lazy as _

from ..core.canonical import canonical
from ..core.document import Document
from ..core.problems import require_publishable
from ..core.searching import searched_words
from ..core.wording import Problem, gettext_noop
from .editions import Edition, columns
from .library import Choice, Question, Step, key_field, language_field, lines_field
from .prepared import Prepared
from .shelf import Shelf

if TYPE_CHECKING:
    from django.contrib.auth.models import User

LONG_WORD = 4
"""Letters of a word that says something by itself."""
WHATEVER_IS_LIVE = object()


class LiveEditionChanged(Exception):
    """Another edition went live since somebody looked at what they were about to replace."""


class GuideQuerySet(models.QuerySet["Guide"]):
    def published(self) -> GuideQuerySet:
        """Guides that visitors can walk, with what lists show of them."""
        return self.filter(live__isnull=False).select_related("live").defer("live__body")

    def live_edition(self, slug: str) -> uuid.UUID | None:
        """The key of the edition that visitors of this guide start on: one query."""
        return next((edition for (edition,) in _LIVE.rows(slug)), None)

    def by_category(self, most: int) -> GuideQuerySet:
        """The first published guides by category and title."""
        chosen = live_editions().order_by("category", "title", "pk")
        return self._of(chosen, most).order_by("live__category", "live__title", "live_id")

    def matching(self, query: str, most: int) -> GuideQuerySet:
        """The first published guides whose title or symptoms hold every word of the query."""
        chosen = live_editions().order_by("title", "pk")
        for word in searched_words(query):
            chosen = chosen.filter(search_text__contains=word)
        return self._of(chosen, most).order_by("live__title", "live_id")

    def nearest(self, query: str, most: int) -> GuideQuerySet:
        """Published guides that hold some longer word of the query, most words first."""
        words = [word for word in searched_words(query) if len(word) >= LONG_WORD]
        if not words:
            return self.none()
        chosen = live_editions().annotate(found=_held("search_text", words)).filter(found__gt=0)
        found = self._of(chosen.order_by("-found", "title", "pk"), most)
        return found.order_by(_held("live__search_text", words).desc(), "live__title", "live_id")

    def _of(self, editions: models.QuerySet[Edition], most: int) -> GuideQuerySet:
        """The guides of the first of these editions. They are chosen by columns that an index
        holds: the row of an edition is as long as its document, and reading many takes its time."""
        return self.published().filter(live__in=editions.values("pk")[:most])


def live_editions() -> models.QuerySet[Edition]:
    """The editions that visitors start on."""
    return Edition.objects.filter(models.Exists(Guide.objects.filter(live=models.OuterRef("pk"))))


def _held(column: str, words: Sequence[str]) -> CombinedExpression:
    """How many of the words a column holds."""
    each = (Case(When(**{f"{column}__contains": word}, then=1), default=0) for word in words)
    return sum(each, start=Value(0))  # type: ignore[return-value]


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
        Edition, models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
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

    def publish(
        self,
        document: Document,
        by: User | None = None,
        *,
        replacing: object = WHATEVER_IS_LIVE,
    ) -> Edition:
        """Make the document the guide's next edition, and live.

        Publishing what is live already returns the live edition, so two people may press at once.
        `replacing` is the id of the edition (None: of no edition) that was live when `by` looked.
        Raises DocumentError naming every problem, LiveEditionChanged when another is live by now.
        """
        document = canonical(document)
        require_publishable(document, self.language_problems())
        with transaction.atomic():
            guide = Guide.objects.select_for_update().get(pk=self.pk)
            if guide.live and guide.live.digest == document.digest:
                edition = guide.live
            else:
                guide.require_live(replacing)
                edition = Edition.objects.create(
                    guide=guide,
                    number=guide.last_number() + 1,
                    published_by=by,
                    **columns(document),
                )
                guide._put_live(edition)
        self.live = edition
        return edition

    def roll_back(self, edition: Edition, *, replacing: object = WHATEVER_IS_LIVE) -> None:
        """Make an earlier edition of this guide live again. Sessions stay on theirs.

        `replacing` as for `publish`. Raises LiveEditionChanged when another is live by now.
        """
        if edition.guide_id != self.pk:
            raise ValueError("The edition is of another guide.")
        with transaction.atomic():
            guide = Guide.objects.select_for_update().get(pk=self.pk)
            if guide.live_id != edition.pk:
                guide.require_live(replacing)
                guide._put_live(edition)
        self.live = edition

    def require_live(self, edition_id: object) -> None:
        """Raises LiveEditionChanged unless the edition of this id is live; to ask under a lock."""
        if edition_id is not WHATEVER_IS_LIVE and self.live_id != edition_id:
            raise LiveEditionChanged

    def withdraw(self) -> None:
        """Take the guide off the site. Sessions go on, editions stay."""
        with transaction.atomic():
            self._put_live(None)
        self.live = None

    def _put_live(self, edition: Edition | None) -> None:
        Guide.objects.filter(pk=self.pk).update(live=edition)
        Shelf.change()

    def language_problems(self) -> list[Problem]:
        """The steps and questions of the working copy in another language than the guide.

        A document has one language, so it cannot tell; keys are fixed for each language apart.
        """
        parts: tuple[tuple[str, str, Sequence[Step | Question]], ...] = (
            (
                "placements",
                gettext_noop("the step “{title}” is in another language ({tag}): take it out"),
                [row.step for row in self.placements.select_related("step")],
            ),
            (
                "uses",
                gettext_noop("the question “{title}” is in another language ({tag}): take it out"),
                [row.question for row in self.uses.select_related("question")],
            ),
        )
        return [
            Problem(
                "guide",
                self.slug,
                f"{section}[{index}]",
                template,
                {"title": part.title, "tag": part.language},
            )
            for section, template, found in parts
            for index, part in enumerate(found)
            if part.language != self.language
        ]

    def last_number(self) -> int:
        """The number of the newest edition, 0 when there is none."""
        newest = self.editions.aggregate(newest=models.Max("number"))["newest"]
        return newest or 0


_LIVE = Prepared(
    lambda slug: Guide.objects.filter(slug=slug, live__isnull=False).values_list("live"), "a sample"
)


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
        help_text=_("Fixes are counted for each answer apart."),
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
