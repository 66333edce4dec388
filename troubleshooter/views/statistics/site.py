"""The statistics of all guides: which are used, which fix, which get worse."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from django.contrib import admin
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from ...core.intervals import Interval, difference_of_shares
from ...core.statistics import fixed_bounds
from ...core.tallies import Counts
from ...forms import PeriodForm
from ...models import Guide, Tally
from ..limited import limited
from .files import file
from .freshness import freshen
from .reading import FARED, Sums, median_seconds
from .tables import Column, Row, Table, difference, minutes, number, share

PAGE = "admin/troubleshooter/guide/site_statistics.html"

WEEK, BEFORE = 7, 28
"""Days: this week, and the weeks before it that it is compared with."""

SURE = 0.99
"""A guide is called worse only with this certainty: among many guides chance is busy."""


@require_GET
@permission_required("troubleshooter.view_statistics", raise_exception=True)
@limited("reports")
def site_statistics(request: HttpRequest) -> HttpResponse:
    """All guides by sessions, and those that get worse; with `format=csv` as a file."""
    form = PeriodForm(request.GET)
    context = admin.site.each_context(request) | {
        "title": _("Statistics of all guides"),
        "opts": Guide._meta,
        "form": form,
        "subtitle": None,
    }
    if not form.is_valid():
        return render(request, PAGE, context, status=400)
    fresh = freshen(timezone.now())
    guides = dict(Guide.objects.values_list("pk", "title"))
    tables = [_worse(guides, timezone.localdate()), _guides(guides, *form.period)]
    if request.GET.get("format") == "csv":
        return file("statistics", tables, form.said())
    query = request.GET.copy()
    query["format"] = "csv"
    context |= {
        "worse": tables[0],
        "guides": tables[1],
        "fresh": fresh,
        "csv_query": query.urlencode(),
    }
    return render(request, PAGE, context)


def _sums(first: date | None, last: date | None) -> dict[int, Counts]:
    rows = Tally.objects.real().of_all().about_sessions().between(first, last)
    return {guide: counts for (guide,), counts in rows.added_up("guide_id", columns=FARED).items()}


def _guides(guides: Mapping[int, str], first: date | None, last: date | None) -> Table:
    sums = {
        pk: Sums(counts)
        for pk, counts in _sums(first, last).items()
        if counts.started or counts.excluded
    }
    return Table(
        name="guides",
        is_explained=True,
        title=_("All guides"),
        first=_("Guide"),
        columns=[
            Column(_("Sessions"), _("Those in which something was said.")),
            Column(
                _("Fixed, of all"),
                _(
                    "From the share that said so to that share if everybody who left, waits or is "
                    "under way had been fixed too."
                ),
                is_range=True,
            ),
            Column(
                _("Median minutes to the fix"),
                _("From opening the guide; half of those fixed needed less."),
            ),
            Column(_("Still waiting"), _("They did a step whose result takes time.")),
            Column(
                _("Excluded"),
                _("Sessions in no other figure: too quick to be true, or part of a flood."),
            ),
        ],
        rows=[
            _row(pk, guides[pk], sums[pk])
            for pk in sorted(sums, key=lambda pk: (-sums[pk].started, guides[pk]))
        ],
        lead=[_("The guides with the most sessions first.")],
    )


def _row(pk: int, title: str, sums: Sums) -> Row:
    known = sums.sessions
    bounds = fixed_bounds(known.fixed, sums.unknown, sums.started)
    return Row(
        title,
        [
            number(sums.started),
            share(bounds.low, bounds, sums.started),
            minutes(median_seconds(known)),
            number(known.waiting),
            number(known.excluded),
        ],
        url=_address(pk),
    )


def _worse(guides: Mapping[int, str], today: date) -> Table:
    """The guides that fix a smaller share of their sessions than before, the worst first."""
    begin = today - timedelta(days=WEEK - 1)
    now = _sums(begin, today)
    before = _sums(begin - timedelta(days=BEFORE), begin - timedelta(days=1))
    found = []
    for pk in now.keys() & before.keys():
        (fixed, ended), (old_fixed, old_ended) = _ended(now[pk]), _ended(before[pk])
        sure = difference_of_shares(fixed, ended, old_fixed, old_ended, SURE)
        if sure.high < 0:
            drop = 100 * (fixed / ended - old_fixed / old_ended)
            cells = [
                share(fixed / ended, None, ended),
                share(old_fixed / old_ended, None, old_ended),
                difference(drop, Interval(100 * sure.low, 100 * sure.high), digits=1),
                number(ended),
            ]
            found.append((drop, Row(guides[pk], cells, url=_address(pk))))
    return Table(
        name="worse",
        is_explained=True,
        title=_("Getting worse this week"),
        first=_("Guide"),
        columns=[
            Column(_("Fixed this week"), _("Of the last seven days' sessions that ended.")),
            Column(_("Before"), _("The same of the four weeks before those.")),
            Column(
                _("Change"),
                _("In percentage points, with the range it lies in with 99% certainty."),
                is_range=True,
            ),
            Column(_("Sessions that ended"), _("This week: all but those waiting or under way.")),
        ],
        rows=[row for _drop, row in sorted(found, key=lambda item: item[0])],
        lead=[
            _(
                "Guides whose share of fixed sessions fell so far that chance alone would hardly "
                "do it. Perhaps a screen or a cause has changed: look at the guide's trend."
            )
        ],
    )


def _ended(counts: Counts) -> tuple[int, int]:
    """How many were fixed, of those neither waiting nor under way."""
    return counts.fixed, counts.started - counts.waiting - counts.going


def _address(pk: int) -> str:
    return reverse("admin:troubleshooter_guide_statistics", args=(pk,))
