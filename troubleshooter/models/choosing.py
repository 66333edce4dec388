"""What a choice does in a guide: it brings steps to the front, or ends the walk."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from .guides import Guide, Placement
from .library import Choice


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
