"""A guide's statistics for staff: a page, and what it shows as CSV. Reached through the admin."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

from django.contrib import admin
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from ...forms import StatisticsForm
from ...models import Edition, Guide
from ..limited import limited
from . import course, steps
from .choices import by_choice, offered
from .comparison import compared
from .files import file
from .freshness import freshen
from .learned import LearnedReport
from .reading import Selection
from .suggestion import Suggested, suggested
from .tables import FEWEST, Table

PAGE = "admin/troubleshooter/guide/statistics.html"


@require_GET
@permission_required("troubleshooter.view_statistics", raise_exception=True)
@limited("reports")
def statistics(request: HttpRequest, object_id: int) -> HttpResponse:
    """What became of a guide's sessions; with `format=csv` what the page shows as a file."""
    guide = get_object_or_404(Guide, pk=object_id)
    editions = list(guide.editions.only("number", "published_at").order_by("-number"))
    people = offered(editions[0].document) if editions else []
    form = StatisticsForm([(str(one.number), _label(one)) for one in editions], people, request.GET)
    context = admin.site.each_context(request) | {
        "title": _("Statistics"),
        "subtitle": guide.title,
        "opts": Guide._meta,
        "guide": guide,
        "is_published": bool(editions),
        "form": form,
    }
    if not form.is_valid():
        return render(request, PAGE, context, status=400)
    fresh = freshen(timezone.now())
    report = Report(guide, editions, form)
    if request.GET.get("format") == "csv":
        return file(f"{guide.slug}-statistics", report.tables, report.said())
    query = request.GET.copy()
    query["format"] = "csv"
    context |= {"report": report, "fresh": fresh, "csv_query": query.urlencode()}
    return render(request, PAGE, context)


def _label(edition: Edition) -> str:
    day = timezone.localdate(edition.published_at)
    return _("Edition %(number)s, %(day)s") % {"number": edition.number, "day": day.isoformat()}


class Report:
    """All that the page shows of the chosen sessions: tables in order, and the suggestion."""

    def __init__(self, guide: Guide, editions: Sequence[Edition], form: StatisticsForm) -> None:
        self.guide, self.editions, self.form = guide, editions, form
        self.selection = self._selection(form.number, form.period)
        self.sums = self.selection.sums()
        self.least = FEWEST if form.answer else 0
        self.is_too_few = 0 < self.sums.started < self.least

    def _selection(self, number: int | None, period: tuple[Any, Any]) -> Selection:
        edition = next((one for one in self.editions if one.number == number), None)
        simulated = self.form.cleaned_data["sessions"] == "simulated"
        return Selection(self.guide, edition, *period, self.form.answer, simulated)

    @cached_property
    def listed(self) -> Edition | None:
        """The edition whose steps are listed: the chosen one, else the live, else the newest."""
        chosen = self.selection.edition
        live = (one for one in self.editions if one.pk == self.guide.live_id)
        return chosen or next(live, None) or next(iter(self.editions), None)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show in tables."""
        return self.listed is None or not self.sums.started or self.is_too_few

    @property
    def excluded(self) -> str:
        """How many sessions are left out, and why; "" where none is, or too few to say."""
        known = self.sums.sessions
        return course.excluded(known) if known.excluded >= max(self.least, 1) else ""

    @cached_property
    def tables(self) -> list[Table]:
        """Every table of the page, from top to bottom; none where there is nothing to count."""
        if self.is_empty:
            return []
        parts = [self.headline, self.rates, self.why, self.counts, self.funnel, self.trend]
        learned = self.learned.tables if self.learned else []
        return [part for part in parts if part] + learned + self.choices + self.comparison

    @cached_property
    def headline(self) -> Table:
        return course.headline(self.sums, self.least)

    @cached_property
    def _steps(self) -> list[steps.Listed]:
        return steps.listed(self.listed.document, self.sums, self._titles)

    @cached_property
    def rates(self) -> Table:
        return steps.rates(self._steps, self.least)

    @cached_property
    def why(self) -> Table | None:
        return steps.reasons(self._steps, self.least)

    @cached_property
    def counts(self) -> Table:
        return steps.counted(self._steps, self.least)

    @cached_property
    def funnel(self) -> Table:
        return course.funnel(self.sums, self._steps, self.least)

    @cached_property
    def trend(self) -> Table | None:
        published = [
            (timezone.localdate(one.published_at), _("Edition %s") % one.number)
            for one in self.editions
        ]
        return course.trends(
            self.selection.by_day(),
            self.form.period,
            timezone.localdate(),
            self.form.cleaned_data["trend"],
            published,
            self.least,
        )

    @cached_property
    def choices(self) -> list[Table]:
        """By the answer to each question; of everybody only, as answers are not counted in
        pairs."""
        if self.form.answer:
            return []
        document = self.listed.document
        return by_choice(document, self.selection.by_choice(document.use))

    @cached_property
    def comparison(self) -> list[Table]:
        """Beside the other edition or period, where one was chosen."""
        if not self.form.is_comparing:
            return []
        other = self._selection(self.form.other_number, self.form.other_period)
        sums = other.sums()
        if sums.started < max(self.least, 1):
            return []
        names = self._name(self.selection), self._name(other)
        return compared(
            self.listed.document, self.sums, sums, self._titles_of(sums.steps), names, self.least
        )

    @cached_property
    def learned(self) -> LearnedReport | None:
        """What was learned; nothing for a group of people that is not learned from apart."""
        if self.form.answer or self.is_empty:
            return None
        return LearnedReport(self.listed.document, self.selection, self._titles)

    @cached_property
    def suggestion(self) -> Suggested | None:
        """The move that all chosen sessions speak for; none for a group of people, or where staff
        want none."""
        if self.learned is None or not self.learned.learning.is_suggesting:
            return None
        return suggested(self.guide, self.sums, self._titles)

    def said(self) -> Iterator[Sequence[object]]:
        """What else a file says: the suggestion, and what was chosen."""
        if self.suggestion:
            yield _("Suggestion"), self.suggestion.plain
        if self.learned:
            for sentence in self.learned.sentences:
                yield _("Order of the steps"), sentence
        yield _("Guide"), self.guide.title
        yield from self.form.said()

    def _name(self, selection: Selection) -> str:
        edition = selection.edition
        what = _("Edition %s") % edition.number if edition else _("All editions")
        if selection.first and selection.last:
            return f"{what}, {selection.first} – {selection.last}"
        if selection.first:
            return _("%(what)s, from %(day)s") % {"what": what, "day": selection.first}
        if selection.last:
            return _("%(what)s, until %(day)s") % {"what": what, "day": selection.last}
        return what

    @cached_property
    def _titles(self) -> dict[str, str]:
        return self._titles_of(self.sums.steps)

    def _titles_of(self, keys: Any) -> dict[str, str]:
        """Step titles by key: the listed edition's, then as the newest edition that has it says."""
        titles = {key: step.title for key, step in self.listed.document.step.items()}
        for edition in self.editions:
            missing = {*self.sums.steps, *keys} - titles.keys()
            if not missing:
                break
            known = edition.document.step
            titles |= {key: known[key].title for key in missing & known.keys()}
        return titles
