"""While PostgreSQL is away one thread waits for it, and the others are told soon."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest
from django.db import DataError, connection, connections, transaction
from django.db import OperationalError as DatabaseDown
from psycopg import OperationalError

from helpdesk.postgresql import pool

needs_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite is never away by itself"
)


def ask(door, fails=False):
    with door.asked():
        if fails:
            raise OperationalError("connection refused")


def away():
    door = pool.Door()
    with pytest.raises(OperationalError):
        ask(door, fails=True)
    return door


def test_while_the_database_answers_many_may_ask_at_once():
    door = pool.Door()
    with door.asked(), door.asked(), door.asked():
        ask(door)


@pytest.fixture
def at_once(monkeypatch):
    """Nobody has the time to wait for somebody else's answer."""
    monkeypatch.setattr(pool, "SOON", 0)


def test_while_it_is_away_one_waits_and_the_others_are_told_soon(at_once):
    door = away()
    with door.asked(), pytest.raises(OperationalError, match="a moment ago"):
        ask(door)


def test_who_asks_beside_the_first_that_is_answered_is_answered_too():
    door = away()
    first = ExitStack()
    first.enter_context(door.asked())
    with ThreadPoolExecutor() as others:
        asked = [others.submit(ask, door) for _ in range(5)]
        first.close()
        assert [one.result() for one in asked] == [None] * 5


def test_who_waited_in_vain_makes_room_for_the_next():
    door = away()
    for _ in range(3):
        with pytest.raises(OperationalError, match="refused"):
            ask(door, fails=True)


def test_once_somebody_was_answered_all_may_ask_again():
    door = away()
    ask(door)
    with door.asked(), door.asked():
        ask(door)


@pytest.fixture
def other(monkeypatch, at_once):
    """A second connection, with a pool and a door of its own."""
    found = connection.copy("other")
    monkeypatch.setattr(type(found), "door", pool.Door())
    connections["other"] = found
    yield found
    del connections["other"]
    found.close()
    found.close_pool()


@needs_postgresql
@pytest.mark.django_db
def test_every_connection_goes_through_the_door(other):
    other.door.away()
    with other.door.asked(), pytest.raises(DatabaseDown, match="a moment ago"):
        other.ensure_connection()
    other.ensure_connection()


@needs_postgresql
@pytest.mark.django_db
def test_who_asks_while_it_is_away_waits_less_than_who_asks_while_all_are_busy(other, monkeypatch):
    monkeypatch.setattr(pool, "BUSY", 0.2)
    monkeypatch.setattr(pool, "AWAY", 0.1)
    lent = [connection.copy("other") for _ in range(other.pool.max_size)]
    for one in lent:
        one.ensure_connection()
    for seconds in ("0.20", "0.10"):  # the door is closed by the first, who waited in vain
        with pytest.raises(DatabaseDown, match=f"after {seconds} sec"):
            other.ensure_connection()
    for one in lent:
        one.close()


@needs_postgresql
@pytest.mark.django_db
def test_after_a_transaction_whose_connection_broke_nobody_waits_for_another(other):
    with pytest.raises(DatabaseDown), transaction.atomic("other"), other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    assert other.connection is None
    with other.door.asked(), pytest.raises(OperationalError, match="a moment ago"):
        ask(other.door)


@pytest.fixture
def impatient(monkeypatch):
    """A question is called off after 0.2 seconds; for that there is time."""
    monkeypatch.setattr(pool, "CALLS_OFF", 10)
    monkeypatch.setattr(pool.Line, "patience", 20.2)


@pytest.fixture
def hasty(monkeypatch):
    """A question is called off after 0.2 seconds, and given up soon after."""
    monkeypatch.setattr(pool, "CALLS_OFF", 0.1)
    monkeypatch.setattr(pool.Line, "patience", 0.4)


GOING = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE %s AND state <> 'idle'"
GOING += " AND pid <> pg_backend_pid()"


def left(other, word):
    """Whether the server still has a question with this word in it, or a transaction."""
    with other.cursor() as cursor:
        cursor.execute(GOING, [f"%{word}%pg_sleep%"])
        return cursor.fetchone()[0]


@needs_postgresql
@pytest.mark.django_db
def test_a_question_that_is_not_answered_in_time_is_called_off(other, impatient):
    other.ensure_connection()
    line = other.connection
    with pytest.raises(DatabaseDown, match="no answer within"), other.cursor() as cursor:
        cursor.execute("SELECT 'called off', pg_sleep(60)")
    other.close_if_unusable_or_obsolete()
    assert not left(other, "called off")
    assert not line.broken
    with other.door.asked() as seconds:
        assert seconds == pool.BUSY


@needs_postgresql
@pytest.mark.django_db
def test_of_what_was_called_off_the_transaction_is_rolled_back(other, impatient):
    with pytest.raises(DatabaseDown), transaction.atomic("other"), other.cursor() as cursor:
        cursor.execute("CREATE TABLE half (); SELECT 'half', pg_sleep(60)")
    assert not left(other, "half")
    with other.cursor() as cursor:
        cursor.execute("CREATE TABLE half (); DROP TABLE half")


@needs_postgresql
@pytest.mark.django_db
@pytest.mark.parametrize("says", [None, OperationalError("no more connections")])
def test_a_server_that_does_not_listen_either_is_given_up(other, hasty, monkeypatch, says):
    def cancel(line, timeout):
        if says:
            raise says

    monkeypatch.setattr(pool.Line, "cancel_safe", cancel)
    with pytest.raises(DatabaseDown, match="no answer within"), other.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(2)")
    other.close_if_unusable_or_obsolete()
    assert other.connection is None
    with other.door.asked(), pytest.raises(OperationalError, match="a moment ago"):
        ask(other.door)
    with other.cursor() as cursor:
        cursor.execute("SELECT 'it is back'")
        assert cursor.fetchone() == ("it is back",)


@needs_postgresql
@pytest.mark.django_db
def test_what_is_said_while_it_is_called_off_counts_be_it_an_error(other, impatient, monkeypatch):
    monkeypatch.setattr(pool.Line, "cancel_safe", lambda line, timeout: None)
    with other.cursor() as cursor:
        cursor.execute("SELECT 'late', pg_sleep(0.5)")
        assert cursor.fetchone()[0] == "late"
    with pytest.raises(DataError), other.cursor() as cursor:
        cursor.execute("SELECT 1 / length(pg_sleep(0.5)::text)")


@needs_postgresql
@pytest.mark.django_db
def test_a_thread_may_be_more_patient(other, hasty, monkeypatch):
    monkeypatch.setattr(pool.Line.own, "times", 100, raising=False)
    with other.cursor() as cursor:
        cursor.execute("SELECT 'patient', pg_sleep(0.6)")
        assert cursor.fetchone()[0] == "patient"


@needs_postgresql
@pytest.mark.django_db
def test_a_line_that_waits_is_made_anew_once_another_one_broke(other):
    beside = connection.copy("other")
    other.ensure_connection()
    beside.ensure_connection()
    waits = beside.connection.info.backend_pid
    beside.close()
    with pytest.raises(DatabaseDown), other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    other.close()
    beside.ensure_connection()
    assert beside.connection.info.backend_pid != waits
    beside.close()


@needs_postgresql
@pytest.mark.django_db
def test_a_new_connection_commits_by_itself_all_the_same(other):
    other.set_autocommit(True)
    assert other.connection is None
    assert other.get_autocommit()
    assert other.connection.autocommit
