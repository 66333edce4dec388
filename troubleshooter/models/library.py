"""The library: steps, questions and their pictures, which any number of guides may use."""

from __future__ import annotations

import os
import re
import secrets
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..core.document import EFFECTS, KEY_PATTERN, LANGUAGE_PATTERN, UNKNOWN
from ..core.problems import FILE_NAME

if TYPE_CHECKING:
    from ..core.pictures import Picture as PictureFile

is_key = RegexValidator(
    KEY_PATTERN, _("Use lower-case letters, digits and single hyphens, like “restart-iphone”.")
)


is_language = RegexValidator(LANGUAGE_PATTERN, _("Use a language tag, like “en” or “pt-BR”."))


def key_field(**options: Any) -> models.CharField[str, str]:
    """A name that programs use: fixed once published."""
    return models.CharField(_("key"), max_length=60, validators=[is_key], **options)


def lines_field(label: Any, help_text: Any) -> models.TextField[str, str]:
    """A list, one item a line."""
    return models.TextField(label, blank=True, help_text=help_text)


def lines(text: str) -> tuple[str, ...]:
    """The items of a lines field. Only CR and LF part them: an item may hold other breaks."""
    return tuple(line.strip() for line in re.split("[\r\n]+", text) if line.strip())


def language_field() -> models.CharField[str, str]:
    """An IETF language tag."""
    return models.CharField(_("language"), max_length=20, default="en", validators=[is_language])


class Step(models.Model):
    """One fix to try."""

    class Risk(models.TextChoices):
        NONE = "none", _("none: nothing can be lost")
        LOW = "low", _("low: something has to be set again")
        HIGH = "high", _("high: something can be lost")

    key = key_field()
    language = language_field()
    title = models.CharField(_("title"), max_length=200)
    why = models.TextField(_("why it helps"), blank=True)
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=2, validators=[MinValueValidator(1)]
    )
    risk = models.CharField(_("risk"), max_length=10, choices=Risk, default=Risk.NONE)
    risk_minutes = models.PositiveSmallIntegerField(
        _("risk in minutes"),
        default=0,
        help_text=_("What the risk costs on average, such as setting things up again."),
    )
    restarts = models.BooleanField(_("restarts the device"), default=False)
    goes_offline = models.BooleanField(_("goes offline"), default=False)
    signs_out = models.BooleanField(_("signs out"), default=False)
    erases = models.BooleanField(_("erases something"), default=False)
    waits = models.BooleanField(_("takes a long wait"), default=False)
    happens = models.TextField(
        _("what will happen"),
        blank=True,
        help_text=_("Shown first where the step restarts, signs out, erases or waits."),
    )
    loses = models.TextField(_("what is lost"), blank=True)
    done = models.CharField(
        _("what was done"),
        max_length=200,
        blank=True,
        default="",
        db_default="",
        help_text=_(
            "Said first to somebody who comes back, before “Did that fix it?”: “You restarted your "
            "iPhone.”"
        ),
    )
    needs = lines_field(_("what you need"), _("One thing a line."))
    how_to_tell = models.TextField(_("how to tell if it worked"), blank=True)
    result_takes_time = models.BooleanField(
        _("the result takes time"), default=False, help_text=_("Offers “I'll know later”.")
    )
    note = models.TextField(
        _("note"), blank=True, help_text=_("What to check again after this step.")
    )
    put_back = lines_field(_("put it back"), _("Temporary changes to undo at the end, one a line."))

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ("title", "id")
        constraints = (
            models.UniqueConstraint(fields=("key", "language"), name="step_key_once_a_language"),
            models.CheckConstraint(
                condition=models.Q(minutes__gte=1), name="step_minutes_positive"
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def effects(self) -> tuple[str, ...]:
        """What the step does to the device it is read on, in the document's words."""
        return tuple(effect for effect in EFFECTS if getattr(self, effect))


class Question(models.Model):
    """What narrows a guide."""

    key = key_field()
    language = language_field()
    title = models.CharField(_("question"), max_length=200)
    help = models.TextField(_("help"), blank=True)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ("title", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("key", "language"), name="question_key_once_a_language"
            ),
        )

    def __str__(self) -> str:
        return self.title


class Choice(models.Model):
    """One answer to a question."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="choices")
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    key = key_field()
    label = models.CharField(_("label"), max_length=200)
    help = models.TextField(_("help"), blank=True)

    class Meta:
        verbose_name = _("choice")
        verbose_name_plural = _("choices")
        ordering = ("question", "position", "id")
        constraints = (
            models.UniqueConstraint(fields=("question", "key"), name="choice_key_once_a_question"),
            models.CheckConstraint(
                condition=~models.Q(key=UNKNOWN),
                name="choice_key_is_not_unknown",
                violation_error_message=_("“unknown” is kept for “I don't know”."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.question}: {self.label}"


class Instruction(models.Model):
    """One numbered line of a step or of a question."""

    step = models.ForeignKey(
        Step, models.CASCADE, null=True, blank=True, related_name="instructions"
    )
    question = models.ForeignKey(
        Question, models.CASCADE, null=True, blank=True, related_name="instructions"
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    text = models.TextField(_("text"))
    condition = models.ManyToManyField(
        Choice,
        blank=True,
        related_name="+",
        verbose_name=_("only for"),
        help_text=_("Any of the choices of one question, and all questions together."),
    )

    class Meta:
        verbose_name = _("instruction")
        verbose_name_plural = _("instructions")
        ordering = ("position", "id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(step=None) ^ models.Q(question=None),
                name="instruction_of_a_step_or_a_question",
            ),
        )

    def __str__(self) -> str:
        return self.text[:60]


def _keep_file(name: str, data: bytes) -> None:
    """Have the file in the storage, whole or not at all: a process may end while it writes."""
    if default_storage.exists(name) and default_storage.size(name) == len(data):
        return
    if not isinstance(default_storage, FileSystemStorage):  # others take a file whole
        default_storage.delete(name)
        default_storage.save(name, ContentFile(data))
        return
    beside = f"{name}.{secrets.token_hex(8)}"
    try:
        default_storage.save(beside, ContentFile(data))
        os.replace(default_storage.path(beside), default_storage.path(name))
    finally:
        default_storage.delete(beside)


class PictureQuerySet(models.QuerySet["Picture"]):
    def keep(self, file: PictureFile) -> Picture:
        """The row of a checked picture; its files are written first, at their content address."""
        for part in (file, *file.variants):
            _keep_file(part.image, part.data)
        renditions = [{"width": part.width, "image": part.image} for part in file.variants]
        picture, _created = self.get_or_create(
            image=file.image,
            defaults={"width": file.width, "height": file.height, "renditions": renditions},
        )
        return picture


class Picture(models.Model):
    """A stored picture at its content address: never changed, shared by its screenshots."""

    image = models.CharField(_("address"), max_length=60, unique=True)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    renditions = models.JSONField(default=list, blank=True)

    objects = PictureQuerySet.as_manager()

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    def __str__(self) -> str:
        return self.image


def says_something(alt: str) -> None:
    """Refuses an alternative text that is a file name."""
    if FILE_NAME.match(alt.strip()):
        raise ValidationError(_("Say in words what the picture shows: a file name helps nobody."))


class Screenshot(models.Model):
    """A picture beside an instruction, with what it shows in words and where to tap.

    Of an imported article's picture there may be the address alone until staff upload it.
    """

    instruction = models.OneToOneField(Instruction, models.CASCADE, related_name="screenshot")
    picture = models.ForeignKey(
        Picture, models.PROTECT, null=True, blank=True, related_name="screenshots"
    )
    name = models.CharField(_("name"), max_length=100, blank=True)
    alt = models.CharField(
        _("alternative text"), max_length=500, blank=True, validators=[says_something]
    )
    source = models.CharField(
        _("address in the article"),
        max_length=2000,
        blank=True,
        default="",
        db_default="",
        help_text=_("Where an imported article had it, while its file or its words are missing."),
    )
    targets = models.JSONField(
        default=list, blank=True, help_text=_("[x, y, width, height] in percent of the picture.")
    )

    class Meta:
        verbose_name = _("screenshot")
        verbose_name_plural = _("screenshots")
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(alt="") | ~models.Q(source=""),
                name="screenshot_has_alt_text_or_source",
            ),
            models.CheckConstraint(
                condition=models.Q(picture__isnull=False) | ~models.Q(source=""),
                name="screenshot_has_picture_or_source",
            ),
        )

    def __str__(self) -> str:
        return self.alt
