"""The rows of a guide: its questions, its steps in order, and what choices do."""

from django import forms
from django.forms.models import BaseInlineFormSet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import ChoiceEnding, Front, Placement, Use
from . import conditions
from .ordering import OrderedForm, OrderedFormSet, OrderedInline, RowsInline
from .widgets import Folded


class Linked(forms.Widget):
    """A part of the library, which stays: the link to its page."""

    def __init__(self, part):
        super().__init__()
        self.part = part

    def render(self, name, value, attrs=None, renderer=None):
        kind = self.part._meta.model_name
        url = reverse(f"admin:troubleshooter_{kind}_change", args=(self.part.pk,))
        words = {"step": _("Open the step"), "question": _("Open the question")}[kind]
        return format_html('<a class="part-link" href="{}">{}</a>', url, words)


class GuideRows:
    """Rows that may name only what is in their guide. `part` is what a saved row is about."""

    part = None

    @cached_property
    def questions(self):
        return conditions.of_guide(self.instance)

    @cached_property
    def placed(self):
        return list(self.instance.placements.select_related("step"))

    def add_fields(self, form, index):
        super().add_fields(form, index)
        if self.part and form.instance.pk:
            field = form.fields[self.part]
            field.disabled = True
            field.widget = Linked(getattr(form.instance, self.part))
        elif self.part:
            field = form.fields[self.part]
            field.queryset = field.queryset.filter(language=self.instance.language)

    def limit_to_placed(self, field):
        field.queryset = self.instance.placements.all()
        blank = conditions.blank(field)
        field.choices = [*blank, *((row.pk, str(row.step)) for row in self.placed)]


class UseFormSet(GuideRows, OrderedFormSet):
    part = "question"


class PlacementFormSet(GuideRows, OrderedFormSet):
    part = "step"

    def add_fields(self, form, index):
        super().add_fields(form, index)
        conditions.limit(form.fields["condition"], self.questions)
        self.limit_to_placed(form.fields["after"])

    def clean(self):
        """A step comes after other steps, and after none that is taken out just now."""
        super().clean()
        gone = [form.instance.pk for form in self.deleted_forms]
        for form in self.forms:
            if chosen := getattr(form, "cleaned_data", {}).get("after"):
                form.cleaned_data["after"] = chosen = chosen.exclude(pk__in=gone)
                if form.instance.pk and form.instance in chosen:
                    form.add_error("after", _("A step cannot come after itself."))


class FrontFormSet(GuideRows, OrderedFormSet):
    within = "choice"

    def add_fields(self, form, index):
        super().add_fields(form, index)
        conditions.limit(form.fields["choice"], self.questions)
        self.limit_to_placed(form.fields["placement"])


class EndingFormSet(GuideRows, BaseInlineFormSet):
    def add_fields(self, form, index):
        super().add_fields(form, index)
        conditions.limit(form.fields["choice"], self.questions)


class UseForm(OrderedForm):
    class Meta:
        model = Use
        fields = ("position", "question", "ask_first", "is_segmenting")
        help_texts = {"is_segmenting": ""}


class PlacementForm(OrderedForm):
    class Meta:
        model = Placement
        fields = ("position", "step", "condition", "after", "late", "pinned")
        help_texts = {"condition": "", "late": "", "pinned": ""}
        widgets = {
            "condition": Folded,
            "after": Folded(nothing=gettext_lazy("no other step"), either=gettext_lazy("and")),
        }


class FrontForm(OrderedForm):
    class Meta:
        model = Front
        fields = ("position", "choice", "placement")


class PartInline(OrderedInline):
    """Rows about a step or a question of the library, which can be made on the way."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        for verb in ("change", "delete", "view"):
            if field and hasattr(field.widget, f"can_{verb}_related"):
                setattr(field.widget, f"can_{verb}_related", False)
        return field


class UseInline(PartInline):
    model = Use
    verbose_name = gettext_lazy("question")
    verbose_name_plural = gettext_lazy("questions asked")
    description = gettext_lazy(
        "Asked first, in this order; the others just before something depends on them. "
        "Save a new one before you name its choices below. A question asked first may tell groups "
        "of people apart: fixes are counted for each answer on its own."
    )
    form = UseForm
    formset = UseFormSet
    fieldsets = (
        (
            None,
            {
                "fields": (("position", "question", "ask_first", "is_segmenting"),),
                "classes": ["row"],
            },
        ),
    )

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("question")


class PlacementInline(PartInline):
    model = Placement
    verbose_name = gettext_lazy("step")
    verbose_name_plural = gettext_lazy("steps in order")
    description = gettext_lazy(
        "“Only for” names choices: any of those ticked of one question, and all questions "
        "together. Late steps destroy something and come after all others. Pinned ones keep their "
        "place when the order is learned."
    )
    form = PlacementForm
    formset = PlacementFormSet
    fieldsets = (
        (
            None,
            {
                "fields": (("position", "step", "late", "pinned", "condition", "after"),),
                "classes": ["row"],
            },
        ),
    )

    def get_queryset(self, request):
        rows = super().get_queryset(request).select_related("step")
        return rows.prefetch_related("condition", "after")


class FrontInline(PartInline):
    model = Front
    verbose_name_plural = gettext_lazy("choices that bring steps to the front")
    classes = ("collapse",)
    description = gettext_lazy("Whoever makes the choice gets its steps first, in this order.")
    form = FrontForm
    formset = FrontFormSet
    fieldsets = ((None, {"fields": (("position", "choice", "placement"),), "classes": ["row"]}),)

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return rows.select_related("choice__question", "placement__step")


class EndingInline(RowsInline):
    model = ChoiceEnding
    formset = EndingFormSet
    verbose_name = gettext_lazy("ending")
    description = gettext_lazy(
        "Nothing on the person's side can help, such as an outage: say what to wait for."
    )
    fields = (("choice", "title"), "text")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("choice__question")
