"""A session's row together with what was said in it: what every screen is made of, in one query."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db import connection, models

from ..core import events as facts
from .devices import OnDevice, OnDevicesQuerySet
from .events import FACT, fact_of, facts_of
from .prepared import Prepared


class Heard(OnDevice):
    """What was said in a session, as far as it was read with the row."""

    _heard: list[facts.Event] | None = None

    class Meta:
        abstract = True

    def said(self) -> list[facts.Event]:
        """What was said: one query, none where it came with the row."""
        if self._heard is not None:
            return self._heard
        if "events" in getattr(self, "_prefetched_objects_cache", ()):
            return [row.fact for row in self.events.all()]  # type: ignore[attr-defined]
        return facts_of(self.pk)

    def forget_said(self) -> None:
        """Read it anew the next time: more may have been said."""
        self._heard = None


class HeardQuerySet[S: Heard](OnDevicesQuerySet[S]):
    """Sessions by their token; no further field is ever fetched behind the caller's back."""

    def by_token(self, token: str) -> S:
        """The session with this token and what was said in it: one query. Raises DoesNotExist."""
        columns = len(_columns(self.model))
        rows = _with_events(self.model).rows(token, same=columns)
        session = self._first(rows)
        session._heard = [fact_of(*row[columns:]) for row in rows if row[columns]]
        return session

    def locked(self, token: str) -> S:
        """The session with this token, locked until the transaction ends. Raises DoesNotExist.

        Where others may write meanwhile it comes alone, so that what is read then is what was said
        before the lock was had. On SQLite nobody may: the transaction has the whole database.
        """
        if connection.features.has_select_for_update:
            return self._first(_locked(self.model).rows(token))
        return self.by_token(token)

    def _first(self, rows: list[list[Any]]) -> S:
        if not rows:
            raise self.model.DoesNotExist
        names = _columns(self.model)
        values = rows[0][: len(names)]
        return self.model.from_db(self.db, names, values, fetch_mode=models.FETCH_RAISE)


@cache
def _columns(model: type[Heard]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


@cache
def _with_events(model: type[Heard]) -> Prepared:
    sessions = model._default_manager.order_by("events__at", "events__key")
    more = (f"events__{name}" for name in FACT)
    columns = (*_columns(model), *more)
    return Prepared(
        lambda token: sessions.filter(**{"token": token}).values_list(*columns), "a token"
    )


@cache
def _locked(model: type[Heard]) -> Prepared:
    sessions = model._default_manager.select_for_update(no_key=True).order_by()
    columns = _columns(model)
    return Prepared(
        lambda token: sessions.filter(**{"token": token}).values_list(*columns), "a token"
    )
