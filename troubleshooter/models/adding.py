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
from itertools import batched, chain
from typing import Any, NamedTuple

from django.db import IntegrityError, connection, models

from ..core.tallies import COLUMNS
from .editions import guide_of
from .tallies import DIMENSIONS, Tally, month_of

AT_ONCE = 200
"""Rows of one statement."""


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
    # A batch changes some of the counts, and the others are not worth a number in each row.
    named = {name for row in rows for name in changes[row]}
    used = [name for name in COLUMNS if name in named]
    rest = [name for name in COLUMNS if name not in named]
    table, dimensions, columns = _names(used)
    names = ["guide_id", *dimensions, *columns, *map(connection.ops.quote_name, rest)]
    sums = ", ".join(f"{name} = {table}.{name} + EXCLUDED.{name}" for name in columns)
    with connection.cursor() as cursor:
        for some in batched(rows, AT_ONCE):
            values = ((guide_of(row.edition_id), *_values(row)) for row in some)
            cursor.execute(
                f"INSERT INTO {table} ({', '.join(names)}) "  # noqa: S608 (names of our own)
                f"SELECT {', '.join(['given.*', *'0' * len(rest)])} "
                f"FROM (VALUES {_lines(1 + len(dimensions), some, changes, used)}) AS given "
                f"WHERE true ON CONFLICT ({', '.join(dimensions)}) DO UPDATE SET {sums}",
                list(chain.from_iterable(values)),
            )


def _shrink(rows: Sequence[Row], changes: Changes) -> None:
    table, dimensions, columns = _names(COLUMNS)
    places = len(dimensions) + 1
    # Where nobody names the columns of VALUES, both databases call them column1 and so on.
    same = " AND ".join(f"{table}.{name} = minus.column{n}" for n, name in enumerate(dimensions, 1))
    sums = ", ".join(
        f"{name} = {table}.{name} + minus.column{n}" for n, name in enumerate(columns, places)
    )
    is_empty = " AND ".join(f"{table}.{name} = 0" for name in columns)
    empty: list[int] = []
    with connection.cursor() as cursor:
        for some in batched(rows, AT_ONCE):
            cursor.execute(
                f"UPDATE {table} SET {sums} "  # noqa: S608
                f"FROM (VALUES {_lines(len(dimensions), some, changes, COLUMNS)}) AS minus "
                f"WHERE {same} RETURNING {table}.id, {is_empty}",
                list(chain.from_iterable(map(_values, some))),
            )
            found = cursor.fetchall()
            if len(found) != len(some):
                raise IntegrityError("What is to be taken away from the tallies was never added.")
            empty += [pk for pk, is_left_empty in found if is_left_empty]
    Tally.objects.filter(pk__in=empty).delete()


def _lines(places: int, rows: Iterable[Row], changes: Changes, columns: Sequence[str]) -> str:
    """The rows' changes to these columns as lines of VALUES, after so many placeholders each. Whole
    numbers may stand in the statement itself: placeholders are what costs time."""
    own = ", ".join(["%s"] * places)
    numbers = ([str(changes[row][name]) for name in columns] for row in rows)
    return ", ".join(f"({own}, {', '.join(some)})" for some in numbers)


def _names(counts: Iterable[str]) -> tuple[str, list[str], list[str]]:
    """The table, its dimensions and these counts as SQL names them."""
    quote = connection.ops.quote_name
    dimensions = [quote(field.column or "") for field in _fields()]
    return quote(Tally._meta.db_table), dimensions, [quote(name) for name in counts]


def _values(row: Row) -> tuple[Any, ...]:
    """What the database is told of the dimensions."""
    return tuple(
        field.get_db_prep_save(value, connection)
        for field, value in zip(_fields(), row, strict=True)
    )


@cache
def _fields() -> list[models.Field[Any, Any]]:
    known = {field.name: field for field in Tally._meta.concrete_fields}
    return [known[name] for name in DIMENSIONS]
