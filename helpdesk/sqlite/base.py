"""Writers of SQLite queue for the one place there is, instead of asking again and again.

SQLite lets one transaction write at a time, and has the others sleep longer and longer before they
ask again: with a few at once the unlucky wait a hundred times as long as the rest. Here the threads
of a process stand in line for a lock, which wakes the next one up, and the first of each process
asks two thousand times a second for the lock of a file beside the database. Both end with the
transaction, and the file's with the process. Who waits longer than the connection's `timeout` is
told that the database is locked. Who does not stand in line, such as the `sqlite3` program, is
still kept apart by SQLite itself.
"""

import contextlib
import fcntl
import os
import threading
import time

from django.db import OperationalError
from django.db.backends.sqlite3 import base

ASK_EVERY = 0.0005
"""Seconds between two looks at the lock of the file."""

_lines: dict[str, threading.Lock] = {}
"""The line of this process for each database."""


class DatabaseWrapper(base.DatabaseWrapper):
    _place = None
    """The open file whose lock stands for the place of the writer; each connection has its own."""
    _line = None
    """This process's lock, while this connection has it."""

    @contextlib.contextmanager
    def not_waiting_for_the_disk(self):
        """What is committed here outlives the process at once, and a loss of power from the next
        commit on that is not made here. Within a transaction it is committed with that."""
        if self.in_atomic_block:
            yield
            return
        self.ensure_connection()
        self.connection.execute("PRAGMA synchronous = NORMAL")
        try:
            yield
        finally:
            if self.connection is not None:
                self.connection.execute("PRAGMA synchronous = FULL")

    def _start_transaction_under_autocommit(self):
        self._stand_in_line()
        try:
            super()._start_transaction_under_autocommit()
        except BaseException:
            self._leave()
            raise

    def _commit(self):
        try:
            super()._commit()
        finally:
            self._leave_if_done()

    def _rollback(self):
        try:
            super()._rollback()
        finally:
            self._leave_if_done()

    def _close(self):
        try:
            super()._close()
        finally:
            self._leave()
            if self._place is not None:
                os.close(self._place)
                self._place = None

    def _stand_in_line(self):
        if self._line or self.transaction_mode != "IMMEDIATE" or self.is_in_memory_db():
            return
        path = f"{self.settings_dict['NAME']}-queue"
        patience = self.settings_dict["OPTIONS"].get("timeout", 5)
        until = time.monotonic() + patience
        line = _lines.setdefault(path, threading.Lock())
        if not line.acquire(timeout=patience):
            raise OperationalError("database is locked")
        self._line = line
        with contextlib.suppress(OSError):  # a folder that cannot be written to, or locked in
            if self._place is None:
                self._place = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            while not _locked(self._place):
                if time.monotonic() > until:
                    self._leave()
                    raise OperationalError("database is locked")
                time.sleep(ASK_EVERY)

    def _leave_if_done(self):
        """A commit that failed leaves the transaction open, to be rolled back."""
        if self.connection is None or not self.connection.in_transaction:
            self._leave()

    def _leave(self):
        if self._place is not None:
            with contextlib.suppress(OSError):
                fcntl.flock(self._place, fcntl.LOCK_UN)
        if self._line is not None:
            line, self._line = self._line, None
            line.release()


def _locked(file):
    """Whether the file's lock could be taken."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
