"""The one move that would save people most, in words, and making it in the draft."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ...core.suggesting import FEWEST_SESSIONS, Suggestion, suggest
from ...forms import MoveForm
from ...models import Guide
from ...models.drafts import NotAllowed, draft_fixes, move
from .formats import decimal, ordinal, whole
from .reading import Sums
from .steps import evidence


@dataclass(frozen=True)
class Suggested:
    """What to say about the draft's order. `move` is None where there is nothing to suggest."""

    sessions: int
    move: Suggestion | None = None
    title: str = ""

    @property
    def number(self) -> str:
        """The sessions it rests on, to be read."""
        return whole(self.sessions)

    @property
    def is_too_few(self) -> bool:
        """Whether too few sessions were counted to suggest anything."""
        return self.sessions < FEWEST_SESSIONS

    @property
    def words(self) -> str:
        """The move in one sentence."""
        found = self.move
        if found is None:
            return ""
        return format_html(
            _(
                "Move <em>{step}</em> from {place} to {new_place}: about {minutes} minutes less "
                "per person (95% interval {low}–{high})."
            ),
            step=self.title,
            place=ordinal(found.place),
            new_place=ordinal(found.new_place),
            minutes=decimal(found.minutes, 1),
            low=decimal(found.interval.low, 1),
            high=decimal(found.interval.high, 1),
        )

    @property
    def plain(self) -> str:
        """What is said, in a file."""
        if self.is_too_few:
            return _("Too few sessions: %(number)s of at least %(fewest)s.") % {
                "number": self.sessions,
                "fewest": FEWEST_SESSIONS,
            }
        if self.move is None:
            return _("No move would surely save time.")
        return self.words.replace("<em>", "“").replace("</em>", "”")


def suggested(guide: Guide, sums: Sums, titles: Mapping[str, str]) -> Suggested:
    """The move that the sessions speak for, in the order of the guide's working copy."""
    found = suggest(
        draft_fixes(guide),
        {key: evidence(counts) for key, counts in sums.steps.items()},
        sums.started,
        staying=sums.staying,
    )
    title = (titles.get(found.step) or _title(guide, found.step)) if found else ""
    return Suggested(sums.started, found, title)


def _title(guide: Guide, step: str) -> str:
    """A step's title in the working copy."""
    return guide.placements.select_related("step").get(step__key=step).step.title


@require_POST
@permission_required("troubleshooter.change_guide", raise_exception=True)
def moves(request: HttpRequest, object_id: int) -> HttpResponse:
    """Move a step in the working copy, say what was done, and go back to the statistics."""
    guide = get_object_or_404(Guide, pk=object_id)
    form = MoveForm(request.POST)
    try:
        if not form.is_valid():
            raise NotAllowed
        step = form.cleaned_data["step"]
        before, after = move(guide, step, form.cleaned_data["place"])
    except NotAllowed:
        messages.error(
            request,
            _("Nothing was moved: the draft has changed, and the step cannot stand there now."),
        )
    else:
        _say(request, guide, _title(guide, step), before, after)
    query = request.GET.urlencode()
    address = reverse("admin:troubleshooter_guide_statistics", args=(guide.pk,))
    return HttpResponseRedirect(f"{address}?{query}" if query else address)


def _say(request: HttpRequest, guide: Guide, title: str, before: int, after: int) -> None:
    said = {"step": title, "before": ordinal(before), "after": ordinal(after)}
    messages.success(
        request,
        _(
            "“%(step)s” was moved from %(before)s to %(after)s in the draft. Visitors still get "
            "the live edition: they will see it when somebody publishes."
        )
        % said,
    )
    LogEntry.objects.log_actions(
        request.user.pk,
        [guide],
        CHANGE,
        _("Moved “%(step)s” from %(before)s to %(after)s.") % said,
        single_object=True,
    )
