"""The order of a guide's steps: the author's or learned, as whoever may publish decides."""

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..core.ordering import AUTHOR_FIRST
from ..models import Learned, Learning
from .publishing import guide_of, page, to_guide

WORDS = {
    "author": gettext_lazy("author's"),
    "suggest": gettext_lazy("suggest only"),
    "learn": gettext_lazy("learned"),
}
"""Modes in a list."""


class LearningForm(forms.ModelForm):
    class Meta:
        model = Learning
        fields = ("mode", "control")
        widgets = {
            "mode": forms.RadioSelect,
            "control": forms.NumberInput({"min": 0, "max": 50, "inputmode": "numeric"}),
        }


def order(guide_admin, request, object_id):
    """What the guide does with its order, to change; it counts at once."""
    guide = guide_of(request, object_id)
    form = LearningForm(request.POST or None, instance=Learning.of(guide))
    if form.is_valid():
        learning = form.save()
        said = _("Order of the steps: %s.") % in_words(learning)
        guide_admin.log_change(request, guide, said)
        messages.success(request, f"{said} {_('It counts for everybody who starts from now on.')}")
        return to_guide(guide)
    context = {
        "title": _("Order of the steps"),
        "form": form,
        "is_allowed": settings.LEARNED_ORDER,
        "sessions": Learned.objects.counters(guide.pk, False, ()).sessions,
        "fewest": AUTHOR_FIRST,
    }
    return page(guide_admin, request, guide, "order", context)


class ByMode(admin.SimpleListFilter):
    title = gettext_lazy("order of the steps")
    parameter_name = "order"

    def lookups(self, request, model_admin):
        return tuple(WORDS.items())

    def queryset(self, request, queryset):
        match self.value():
            case "suggest":  # what a guide does of which nobody decided anything, too
                return queryset.exclude(learning__mode__in=("author", "learn"))
            case "author" | "learn" as mode:
                return queryset.filter(learning__mode=mode)
        return queryset


def in_words(learning):
    """What was decided, in two or three words."""
    words = str(WORDS[learning.mode])
    if learning.mode != Learning.Mode.LEARN or not learning.control:
        return words
    return _("%(words)s, %(share)s%% to compare") % {"words": words, "share": learning.control}


def in_list(guide):
    """The same of a guide in a list, and whether the site overrules it."""
    learning = getattr(guide, "learning", None) or Learning()
    words = in_words(learning)
    if learning.mode != Learning.Mode.LEARN or settings.LEARNED_ORDER:
        return words
    return format_html('{}<br><strong class="unpublished">{}</strong>', words, _("switched off"))
