"""On SQLite those who write stand in a queue, and leave it whatever becomes of them."""

import fcntl
import threading

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction

from tests.factories import published
from troubleshooter.models import Guide, Shelf, TroubleshootingSession

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has many writers"),
]


def is_free():
    """Whether somebody could write now."""
    with open(f"{connection.settings_dict['NAME']}-queue", "a") as place:
        try:
            fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


def test_a_transaction_holds_the_place_until_it_is_committed():
    with transaction.atomic():
        assert not is_free()
        with transaction.atomic():
            Shelf.change()
        assert not is_free()
    assert is_free()


def test_a_transaction_that_fails_leaves_the_place():
    Guide.objects.create(slug="one")
    with pytest.raises(IntegrityError), transaction.atomic():
        Guide.objects.create(slug="one")
    assert is_free()


def test_a_connection_that_is_closed_leaves_the_place():
    with transaction.atomic():
        assert not is_free()
        connection.close()
        assert is_free()


def synchronous():
    """How far a commit is taken: 1 to the system, 2 to the disk."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous")
        return cursor.fetchone()[0]


def test_what_need_not_wait_for_the_disk_does_not_and_all_else_does():
    assert synchronous() == 2
    with connection.not_waiting_for_the_disk():
        assert synchronous() == 1
        Shelf.change()
    assert synchronous() == 2


def test_a_failure_there_leaves_all_else_waiting_for_the_disk():
    Guide.objects.create(slug="one")
    with pytest.raises(IntegrityError), connection.not_waiting_for_the_disk():
        Guide.objects.create(slug="one")
    assert synchronous() == 2


def test_within_a_transaction_it_is_the_transaction_that_decides():
    with transaction.atomic(), connection.not_waiting_for_the_disk():
        assert synchronous() == 2


def test_a_start_does_not_wait_for_the_disk_and_an_answer_does(monkeypatch):
    committed = []
    commit = type(connection._connections["default"])._commit

    def noted(self):
        committed.append(self.connection.execute("PRAGMA synchronous").fetchone()[0])
        commit(self)

    monkeypatch.setattr(type(connection._connections["default"]), "_commit", noted)
    guide = published()
    committed.clear()
    session = TroubleshootingSession.objects.start(guide.live)
    assert committed == [1]
    session.answer("symptom", "blank", "")
    assert committed == [1, 2]


def test_those_who_only_read_do_not_stand_in_line():
    held = threading.Event()
    read = threading.Event()
    found = []

    def other():
        try:
            held.wait(30)
            found.append(Guide.objects.count())
        finally:
            connection.close()
            read.set()

    thread = threading.Thread(target=other)
    thread.start()
    with transaction.atomic():
        held.set()
        assert read.wait(30)
    thread.join()
    assert found == [0]


def test_those_who_write_at_once_all_come_to_it():
    def write():
        try:
            for _ in range(10):
                with transaction.atomic():
                    shelf, _made = Shelf.objects.get_or_create(pk=1)
                    before.append(shelf.version)
                    Shelf.change()
        finally:
            connection.close()

    before = []
    threads = [threading.Thread(target=write) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(before)) == 60


@pytest.fixture
def impatient(monkeypatch):
    """The connection waits a moment only."""
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0.05)


def test_who_waits_too_long_for_another_process_is_told(impatient):
    with open(f"{connection.settings_dict['NAME']}-queue", "a") as place:
        fcntl.flock(place, fcntl.LOCK_EX)
        with pytest.raises(OperationalError, match="locked"), transaction.atomic():
            Shelf.change()
    Shelf.change()
    assert is_free()


def test_who_waits_too_long_for_another_thread_is_told_and_hinders_nobody(impatient):
    begun, done = threading.Event(), threading.Event()

    def slow():
        try:
            with transaction.atomic():
                begun.set()
                done.wait(30)
        finally:
            connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    assert begun.wait(30)
    with pytest.raises(OperationalError, match="locked"), transaction.atomic():
        Shelf.change()
    done.set()
    thread.join()
    Shelf.change()
    assert is_free()
