"""A cursor whose statements the server parses and plans once for a connection, not each time; and
a short answer for whoever asks while the database is away.

The cursor is called by `troubleshooter.models.prepared`, whose SQL never changes: of such a query
planning took the half. What Django composes goes the usual way, for it may differ each time.
"""

from django.db.backends.postgresql import base, operations
from psycopg import IsolationLevel, errors
from psycopg.pq import TransactionStatus

from helpdesk.postgresql.pool import Door, broke

AFTER = 2
"""So often a connection has executed a statement before it keeps it prepared."""


class PreparingCursor(base.ServerBindingCursor):
    def execute(self, *query, **more):
        """Only here are statements counted and kept: the connection would remember the text of
        all that it is told, however long."""
        self.connection.prepare_threshold = AFTER
        try:
            return super().execute(*query, **more)
        except errors.FeatureNotSupported:
            # A column is of another type by now. Within a transaction its rollback forgets plans.
            if self.connection.info.transaction_status != TransactionStatus.IDLE:
                raise
            self.connection.execute("DEALLOCATE ALL")
            return super().execute(*query, **more)
        finally:
            self.connection.prepare_threshold = None


class DatabaseOperations(operations.DatabaseOperations):
    def last_executed_query(self, cursor, sql, params):
        """For the log of queries: what is prepared is never put together, so it is here."""
        if isinstance(cursor, PreparingCursor):
            return self.compose_sql(sql, params)
        return super().last_executed_query(cursor, sql, params)


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = DatabaseOperations
    door = Door()
    """One for all connections of the process."""

    def get_new_connection(self, params):
        with self.door.asked() as seconds:
            if not self.pool or "isolation_level" in self.settings_dict["OPTIONS"]:
                return super().get_new_connection(params)
            # The same, but for how long it may take.
            self.isolation_level = IsolationLevel.READ_COMMITTED
            self.pool.open()
            return self.pool.getconn(seconds)

    def set_autocommit(self, autocommit, *more, **given):
        """After a transaction whose connection broke Django would wait for another one, only to say
        what each is told when it is new."""
        if self.connection is not None or not autocommit:
            super().set_autocommit(autocommit, *more, **given)

    def _close(self):
        if self.connection is not None and self.connection.broken:
            self.door.away()
            broke(self.connection)
        return super()._close()

    def preparing_cursor(self):
        """A cursor like any other, but that the server keeps what it executes again and again;
        the usual one where settings say that it may not (PREPARED_STATEMENTS)."""
        self.ensure_connection()
        usual = self.connection.cursor_factory
        if self.settings_dict["PREPARED_STATEMENTS"]:
            self.connection.cursor_factory = PreparingCursor
        try:
            return self.cursor()
        finally:
            self.connection.cursor_factory = usual
