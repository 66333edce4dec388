"""Small queries that every screen or every fold needs, compiled once: of a query for one row,
building its SQL anew takes nine tenths of the time.

Called by the models whose rows those read; owns the compiled SQL, never a row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import batched, chain
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections, models

AT_ONCE = 256
"""Keys of one statement."""


class Prepared:
    """The rows of one queryset, whose SQL is built at the first use on each kind of database.

    `make` is called with `samples`, one value for each place that later values fill, and returns a
    queryset of `values_list`. The samples have to differ from each other and from all else in it.
    """

    def __init__(self, make: Callable[..., models.QuerySet[Any, Any]], *samples: str | int) -> None:
        self._make = make
        self._samples = samples
        self._built: dict[str, tuple[str, tuple[Any, ...], list[tuple[int, Any, Any]]]] = {}

    def rows(self, *values: str | int, same: int = 0) -> list[list[Any]]:
        """The rows with these values in the places of the samples, as the fields' own types.

        The first `same` columns, which a join repeats in every row, are converted in the first
        row alone.
        """
        database = connections[DEFAULT_DB_ALIAS]  # looked up once: each time costs microseconds
        sql, places, converters = self._built.get(database.vendor) or self._build()
        filled = [values[part] if kind else part for kind, part in places]
        with cursor(database) as asked:
            asked.execute(sql, filled)
            rows = [list(row) for row in asked.fetchall()]
        for number, row in enumerate(rows):
            for column, convert, expression in converters:
                if number and column < same:
                    continue
                for converter in convert:
                    row[column] = converter(row[column], expression, database)
        return rows

    def _build(self) -> tuple[str, tuple[Any, ...], list[tuple[int, Any, Any]]]:
        """The SQL, its parameters as (is it a place?, place or value), and the converters."""
        compiler = self._make(*self._samples).query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        places = tuple(
            (True, self._samples.index(value)) if value in self._samples else (False, value)
            for value in params
        )
        found = compiler.get_converters([column for column, *_ in compiler.select])
        converters = [(column, *parts) for column, parts in found.items()]
        self._built[connection.vendor] = sql, places, converters
        return self._built[connection.vendor]


class PreparedForMany:
    """The rows of one queryset that depends on any number of keys. That number is rounded up to a
    power of two, the last key being said again, so that few statements are built.

    `make` is called with the keys and `samples`, numbers below -AT_ONCE in the places of further
    values. It names nothing else below 0.
    """

    def __init__(self, make: Callable[..., models.QuerySet[Any, Any]], *samples: int) -> None:
        self._make = make
        self._samples = samples
        self._sizes: dict[int, Prepared] = {}

    def rows(self, keys: Iterable[int], *values: int) -> Iterator[list[Any]]:
        """The rows of these keys, as the fields' own types."""
        more = len(values)
        for some in batched(keys, AT_ONCE):
            size = 1 << (len(some) - 1).bit_length()
            if size not in self._sizes:
                self._sizes[size] = Prepared(
                    lambda *all_of_it: self._make(all_of_it[more:], *all_of_it[:more]),
                    *self._samples,
                    *range(-size, 0),
                )
            yield from self._sizes[size].rows(*values, *some, *some[-1:] * (size - len(some)))


def cursor(database: Any) -> Any:
    """One whose statements the database plans once, where it has such cursors."""
    return getattr(database, "preparing_cursor", database.cursor)()


def insert(*rows: tuple[type[models.Model], Sequence[Any]]) -> None:
    """Add the rows, each its model and the values of its columns in their order, but for a key that
    the database makes; and no more: no key is told, no signal sent. On PostgreSQL they are one
    statement."""
    statements = [_inserting(model, connection.vendor) for model, _values in rows]
    values = [list(own) for _model, own in rows]
    for (_sql, converted), own in zip(statements, values, strict=True):
        for place, field in converted:
            own[place] = field.get_db_prep_save(own[place], connection)
    with cursor(connection) as told:
        if connection.vendor == "postgresql":
            told.execute(_together(*(sql for sql, _converted in statements)), [*chain(*values)])
            return
        for (sql, _converted), own in zip(statements, values, strict=True):
            told.execute(sql, own)


AS_THEY_ARE = models.CharField, models.ForeignKey, models.IntegerField
"""Fields whose values the database takes as they are."""


@cache
def _inserting(
    model: type[models.Model], _vendor: str
) -> tuple[str, list[tuple[int, models.Field[Any, Any]]]]:
    """The statement, and the places of the values that are converted for it, with their fields."""
    fields = [field for field in model._meta.concrete_fields if field is not model._meta.auto_field]
    quoted = connection.ops.quote_name
    columns = ", ".join(quoted(str(field.column)) for field in fields)
    places = ", ".join("%s" for _ in fields)
    sql = f"INSERT INTO {quoted(model._meta.db_table)} ({columns}) VALUES ({places})"  # noqa: S608
    found = [pair for pair in enumerate(fields) if not isinstance(pair[1], AS_THEY_ARE)]
    return sql, found


@cache
def _together(*statements: str) -> str:
    """One statement that does what these do."""
    *others, last = statements
    named = ", ".join(f"part_{number} AS ({sql})" for number, sql in enumerate(others))
    return f"WITH {named} {last}" if others else last
