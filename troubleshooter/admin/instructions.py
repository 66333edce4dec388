"""The numbered lines of a step or a question, each with at most one screenshot."""

from pathlib import PurePath

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..core.document import picture_name
from ..core.pictures import LARGEST_UPLOAD, PictureError, read_upload
from ..models import Instruction, Picture, Screenshot
from ..models.library import says_something
from . import conditions
from .ordering import OrderedForm, OrderedFormSet, OrderedInline
from .widgets import Folded, TargetsField

ACCEPTED = "image/png,image/jpeg,image/webp"


class InstructionForm(OrderedForm):
    """A line, its condition and its screenshot.

    A picture that was accepted is kept although another field was not: `kept` names it.
    """

    upload = forms.FileField(
        label=_("Picture"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        help_text=_("PNG, JPEG or WebP, up to 8 MB. Takes the place of an earlier one."),
    )
    kept = forms.CharField(required=False, widget=forms.HiddenInput)
    alt = forms.CharField(
        label=_("What the picture shows"),
        required=False,
        max_length=500,
        validators=[says_something],
        help_text=_("In words, for people who cannot see it."),
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )
    targets = TargetsField(
        label=_("Where to tap"),
        help_text=_("Draw on the picture, or give numbers in percent of its width and height."),
    )
    without = forms.BooleanField(label=_("Take the picture out"), required=False)

    class Meta:
        model = Instruction
        fields = ("position", "text", "condition")
        widgets = {"condition": Folded}
        help_texts = {"condition": ""}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.screenshot = getattr(self.instance, "screenshot", None) if self.instance.pk else None
        if self.screenshot:
            numbers = self.fields["targets"].widget.decompress(self.screenshot.targets)
            self.initial |= {"alt": self.screenshot.alt, "targets": numbers}
        if not self.screenshot:
            self.fields["without"].widget = forms.HiddenInput()
        self.picture = self._kept_picture() or (self.screenshot and self.screenshot.picture)
        self.fields["targets"].widget.picture = self.picture
        if self.screenshot and not self.picture:
            self.fields["upload"].label = _("Picture to be uploaded")
            self.fields["upload"].help_text = format_lazy(
                _("The article had it at {address}. PNG, JPEG or WebP, up to 8 MB."),
                address=self.screenshot.source,
            )

    def _kept_picture(self):
        """The picture of an earlier try, where another field was refused."""
        image, _space, name = self.data.get(self.add_prefix("kept"), "").partition(" ")
        self.name = picture_name(name)
        return Picture.objects.filter(image=image).first() if image else None

    def clean_upload(self):
        """The stored picture; kept at once, so that it need not be chosen again."""
        upload = self.cleaned_data["upload"]
        if not upload:
            return None
        try:
            if upload.size > LARGEST_UPLOAD:
                megabytes = upload.size / 1024**2
                raise forms.ValidationError(
                    _("The picture weighs %(size).1f MB; the largest accepted is 8 MB."),
                    params={"size": megabytes},
                )
            self.picture = Picture.objects.keep(read_upload(upload.read()))
        except PictureError as error:
            raise forms.ValidationError(error.in_words(gettext)) from error
        self.name = picture_name(PurePath(upload.name).stem)
        self.data = self.data.copy()
        self.data[self.add_prefix("kept")] = f"{self.picture.image} {self.name}"
        self.fields["targets"].widget.picture = self.picture
        return upload

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("without"):
            self.picture = None
        is_imported = self.screenshot and self.screenshot.source
        has_words = cleaned.get("alt") or is_imported
        if self.picture and not has_words and "alt" not in self.errors:
            self.add_error("alt", _("Say in words what the picture shows."))
        return cleaned

    def save(self, commit=True):
        row = super().save(commit)
        if commit:
            self._save_screenshot(row)
        return row

    def _save_screenshot(self, row):
        is_to_come = self.screenshot and not self.picture and not self.cleaned_data["without"]
        if self.picture is None and not is_to_come:
            Screenshot.objects.filter(instruction=row).delete()
            return
        values = {
            "picture": self.picture,
            "alt": self.cleaned_data["alt"],
            "targets": self.cleaned_data["targets"],
        }
        if self.picture and values["alt"]:
            values["source"] = ""
        if self.name:
            values["name"] = self.name
        Screenshot.objects.update_or_create(instruction=row, defaults=values)


class InstructionFormSet(OrderedFormSet):
    def add_fields(self, form, index):
        super().add_fields(form, index)
        if not hasattr(self, "questions"):
            self.questions = conditions.of_owner(self.instance)
        conditions.limit(form.fields["condition"], self.questions)


class InstructionInline(OrderedInline):
    model = Instruction
    form = InstructionForm
    formset = InstructionFormSet
    description = _(
        "Numbered in this order. “Only for” shows a line to those who chose any of the ticked "
        "choices of a question; with several questions, all must fit. Texts are Markdown."
    )
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("position", "text"),
                    "condition",
                    ("upload", "alt"),
                    "targets",
                    "without",
                    "kept",
                ),
                "classes": ["line"],
            },
        ),
    )

    class Media:
        css = {"all": ("admin_troubleshooter/pictures.css",)}
        js = ("admin_troubleshooter/targets.js",)

    def get_queryset(self, request):
        rows = super().get_queryset(request).select_related("screenshot__picture")
        return rows.prefetch_related("condition")
