"""Connections that wait in the pool: does one still live?

Called by the pool before it lends one out, which is before each request that needs the database.
Asking the server takes as long as a small query. But whoever is hung up on is told so: then there
is something to read on a line by which nothing was asked.
"""

import select
import time

from psycopg import Connection
from psycopg_pool import ConnectionPool

BELIEVED = 10.0
"""Seconds after it was lent in which a line that is silent is believed to be up. What lies between
may have dropped one that was idle for longer, and tells nobody."""


def check_connection(connection: Connection) -> None:
    """Return while the connection lives. Raises psycopg.OperationalError when it does not."""
    now = time.monotonic()
    lent_at = getattr(connection, "lent_at", now - 2 * BELIEVED)
    connection.lent_at = now  # type: ignore[attr-defined]
    if now - lent_at > BELIEVED or _has_word(connection.fileno()):
        ConnectionPool.check_connection(connection)


def _has_word(line: int) -> bool:
    """Whether something can be read there, be it only that the other end has hung up."""
    poll = select.poll()
    poll.register(line, select.POLLIN)
    return bool(poll.poll(0))
