"""Writers of SQLite queue for the one place there is, instead of asking again and again.

SQLite lets one transaction write at a time, and has the others sleep longer and longer before they
ask again: with a few at once the unlucky wait a hundred times as long as the rest. Here a
transaction first gets in line for a lock on a file beside the database, where the system wakes the
next one up, and only then begins. The lock ends with the transaction, or with the process. Who
does not take it, such as the `sqlite3` program, is still kept apart by SQLite itself.
"""

import contextlib
import fcntl
import os

from django.db.backends.sqlite3 import base


class DatabaseWrapper(base.DatabaseWrapper):
    _place = None
    """The open file whose lock stands for the place of the writer; each connection has its own."""

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
            if self._place is not None:
                os.close(self._place)
                self._place = None

    def _stand_in_line(self):
        if self.transaction_mode != "IMMEDIATE" or self.is_in_memory_db():
            return
        with contextlib.suppress(OSError):  # a folder that cannot be written to, or locked in
            if self._place is None:
                path = f"{self.settings_dict['NAME']}-queue"
                self._place = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(self._place, fcntl.LOCK_EX)

    def _leave_if_done(self):
        """A commit that failed leaves the transaction open, to be rolled back."""
        if self.connection is None or not self.connection.in_transaction:
            self._leave()

    def _leave(self):
        if self._place is not None:
            with contextlib.suppress(OSError):
                fcntl.flock(self._place, fcntl.LOCK_UN)
