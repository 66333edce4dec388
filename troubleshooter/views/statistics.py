"""A guide's statistics for staff: a page, and what it shows as CSV. Reached through the admin."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from ..core.counting import add_up
from ..models import Edition, Guide, TroubleshootingSession
from ..models.sessions import SessionQuerySet
from .reports import COUNTS, MEDIAN, MEDIAN_MEANING, REASON_HEADINGS, Report
from .screens import OUTCOME_LABELS

ALL = "all"
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a cell must not begin with: a spreadsheet would read a formula."""


class StatisticsForm(forms.Form):
    """`edition` (a number, or all), `from` and `to` (the days on which sessions started)."""

    edition = forms.ChoiceField(label=gettext_lazy("Edition"), required=False)

    def __init__(self, editions: Sequence[Edition], data: Any) -> None:
        super().__init__(data)
        numbers = [(str(edition.number), _label(edition)) for edition in editions]
        self.fields["edition"].choices = [(ALL, _("All editions")), *numbers]
        # A class body could not name a field "from".
        self.fields["from"] = _day(gettext_lazy("Started from"))
        self.fields["to"] = _day(gettext_lazy("Started until"))

    def clean(self) -> dict[str, Any]:
        chosen = super().clean() or self.cleaned_data
        first, last = chosen.get("from"), chosen.get("to")
        if first and last and first > last:
            self.add_error("to", _("This day is before the first one."))
        return chosen

    @property
    def number(self) -> int | None:
        """The edition chosen; None for all."""
        chosen = self.cleaned_data["edition"]
        return int(chosen) if chosen and chosen != ALL else None

    def narrowed(self, sessions: SessionQuerySet) -> SessionQuerySet:
        """The sessions that were chosen."""
        if self.number:
            sessions = sessions.filter(edition__number=self.number)
        if first := self.cleaned_data["from"]:
            sessions = sessions.filter(started_at__gte=_midnight(first))
        if last := self.cleaned_data["to"]:
            sessions = sessions.filter(started_at__lt=_midnight(last + timedelta(days=1)))
        return sessions

    def said(self) -> list[tuple[str, str]]:
        """The choices in words: label and value."""
        return [
            (str(field.label), str(self.cleaned_data[name] or _("all")))
            for name, field in self.fields.items()
        ]


def _label(edition: Edition) -> str:
    day = timezone.localdate(edition.published_at)
    return _("Edition %(number)s, %(day)s") % {"number": edition.number, "day": day.isoformat()}


def _day(label: Any) -> forms.DateField:
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, input_formats=["%Y-%m-%d"], widget=widget)


def _midnight(day: date) -> datetime:
    """The beginning of a day in the site's time zone."""
    return timezone.make_aware(datetime.combine(day, time.min))


@require_GET
@permission_required("troubleshooter.view_statistics", raise_exception=True)
def statistics(request: HttpRequest, object_id: int) -> HttpResponse:
    """What became of a guide's sessions; with `format=csv` what the page shows as a file."""
    guide = get_object_or_404(Guide, pk=object_id)
    editions = list(guide.editions.only("number", "published_at").order_by("-number"))
    form = StatisticsForm(editions, request.GET)
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
    report = _report(guide, editions, form)
    if request.GET.get("format") == "csv":
        return _file(guide, _lines(guide, report, form))
    query = request.GET.copy()
    query["format"] = "csv"
    context |= {
        "report": report,
        "counts": COUNTS,
        "reasons": REASON_HEADINGS,
        "median": (MEDIAN, MEDIAN_MEANING),
        "csv_query": query.urlencode(),
    }
    return render(request, PAGE, context)


PAGE = "admin/troubleshooter/guide/statistics.html"


def _report(guide: Guide, editions: Sequence[Edition], form: StatisticsForm) -> Report:
    """The chosen sessions' counts, listed as the chosen edition has the steps, else the live."""
    sessions = form.narrowed(TroubleshootingSession.objects.of_guide(guide))
    counts = add_up(sessions.stories(timezone.now()))
    listed = [
        edition
        for edition in editions
        if (edition.number == form.number if form.number else edition.pk == guide.live_id)
    ]
    return Report(counts, next(iter(listed or editions), None), editions)


def _lines(guide: Guide, report: Report, form: StatisticsForm) -> Iterator[Sequence[object]]:
    """The tables as one, then what became of the sessions, and what was chosen."""
    headings = [heading for _name, heading, _meaning in COUNTS]
    reasons = [f"{OUTCOME_LABELS['could_not']}: {heading}" for heading in REASON_HEADINGS]
    yield _("Step"), *headings, MEDIAN, *reasons
    for row in report.rows:
        median = "" if row.median_minutes is None else row.median_minutes
        yield row.title, *(number for _name, number in row.numbers), median, *row.reasons
    yield ()
    yield _("Started"), report.counts.started
    yield from ((label, number) for label, _meaning, number in report.sessions)
    yield _("Only opened"), report.opened
    for title, number in report.left_questions:
        yield _("Left at the question “%s”") % title, number
    yield ()
    yield _("Guide"), guide.title
    yield from form.said()


def _file(guide: Guide, lines: Iterator[Sequence[object]]) -> HttpResponse:
    """The lines as CSV. The mark at the beginning makes Excel read it as UTF-8."""
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    name = f"{guide.slug}-statistics-{timezone.localdate().isoformat()}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    csv.writer(response).writerows([_cell(value) for value in line] for line in lines)
    return response


def _cell(value: object) -> object:
    """A number as it is, a text with an apostrophe before what would begin a formula."""
    if isinstance(value, int | float):
        return value
    text = str(value)
    return f"'{text}" if text.startswith(RISKY) else text
