"""Many rows told to the database as one JSON text: a statement with a placeholder for each value
takes both sides longer to read than the rows take to be written.

Called by the models that folding writes; owns how rows are told, never what is done with them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache, lru_cache
from itertools import batched
from typing import Any

import msgspec
from django.db import connection, models

from .prepared import cursor

AT_ONCE = 500
"""Rows of one statement."""

CONVERTED = models.DateField, models.UUIDField
"""Fields whose values each database has in a form of its own; of others JSON has them as they are.
A moment is a date here, and a key has the form of what it points to."""


def given(model: type[models.Model], columns: Iterable[str]) -> str:
    """What stands behind FROM for rows of these columns of the model's: what was not told of a row
    is NULL. It has one placeholder, for what `execute` tells."""
    return _given(model, tuple(columns), connection.vendor)


def execute(
    statement: str, model: type[models.Model], rows: Iterable[Mapping[str, Any]]
) -> list[tuple[Any, ...]]:
    """Execute a statement that reads rows that are `given`, told as values by column name. What it
    returns of them, if it says RETURNING."""
    found: list[tuple[Any, ...]] = []
    with cursor(connection) as database:
        for some in batched(rows, AT_ONCE):
            database.execute(statement, [_told(model, some)])
            if database.description:
                found += database.fetchall()
    return found


@lru_cache(64)  # on SQLite the columns are those that a batch changes
def _given(model: type[models.Model], columns: tuple[str, ...], vendor: str) -> str:
    if vendor == "postgresql":
        types = {field.column: field.db_type(connection) for field in model._meta.concrete_fields}
        parts = [f"{_quoted(name)} {types[name]}" for name in columns]
        return f"json_to_recordset(%s::json) AS given({', '.join(parts)})"
    parts = [f"json_extract(value, '$.{name}') AS {_quoted(name)}" for name in columns]
    return f"(SELECT {', '.join(parts)} FROM json_each(%s)) AS given"  # noqa: S608 (our own names)


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _told(model: type[models.Model], rows: Iterable[Mapping[str, Any]]) -> str:
    told = [dict(row) for row in rows]
    for column, convert in _converted(model):
        known: dict[Any, Any] = {}  # few of them differ
        for row in told:
            if (value := row.get(column)) is not None:
                if value not in known:
                    known[value] = convert(value, connection)
                row[column] = known[value]
    return msgspec.json.encode(told).decode()


@cache
def _converted(model: type[models.Model]) -> list[tuple[str, Callable[[Any, Any], Any]]]:
    """Such columns, and what converts them."""
    return [
        (str(field.column), field.get_db_prep_save)
        for field in model._meta.concrete_fields
        if isinstance(getattr(field, "target_field", field), CONVERTED)
    ]
