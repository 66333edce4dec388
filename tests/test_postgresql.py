"""On PostgreSQL small queries are planned once, and a line that was hung up is noticed."""

import logging
import socket
import time
from types import SimpleNamespace

import pytest
from django.db import connection, transaction
from psycopg import OperationalError
from psycopg_pool import ConnectionPool

from helpdesk.postgresql import pool
from tests.factories import published, started
from troubleshooter.models import TroubleshootingSession

needs_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite has neither lines nor plans to keep"
)


# --- Does it still live? ---


@pytest.fixture
def line(monkeypatch):
    """A connection that is only its line, whose other end the test has; and who was asked."""
    ours, theirs = socket.socketpair()
    asked = []
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
    kept = [text for text in prepared() if "troubleshooter_troubleshootingsession" in text]
    assert any("token" in text and "troubleshooter_event" in text for text in kept)


@needs_postgresql
@pytest.mark.django_db
def test_what_django_composes_is_not_kept():
    for _ in range(5):
        list(TroubleshootingSession.objects.filter(token="nobody"))
    assert not any("nobody" in text or "is_simulated" in text for text in prepared())


@needs_postgresql
@pytest.mark.django_db
def test_behind_a_pooler_of_old_nothing_is_kept(monkeypatch):
    monkeypatch.setattr(connection.connection, "prepare_threshold", None)
    before = prepared()
    session = started(published())
    for _ in range(5):
        TroubleshootingSession.objects.by_token(session.token)
    assert prepared() == before


@needs_postgresql
@pytest.mark.django_db
def test_a_failure_leaves_the_cursors_of_others_as_they_were():
    usual = connection.connection.cursor_factory
    with pytest.raises(Exception, match="no_such_table"), transaction.atomic():  # noqa: SIM117
        with connection.preparing_cursor() as cursor:
            cursor.execute("SELECT 1 FROM no_such_table")
    assert connection.connection.cursor_factory is usual
