"""On PostgreSQL small queries are planned once, and a line that was hung up is noticed."""

import logging
import socket
import time
from types import SimpleNamespace

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext
from psycopg import OperationalError
from psycopg_pool import ConnectionPool

from helpdesk.databases import database
from helpdesk.postgresql import pool
from helpdesk.postgresql.base import AFTER
from tests.factories import published, started
from troubleshooter.core.events import Attempt
from troubleshooter.models import Event, TroubleshootingSession, Unfolded
from troubleshooter.models.events import values_of
from troubleshooter.models.prepared import insert

needs_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite has neither lines nor plans to keep"
)


# --- Does it still live? ---


@pytest.fixture
def line(monkeypatch):
    """A connection that is only its line, whose other end the test has; and who was asked."""
    ours, theirs = socket.socketpair()
    asked = []
    monkeypatch.setattr(pool, "_drained_at", float("-inf"))
    monkeypatch.setattr(ConnectionPool, "check_connection", asked.append)
    with ours, theirs:
        yield SimpleNamespace(fileno=ours.fileno), theirs, asked


def test_the_server_is_asked_when_a_line_is_lent_for_the_first_time(line):
    connection, _theirs, asked = line
    pool.check_connection(connection)
    assert asked == [connection]


def test_a_line_that_was_used_just_now_is_believed(line):
    connection, _theirs, asked = line
    for _ in range(3):
        pool.check_connection(connection)
    assert len(asked) == 1


def test_once_a_line_broke_those_that_wait_are_given_up_once_for_all_that_broke_with_it(
    line, monkeypatch
):
    connection, theirs, _asked = line
    drained = []
    pooled = SimpleNamespace(drain=lambda: drained.append(1))
    lines = [SimpleNamespace(fileno=connection.fileno, _pool=pooled) for _ in range(3)]
    for one in lines:
        pool.check_connection(one)

    def hung_up(_connection):
        raise OperationalError("hung up")

    monkeypatch.setattr(ConnectionPool, "check_connection", hung_up)
    theirs.close()
    with pytest.raises(OperationalError, match="hung up"):
        pool.check_connection(lines[0])
    for one in lines[1:]:
        pool.broke(one)
    assert drained == [1]
    with pytest.raises(OperationalError, match="hung up"):
        pool.check_connection(SimpleNamespace(fileno=connection.fileno, _pool=pooled))
    assert drained == [1, 1]


@pytest.mark.parametrize("word", [b"terminating connection", b""], ids=["told", "hung up"])
def test_where_something_came_unasked_the_server_is_asked(line, word):
    connection, theirs, asked = line
    pool.check_connection(connection)
    theirs.send(word) if word else theirs.close()
    pool.check_connection(connection)
    assert len(asked) == 2


def test_a_line_that_was_idle_for_long_is_not_believed(line, monkeypatch):
    connection, _theirs, asked = line
    pool.check_connection(connection)
    later = time.monotonic() + pool.BELIEVED + 1
    monkeypatch.setattr(pool, "time", SimpleNamespace(monotonic=lambda: later))
    pool.check_connection(connection)
    assert len(asked) == 2


@needs_postgresql
@pytest.mark.django_db(transaction=True)
def test_a_line_that_the_server_cut_is_not_lent_out():
    own = connection.copy()
    try:
        own.ensure_connection()
        line = own.connection
        pool.check_connection(line)
        pool.check_connection(line)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [line.info.backend_pid])
        deadline = time.monotonic() + 10
        while not pool._has_word(line.fileno()):
            assert time.monotonic() < deadline
            time.sleep(0.01)
        with pytest.raises(OperationalError):
            pool.check_connection(line)
    finally:
        own.close()


def test_the_pool_does_not_log_that_it_lent_a_line():
    assert logging.getLogger("psycopg.pool").level == logging.WARNING


# --- Planned once ---


def prepared():
    """The statements that the server keeps for this connection, and how often each was run."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement, generic_plans + custom_plans FROM pg_prepared_statements")
        return dict(cursor.fetchall())


@needs_postgresql
@pytest.mark.django_db
def test_what_every_screen_asks_is_planned_once_and_gives_the_same_rows():
    sessions = [started(published()) for _ in range(2)]
    for session in sessions:
        session.attempt("paper", "not_fixed", None, "")
    for _ in range(4):
        for session in sessions:
            read = TroubleshootingSession.objects.by_token(session.token)
            assert (read.pk, read.order) == (session.pk, session.order)
            assert [event.step for event in read.said()] == ["paper"]
    (runs,) = (n for text, n in prepared().items() if "token" in text and "LEFT OUTER JOIN" in text)
    assert runs == 8 - AFTER


@needs_postgresql
@pytest.mark.django_db
def test_what_django_composes_is_neither_kept_nor_remembered():
    for _ in range(5):
        list(TroubleshootingSession.objects.filter(token="nobody"))
    assert not any("nobody" in text or "is_simulated" in text for text in prepared())
    assert not any(b"nobody" in key[0] for key in connection.connection._prepared._counts)


@needs_postgresql
@pytest.mark.django_db
def test_behind_a_pooler_of_old_nothing_is_kept(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://h/n")
    monkeypatch.setenv("PREPARED_STATEMENTS", "off")
    monkeypatch.setitem(
        connection.settings_dict, "PREPARED_STATEMENTS", database("")["PREPARED_STATEMENTS"]
    )
    before = prepared()
    session = started(published())
    for _ in range(5):
        TroubleshootingSession.objects.by_token(session.token)
    assert prepared() == before


@needs_postgresql
@pytest.mark.django_db(transaction=True)
def test_a_plan_that_is_out_of_date_is_made_anew():
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE told (word varchar(5))")
    try:
        for size in (5, 5, 5, 5, 20):
            with connection.cursor() as cursor:
                cursor.execute(f"ALTER TABLE told ALTER word TYPE varchar({size})")
            with connection.preparing_cursor() as cursor:
                cursor.execute("SELECT word FROM told WHERE word <> %s", ["x"])
                assert cursor.fetchall() == []
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE told")


@needs_postgresql
@pytest.mark.django_db
def test_a_failure_leaves_the_cursors_of_others_as_they_were(monkeypatch):
    line = connection.connection
    usual = line.cursor_factory

    def no_cursor():
        raise RuntimeError("no cursor")

    with monkeypatch.context() as broken:
        broken.setattr(connection._connections["default"], "cursor", no_cursor)
        with pytest.raises(RuntimeError):
            connection.preparing_cursor()
    assert line.cursor_factory is usual
    with (
        pytest.raises(ProgrammingError),
        transaction.atomic(),
        connection.preparing_cursor() as cursor,
    ):
        cursor.execute("SELECT 1 FROM no_such_table")
    assert line.prepare_threshold is None


@needs_postgresql
@pytest.mark.django_db
def test_rows_added_together_are_one_statement():
    session = started(published())
    said = Attempt("a-key-of-an-event", session.started_at, "paper", "not_fixed")
    with CaptureQueriesContext(connection) as asked:
        insert((Event, values_of(session.pk, said)), (Unfolded, (session.pk,)))
    assert len(asked) == 1
    assert session.walk().results["paper"] == said
