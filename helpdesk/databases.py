"""Which database, and how it is spoken to: called by settings, from what DATABASE_URL says."""

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from helpdesk.environment import number, switch, text


def database(default):
    """Django's settings of the database that DATABASE_URL names, or of this one."""
    try:
        found = dj_database_url.parse(text("DATABASE_URL", default))
    except (dj_database_url.ParseError, dj_database_url.UnknownSchemeError):
        found = {}
    match found.get("ENGINE"):
        case "django.db.backends.sqlite3":
            return _sqlite(found)
        case "django.db.backends.postgresql":
            return _postgresql(found)
    raise ImproperlyConfigured(
        "DATABASE_URL is wrong: set it to sqlite:////data/helpdesk.sqlite3 "
        "or postgresql://user:password@host/name."
    )


def _sqlite(found):
    """Writers queue for the lock at BEGIN instead of failing later; readers never wait for them.

    FULL, because an answer once acknowledged is kept, through a loss of power too: it costs one
    fsync for each answer and nothing for a reader. Of statements few are kept compiled: those that
    count a batch differ each time, and weigh 100 KB.
    """
    options = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 3,
        "cached_statements": 32,
        "init_command": "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL",
    }
    options = {**found.get("OPTIONS", {}), **options}
    return {**found, "ENGINE": "helpdesk.sqlite", "CONN_MAX_AGE": None, "OPTIONS": options}


def _postgresql(found):
    """The pool lends connections out, across threads, so Django must not keep any itself.

    That a server went away is told after 2 seconds, in which it may be back, that it does not
    answer or the line is cut after 3, and half a second later to who was in a queue behind those.
    """
    from helpdesk.postgresql.pool import BUSY, Line, check_connection

    pool = {
        "max_size": number("DATABASE_POOL_SIZE", 4),
        "min_size": 1,
        "timeout": BUSY,
        "reconnect_timeout": 5,
        "check": check_connection,
        "connection_class": Line,
    }
    own = {"ENGINE": "helpdesk.postgresql", "CONN_MAX_AGE": 0}
    own["PREPARED_STATEMENTS"] = switch("PREPARED_STATEMENTS", True)
    # A pooler that lends a line for one transaction only has none that outlive it.
    own["DISABLE_SERVER_SIDE_CURSORS"] = True
    waits = {"connect_timeout": 3, "tcp_user_timeout": 1500}
    own["OPTIONS"] = {**found.get("OPTIONS", {}), **waits, "pool": pool}
    return {**found, **own}
