"""Adding to the tallies: plain SQL, because a batch is some hundred rows of fifty columns.

Called by folding and rebuilding, which hold the lock. Each row is changed where it is, without
being read: that takes a tenth of the time that as many model instances would.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from django.db import IntegrityError, connection

from ..core.tallies import COLUMNS
from .editions import guide_of
from .given import execute, given
from .tallies import DIMENSIONS, Tally, month_of


class Row(NamedTuple):
    """What tells a row from all others: DIMENSIONS, with the edition's key."""

    edition_id: uuid.UUID
    span: str
    day: date
    by: str
    value: str
    kind: str
    key: str
    is_simulated: bool

    @classmethod
    def of(cls, tally: Tally) -> Row:
        """The row that the tally is."""
        return cls(*(getattr(tally, name) for name in cls._fields))


Changes = dict[Row, Counter[str]]
"""What to add to rows, by column; less than 0 takes away."""


def spread(changes: Changes) -> Changes:
    """Changes to days' rows, with the same changes to the rows of their months."""
    spans = dict(changes)
    for row, columns in changes.items():
        month = row._replace(span=Tally.Span.MONTH.value, day=month_of(row.day))
        total = spans.setdefault(month, Counter())
        for name, number in columns.items():
            total[name] += number
    return spans


def add(changes: Changes) -> None:
    """Add the changes to their rows. A row in which nothing is left vanishes.

    Only what was added can be taken away: IntegrityError otherwise, and nothing is to be kept.
    """
    rows = sorted(row for row, columns in changes.items() if any(columns.values()))
    shrunk = [row for row in rows if min(changes[row].values()) < 0]
    grown = sorted({*rows} - {*shrunk})
    if grown:
        _grow(grown, changes)
    if shrunk:
        _shrink(shrunk, changes)


def _grow(rows: Sequence[Row], changes: Changes) -> None:
    # PostgreSQL plans a statement once that stays the same. On SQLite each column costs its time,
    # and a batch changes some of the counts.
    named = {name for row in rows for name in changes[row]}
    is_whole = connection.vendor == "postgresql"
    used = [name for name in COLUMNS if is_whole or name in named]
    table, dimensions, columns = _names(used)
    rest = _quoted(name for name in COLUMNS if name not in used)
    names = ["guide_id", *dimensions, *columns, *rest]
    values = ["guide_id", *dimensions, *_numbers(columns), *"0" * len(rest)]
    sums = ", ".join(f"{name} = {table}.{name} + EXCLUDED.{name}" for name in columns)
    execute(
        f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(values)} "  # noqa: S608
        f"FROM {given(Tally, ['guide_id', *_columns(), *used])} "
        f"WHERE true ON CONFLICT ({', '.join(dimensions)}) DO UPDATE SET {sums}",
        Tally,
        ({"guide_id": guide_of(row.edition_id)} | _told(row, changes) for row in rows),
    )


def _shrink(rows: Sequence[Row], changes: Changes) -> None:
    table, dimensions, columns = _names(COLUMNS)
    same = " AND ".join(f"{table}.{name} = given.{name}" for name in dimensions)
    sums = ", ".join(
        f"{name} = {table}.{name} + {number}"
        for name, number in zip(columns, _numbers(columns), strict=True)
    )
    is_empty = " AND ".join(f"{table}.{name} = 0" for name in columns)
    found = execute(
        f"UPDATE {table} SET {sums} FROM {given(Tally, [*_columns(), *COLUMNS])} "  # noqa: S608
        f"WHERE {same} RETURNING {table}.id, {is_empty}",
        Tally,
        (_told(row, changes) for row in rows),
    )
    if len(found) != len(rows):
        raise IntegrityError("What is to be taken away from the tallies was never added.")
    empty = [pk for pk, is_left_empty in found if is_left_empty]
    Tally.objects.filter(pk__in=empty).delete()


def _told(row: Row, changes: Changes) -> dict[str, Any]:
    """The row's values and its changes by column."""
    return dict(zip(_columns(), row, strict=True)) | changes[row]


def _numbers(columns: Iterable[str]) -> list[str]:
    """The changes: 0 of those that were not told."""
    return [f"COALESCE(given.{name}, 0)" for name in columns]


def _names(counts: Iterable[str]) -> tuple[str, list[str], list[str]]:
    """The table, its dimensions and these counts as SQL names them."""
    return _quoted([Tally._meta.db_table])[0], _quoted(_columns()), _quoted(counts)


def _quoted(names: Iterable[str]) -> list[str]:
    return [connection.ops.quote_name(name) for name in names]


@cache
def _columns() -> list[str]:
    """The dimensions' columns."""
    known = {field.name: str(field.column) for field in Tally._meta.concrete_fields}
    return [known[name] for name in DIMENSIONS]
