"""Sessions and their events, to read. A token lets anybody walk, so it is never shown whole."""

from functools import cached_property

from django.contrib import admin
from django.core.paginator import Paginator
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..core.document import UNKNOWN
from ..models import Event, TroubleshootingSession
from ..views.screens import OUTCOME_LABELS, REASON_LABELS, UNKNOWN_LABEL
from .reading import AmongNewest, ReadOnly

ARM_LABELS = {
    "": gettext_lazy("the author's, not drawn yet"),
    "author": gettext_lazy("the author's"),
    "control": gettext_lazy("the author's, to compare"),
    "belief": gettext_lazy("learned"),
    "chance": gettext_lazy("learned, with chance"),
    "test": gettext_lazy("learned, to find something out"),
}
"""Why a session's order is as it is."""

EXCLUDED_LABELS = {
    "too_quick": gettext_lazy("too quick to be true"),
    "over_limit": gettext_lazy("part of a flood"),
}


MOST_LISTED = 10_000
"""So many sessions are listed, the newest first: there may be millions, and counting them takes
long. Older ones are found by the filters."""


class Newest(Paginator):
    """Pages of the first `MOST_LISTED`."""

    @cached_property
    def count(self):
        return self.object_list.order_by()[:MOST_LISTED].count()


class EventInline(ReadOnly, admin.TabularInline):
    model = Event
    fields = ("at", "about", "said")
    readonly_fields = fields
    ordering = ("at", "key")
    extra = 0

    def get_queryset(self, request):
        """Each row with its session and, for what a reversal takes back, all of its events."""
        return super().get_queryset(request).prefetch_related("session__events")

    @admin.display(description=gettext_lazy("about"))
    def about(self, event):
        document = event.session.document
        if event.kind == Event.Kind.ANSWER and event.question in document.question:
            return document.question[event.question].title
        if event.kind == Event.Kind.ATTEMPT and event.step in document.step:
            return document.step[event.step].title
        if event.kind == Event.Kind.REVERSAL:
            events = event.session.events.all()
            taken_back = (other for other in events if other.key == event.reverses)
            return next(map(self.about, taken_back), "–")
        return event.question or event.step

    @admin.display(description=gettext_lazy("said"))
    def said(self, event):
        if event.kind == Event.Kind.REVERSAL:
            return _("taken back")
        if event.kind == Event.Kind.ATTEMPT:
            reason = REASON_LABELS.get(event.reason)
            outcome = OUTCOME_LABELS[event.outcome]
            return f"{outcome}: {reason}" if reason else outcome
        question = event.session.document.question.get(event.question)
        if event.choice == UNKNOWN or question is None:
            return UNKNOWN_LABEL if event.choice == UNKNOWN else event.choice
        return question.labels.get(event.choice, event.choice)


@admin.register(TroubleshootingSession)
class SessionAdmin(ReadOnly, admin.ModelAdmin):
    list_display = (
        "started_at",
        "edition",
        "events_made",
        "token_begins",
        "left_out",
        "is_simulated",
    )
    list_filter = (
        ("started_at", admin.DateFieldListFilter),
        "is_simulated",
        "is_over_limit",
        ("edition__guide", AmongNewest),
    )
    newest_first = "-started_at"
    list_per_page = 50
    show_facets = admin.ShowFacets.NEVER
    show_full_result_count = False
    paginator = Newest
    fields = (
        "started_at",
        "edition",
        "is_simulated",
        "user",
        "token_begins",
        "kind_of_order",
        "left_out",
    )
    inlines = (EventInline,)

    def get_queryset(self, request):
        rows = super().get_queryset(request).select_related("edition__guide", "user", "folded")
        return rows.defer("edition__body").prefetch_related("events")

    def changelist_view(self, request, extra_context=None):
        """The list; it says so where there are more than it holds."""
        response = super().changelist_view(request, extra_context)
        context = getattr(response, "context_data", None) or {}
        if "cl" in context and context["cl"].result_count == MOST_LISTED:
            context["subtitle"] = _("The newest %s; the filters find older ones.") % number_format(
                MOST_LISTED, force_grouping=True
            )
        return response

    @admin.display(description=gettext_lazy("events"))
    def events_made(self, session):
        return len(session.events.all())

    @admin.display(description=gettext_lazy("excluded"))
    def left_out(self, session):
        """Why the statistics leave it out, as of the last fold."""
        folded = getattr(session, "folded", None)
        counted = folded.contribution["parts"]["session/"] if folded else {}
        return next((label for name, label in EXCLUDED_LABELS.items() if name in counted), "–")

    @admin.display(description=gettext_lazy("order"))
    def kind_of_order(self, session):
        kind = ARM_LABELS.get(session.arm, session.arm)
        steps = (session.document.step[key].title for key in session.order)
        return f"{kind}: {' · '.join(steps)}"

    @admin.display(description=gettext_lazy("token"))
    def token_begins(self, session):
        return f"{session.token[:4]}…"
