"""What guides have learned, and what staff let them do with it.

Folding teaches: the same sessions that become tallies. A session reads it once, when its order is
drawn, and whoever teaches never keeps it waiting. Simulated sessions learn from each other only.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

import msgspec
from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from msgspec.structs import replace

from ..core.evidence import WHOLE_GUIDE, Counters, Evidence
from ..core.segments import MOST_CHARACTERS
from .guides import Guide

MOST_CONTROL = 50
"""Percent: more than half for comparison would make learning pointless."""

NO_STEP = ""
"""The key of the row that counts a guide's sessions."""


class Learning(models.Model):
    """What staff decided about the order of a guide's steps. It counts at once, for new sessions.

    A guide without a row has the defaults.
    """

    class Mode(models.TextChoices):
        AUTHOR = "author", _("The author's order: suggest nothing")
        SUGGEST = "suggest", _("The author's order, and suggest better ones in the statistics")
        LEARN = "learn", _("Learn: try first what is likeliest to fix it soonest")

    guide = models.OneToOneField(
        Guide, models.CASCADE, primary_key=True, related_name="learning", editable=False
    )
    mode = models.CharField(
        _("order of the steps"), max_length=10, choices=Mode, default=Mode.SUGGEST
    )
    control = models.PositiveSmallIntegerField(
        _("control group, in percent"),
        default=0,
        validators=[MaxValueValidator(MOST_CONTROL)],
        help_text=_(
            "While the guide learns, this share of people keeps the author's order, and the "
            "statistics compare both. 0 for none."
        ),
    )

    class Meta:
        verbose_name = _("order of the steps")
        verbose_name_plural = _("order of the steps")
        default_permissions = ()
        constraints = (
            models.CheckConstraint(
                condition=models.Q(mode__in=["author", "suggest", "learn"]), name="learning_mode"
            ),
            models.CheckConstraint(
                condition=models.Q(control__lte=MOST_CONTROL), name="learning_control_share"
            ),
        )

    def __str__(self) -> str:
        return str(self.get_mode_display())

    @classmethod
    def of(cls, guide: Guide) -> Learning:
        """What was decided for the guide, or the defaults."""
        return cls.objects.filter(guide=guide).first() or cls(guide=guide)

    @property
    def is_suggesting(self) -> bool:
        """Whether the statistics suggest moves."""
        return self.mode != self.Mode.AUTHOR

    @property
    def is_learning(self) -> bool:
        """Whether new sessions get a learned order: staff want it, and the site allows it."""
        return self.mode == self.Mode.LEARN and bool(settings.LEARNED_ORDER)


@dataclass(frozen=True)
class Known:
    """All that drawing an order reads: the evidence as rows, and what staff decided."""

    rows: Collection[tuple[str, str, object]]
    is_learning: bool = False
    control: float = 0.0

    @property
    def counters(self) -> Counters:
        """The evidence. Raises ValidationError where a row holds nothing of the kind."""
        return _counters(self.rows)


class LearnedQuerySet(models.QuerySet["Learned"]):
    def real(self) -> LearnedQuerySet:
        """From people, not from simulated ones."""
        return self.filter(is_simulated=False)

    def simulated(self) -> LearnedQuerySet:
        """From simulated people only."""
        return self.filter(is_simulated=True)

    def known(self, edition_id: uuid.UUID, segment: str, is_simulated: bool) -> Known:
        """What a session of this edition in this segment draws its order from. One query.

        Simulated people learn whatever the guide's mode: they are there to show what would be.
        """
        rows = self.filter(
            guide__editions=edition_id,
            is_simulated=is_simulated,
            segment__in={WHOLE_GUIDE, segment},
        ).values_list(
            "segment", "step", "evidence", "guide__learning__mode", "guide__learning__control"
        )
        found = list(rows)
        mode, control = found[0][3:] if found else (None, None)
        wanted = is_simulated or mode == Learning.Mode.LEARN
        is_learning = wanted and bool(settings.LEARNED_ORDER)
        return Known([row[:3] for row in found], is_learning, (control or 0) / 100)

    def counters(self, guide_id: int, is_simulated: bool, segments: Collection[str]) -> Counters:
        """What a guide has learned of the whole guide and these segments. One query."""
        rows = self.filter(
            guide=guide_id, is_simulated=is_simulated, segment__in={WHOLE_GUIDE, *segments}
        )
        return _counters(rows.values_list("segment", "step", "evidence"))

    def keep(self, guide_id: int, is_simulated: bool, before: Counters, after: Counters) -> None:
        """Write down what changed since `before` was read; by folding alone, which has its lock.

        Where nothing is left no row is: it would still name what somebody said.
        """
        found = {
            place: evidence.kept
            for place, evidence in after.evidence.items()
            if before.evidence.get(place) != evidence
        }
        changed = {place: evidence for place, evidence in found.items() if evidence}
        gone = defaultdict(list)
        for segment, step in found.keys() - changed.keys():
            gone[segment].append(step)
        for segment, steps in gone.items():
            self.filter(
                guide=guide_id, is_simulated=is_simulated, segment=segment, step__in=steps
            ).delete()
        if after.sessions != before.sessions:
            changed[WHOLE_GUIDE, NO_STEP] = Evidence(at=after.sessions)
        self.bulk_create(
            [
                Learned(
                    guide_id=guide_id,
                    is_simulated=is_simulated,
                    segment=segment,
                    step=step,
                    evidence=msgspec.to_builtins(evidence),
                )
                for (segment, step), evidence in sorted(changed.items(), key=lambda item: item[0])
            ],
            batch_size=500,
            update_conflicts=True,
            unique_fields=["guide", "is_simulated", "segment", "step"],
            update_fields=["evidence"],
        )

    def count_at_least(self, guide: Guide, is_simulated: bool, sessions: int) -> None:
        """Go on counting a guide's sessions from this number where fewer were counted: as many
        there were, and only those still kept were learned from anew."""
        counters = self.counters(guide.pk, is_simulated, ())
        if counters.sessions < sessions:
            self.keep(guide.pk, is_simulated, counters, replace(counters, sessions=sessions))


class Learned(models.Model):
    """What sessions say about one step of a guide, in one segment or ("") the whole guide: a
    `core.evidence.Evidence`, worth what it says at the session number it names.

    The row of the whole guide without a step counts the sessions that were learned from.
    """

    guide = models.ForeignKey(Guide, models.CASCADE, related_name="learned", db_index=False)
    is_simulated = models.BooleanField(default=False)
    segment = models.CharField(max_length=MOST_CHARACTERS, blank=True)
    step = models.CharField(max_length=60, blank=True)
    evidence = models.JSONField()

    objects = LearnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("what was learned")
        verbose_name_plural = _("what was learned")
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(
                fields=("guide", "is_simulated", "segment", "step"), name="learned_once_a_place"
            ),
        )

    def __str__(self) -> str:
        return f"{self.segment} {self.step}".strip()


def _counters(rows: Collection[tuple[str, str, object]]) -> Counters:
    """The counters that the rows (segment, step, evidence) hold."""
    evidence = {(segment, step): msgspec.convert(value, Evidence) for segment, step, value in rows}
    total = evidence.pop((WHOLE_GUIDE, NO_STEP), Evidence())
    return Counters(total.at, evidence)
