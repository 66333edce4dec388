"""The library: steps and questions, which any number of guides may use."""

from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db import models
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import Question, Step
from .choices import ChoiceInline, who_needs
from .instructions import InstructionInline
from .preview import preview_address
from .published import is_step_published, published_choices
from .reading import AmongNewest
from .saving import SavingToPreview


def guide_links(guides):
    """Links to the guides' pages, or a dash."""
    links = [
        (reverse("admin:troubleshooter_guide_change", args=(guide.pk,)), guide.title)
        for guide in guides
    ]
    return format_html_join(", ", '<a href="{}">{}</a>', links) or "–"


class LibraryAdmin(SavingToPreview, admin.ModelAdmin):
    """What steps and questions share: the key that is fixed once published, where they are used."""

    change_form_template = "admin/troubleshooter/library_form.html"
    search_fields = ("title", "key")
    newest_first = "-pk"
    list_per_page = 50
    save_on_top = True
    formfield_overrides = {models.TextField: {"widget": AdminTextareaWidget(attrs={"rows": 3})}}

    class Media:
        css = {"all": ("admin_troubleshooter/admin.css",)}
        js = ("admin_troubleshooter/unsaved.js",)

    def get_readonly_fields(self, request, obj=None):
        """The key stays once published, the language once a guide of that language uses it."""
        if obj and self.is_published(obj):
            return ("key", "language", "used_in")
        return ("language", "used_in") if obj and self.guides_of(obj) else ("used_in",)

    def get_fieldsets(self, request, obj=None):
        """An unsaved part is used nowhere."""
        (name, first), *others = super().get_fieldsets(request, obj)
        fields = [field for field in first["fields"] if obj or field != "used_in"]
        return [(name, first | {"fields": fields}), *others]

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        """With the way to its screen in each guide that uses it."""
        if obj and request.user.has_perm("troubleshooter.preview_guide"):
            context["previews"] = [
                (guide, preview_address(guide, obj)) for guide in self.guides_of(obj)
            ]
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def preview_of(self, part):
        """As in the first of the guides that use it."""
        return next((preview_address(guide, part) for guide in self.guides_of(part)), None)

    @admin.display(description=gettext_lazy("used in guides"))
    def used_in(self, part):
        return guide_links(self.guides_of(part))

    @admin.display(description=gettext_lazy("instructions"))
    def lines(self, part):
        return len(part.instructions.all())


@admin.register(Step)
class StepAdmin(LibraryAdmin):
    list_display = ("title", "key", "minutes", "risk", "lines", "used_in")
    list_filter = ("risk", "language", ("placements__guide", AmongNewest))
    inlines = (InstructionInline,)
    fieldsets = (
        (None, {"fields": ("title", "why", ("key", "language"), "used_in")}),
        (
            gettext_lazy("Time, risk and what is needed"),
            {"fields": (("minutes", "risk", "risk_minutes"), "needs")},
        ),
        (
            gettext_lazy("What it does to the device"),
            {
                "fields": (
                    ("restarts", "goes_offline", "signs_out", "erases", "waits"),
                    "happens",
                    "loses",
                    "done",
                )
            },
        ),
        (
            gettext_lazy("Afterwards"),
            {"fields": ("how_to_tell", "result_takes_time", "note", "put_back")},
        ),
    )

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("placements__guide", "instructions")

    def is_published(self, step):
        return is_step_published(step)

    def guides_of(self, step):
        return [placement.guide for placement in step.placements.all()]


@admin.register(Question)
class QuestionAdmin(LibraryAdmin):
    list_display = ("title", "key", "labels", "lines", "used_in")
    list_filter = ("language", ("uses__guide", AmongNewest))
    inlines = (ChoiceInline, InstructionInline)
    fieldsets = ((None, {"fields": ("title", "help", ("key", "language"), "used_in")}),)

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return rows.prefetch_related("uses__guide", "instructions", "choices")

    def is_published(self, question):
        return published_choices(question) is not None

    def guides_of(self, question):
        return [use.guide for use in question.uses.all()]

    @admin.display(description=gettext_lazy("choices"))
    def labels(self, question):
        return ", ".join(choice.label for choice in question.choices.all())

    def get_deleted_objects(self, objs, request):
        """A question whose choices a condition needs stays: the condition would widen unseen."""
        found, counts, permissions, protected = super().get_deleted_objects(objs, request)
        for question in objs:
            for choice in question.choices.all():
                needed = [
                    _("%(choice)s: %(user)s") % {"choice": choice.label, "user": user}
                    for user in who_needs(choice, leave=question)
                ]
                protected = [*protected, *needed]
        return found, counts, permissions, protected
