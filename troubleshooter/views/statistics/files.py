"""What a page of statistics shows, as a CSV file that is safe to open in a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence

from django.http import HttpResponse
from django.utils import timezone

from .tables import Table

RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a cell must not begin with: a spreadsheet would read a formula."""


def file(name: str, tables: Iterable[Table], more: Iterable[Sequence[object]]) -> HttpResponse:
    """The tables one after another, then other lines. The mark at the beginning makes Excel read
    it as UTF-8."""
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    name = f"{name}-{timezone.localdate().isoformat()}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    writer = csv.writer(response)
    for table in tables:
        writer.writerows([_cell(value) for value in line] for line in table.lines())
        writer.writerow(())
    writer.writerows([_cell(value) for value in line] for line in more)
    return response


def _cell(value: object) -> object:
    """A number as it is, a text with an apostrophe before what would begin a formula."""
    if isinstance(value, int | float):
        return value
    text = str(value)
    return f"'{text}" if text.startswith(RISKY) else text
