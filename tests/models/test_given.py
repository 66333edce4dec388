"""Rows told as one JSON text come to the database as they are, whatever stands in them."""

from datetime import UTC, date, datetime

import pytest

from tests.factories import published, started
from troubleshooter.core.tallies import Contribution
from troubleshooter.models import Folded, Tally, given
from troubleshooter.models.given import execute
from troubleshooter.models.outbox import Remembered, remembered

pytestmark = pytest.mark.django_db


def read(rows, *columns):
    """What the database reads in these columns of the rows."""
    source = given.given(Tally, columns)
    return execute(f"SELECT {', '.join(columns)} FROM {source}", Tally, rows)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "plain",
        "it's",
        'a "word"',
        "50 %s %",
        "back\\slash \\u0041",
        "日本 🙂",
        "null",
        "7",
    ],
)
def test_a_text_stays_as_it_is(text):
    assert read([{"value": text}, {"value": "next"}], "value") == [(text,), ("next",)]


def test_so_does_a_number_however_large():
    row = {"opened": 2**31 - 1, "seconds_squared": 2**63 - 1, "fixed": -7}
    assert read([row], *row) == [tuple(row.values())]


def test_what_is_not_told_of_a_row_is_null():
    rows = [{"opened": 5}, {"fixed": 0, "value": ""}, {"fixed": None}]
    found = [(5, None, None), (None, 0, ""), (None, None, None)]
    assert read(rows, "opened", "fixed", "value") == found


def test_each_row_is_there_however_many_there_are(monkeypatch):
    monkeypatch.setattr(given, "AT_ONCE", 3)
    for number in range(8):
        rows = [{"opened": n} for n in range(number)]
        assert read(rows, "opened") == [(n,) for n in range(number)]


def test_days_keys_and_truth_are_told_in_the_databases_own_form():
    edition, other = published().live, published("other").live
    row = {"edition_id": edition.pk, "day": date(2026, 2, 3), "is_simulated": True}
    Tally.objects.create(guide=edition.guide, span="day", **row)
    changed = {"edition_id": other.pk, "day": date(2026, 2, 4), "is_simulated": False}
    rows = [row, *(row | {name: value} for name, value in changed.items())]
    same = " AND ".join(f"known.{name} = given.{name}" for name in row)
    found = execute(
        f"SELECT given.opened FROM {Tally._meta.db_table} known "
        f"JOIN {given.given(Tally, [*row, 'opened'])} ON {same}",
        Tally,
        [row | {"opened": number} for number, row in enumerate(rows)],
    )
    assert found == [(0,)]


def test_moments_and_what_json_holds_come_back_as_they_were():
    first, second = (started(guide) for guide in (published(), published("other")))
    due = datetime(2026, 2, 3, 4, 5, 6, 789, UTC)
    adds = Contribution(date(2026, 2, 3), (("", ""),), {"step/ä'\"\\%s": {"shown": 1}})
    rows = [
        Remembered(first.pk, adds, due, [("paper", "fixed", 1.25), ("cable", "later", None)]),
        Remembered(second.pk, adds, None, None),
    ]
    for _again in range(2):
        Folded.objects.remember(rows, lessons=True)
        found = sorted(remembered([first.pk, second.pk]))
        assert [
            row._replace(lesson=row.lesson and [*map(tuple, row.lesson)]) for row in found
        ] == rows
    Folded.objects.remember([row._replace(due_at=due, lesson=None) for row in rows], lessons=False)
    assert [row.due_at for row in Folded.objects.all()] == [due, due]
    assert Folded.objects.get(lesson__isnull=True).pk == second.pk
