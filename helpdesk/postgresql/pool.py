"""Connections that wait in the pool: does one still live? And who waits while there are none?

Called by the pool before it lends one out, which is before each request that needs the database.
Asking the server takes as long as a small query. But whoever is hung up on is told so: then there
is something to read on a line by which nothing was asked.
"""

import select
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from psycopg import Connection, OperationalError, capabilities, errors
from psycopg.pq import TransactionStatus
from psycopg_pool import ConnectionPool

BELIEVED = 10.0
"""Seconds after it was lent in which a line that is silent is believed to be up. What lies between
may have dropped one that was idle for longer, and tells nobody."""


CALLS_OFF = 0.3
"""Seconds in which a server that works lets a question be called off, and again tells so."""


class Line(Connection):
    """A connection that waits for an answer of the server for `patience` seconds, then calls the
    question off. A server whose disk has stopped takes every question, and would hold every thread
    that asks: of one that does not let it be called off either, the connection breaks, as one that
    was cut. What the server did with the question is not known then."""

    patience: float | None = None
    """As long as it takes where it is None: set by a web server, for people wait for that. The
    last of them are for calling off."""
    own = threading.local()
    """Of a thread: `own.times` as patient as others."""

    def wait(self, gen, *how, timeout=None, **more):
        """Raises psycopg.OperationalError when there was no answer in time."""
        if timeout is not None or self.patience is None:
            return super().wait(gen, *how, timeout=timeout, **more)
        patience = self.patience * getattr(self.own, "times", 1)
        try:
            return super().wait(gen, *how, timeout=patience - 2 * CALLS_OFF, **more)
        except errors._WaitTimeout:
            return self._call_off(gen, patience)

    def _call_off(self, gen, patience):
        """The answer, should it come just then, be it an error."""
        try:
            if capabilities.has_cancel_safe():
                self.cancel_safe(timeout=CALLS_OFF)
                return super().wait(gen, timeout=CALLS_OFF)
        except OperationalError:
            pass  # it was called off, or there is no answer to that either
        finally:
            if self.info.transaction_status == TransactionStatus.ACTIVE:
                self.pgconn.finish()
        raise OperationalError(f"no answer within {patience:g} seconds") from None


_drained_at = float("-inf")
"""When the pool's lines were given up last."""


def broke(connection: Connection) -> None:
    """A line that was lent has broken: those that wait in the pool are made anew, or whoever is
    lent one that was cut would wait for two seconds, one after the other. Once for all that broke
    together."""
    global _drained_at
    pool, lent_at = getattr(connection, "_pool", None), getattr(connection, "lent_at", _drained_at)
    if pool is not None and lent_at >= _drained_at:
        _drained_at = time.monotonic()
        pool.drain()


def check_connection(connection: Connection) -> None:
    """Return while the connection lives. Raises psycopg.OperationalError when it does not."""
    now = time.monotonic()
    lent_at = getattr(connection, "lent_at", None)
    connection.lent_at = now  # type: ignore[attr-defined]
    if lent_at is None or now - lent_at > BELIEVED or _has_word(connection.fileno()):
        try:
            ConnectionPool.check_connection(connection)
        except OperationalError:
            broke(connection)
            raise


def _has_word(line: int) -> bool:
    """Whether something can be read there, be it only that the other end has hung up."""
    poll = select.poll()
    poll.register(line, select.POLLIN)
    return bool(poll.poll(0))


SOON = 0.3
"""Seconds in which somebody who asks beside another one is answered, once the database is back."""

BUSY, AWAY = 2.0, 0.5
"""Seconds in which a connection has to be there: while all are lent or have just broken, and while
none could be had a moment ago."""


class Door:
    """Where all threads of a process ask for a connection. While the database is away one of them
    waits for it, and not long, and whoever comes meanwhile is told soon: else they would queue for
    threads that wait, and be told after a multiple of the time."""

    def __init__(self) -> None:
        self._answers = threading.Event()
        self._answers.set()
        self._waits = threading.Lock()

    def away(self) -> None:
        """A connection that was lent has broken: nobody is to wait for a pool that has no other."""
        self._answers.clear()

    @contextmanager
    def asked(self) -> Iterator[float]:
        """For the time of one asking, with the seconds that it may take. Raises
        psycopg.OperationalError where it is not worth it."""
        waits = not self._answers.is_set() and self._waits.acquire(blocking=False)
        if not (waits or self._answers.wait(SOON)):
            raise OperationalError("the database was away a moment ago, and is being waited for")
        try:
            yield AWAY if waits else BUSY
            self._answers.set()
        except OperationalError:
            self._answers.clear()
            raise
        finally:
            if waits:
                self._waits.release()
