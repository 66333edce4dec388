"""A cursor whose statements the server parses and plans once for a connection, not each time.

Called by `troubleshooter.models.prepared`, whose SQL never changes: of such a query planning took
the half. What Django composes goes the usual way, for it may differ each time.
"""

from django.db.backends.postgresql import base, operations


class DatabaseOperations(operations.DatabaseOperations):
    def last_executed_query(self, cursor, sql, params):
        """For the log of queries: what is prepared is never put together, so it is here."""
        if isinstance(cursor, base.ServerBindingCursor):
            return self.compose_sql(sql, params)
        return super().last_executed_query(cursor, sql, params)


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = DatabaseOperations

    def preparing_cursor(self):
        """A cursor like any other; what is executed by it several times is kept prepared, where
        OPTIONS say how often that has to be (`prepare_threshold`)."""
        self.ensure_connection()
        usual = self.connection.cursor_factory
        self.connection.cursor_factory = base.ServerBindingCursor
        try:
            return self.cursor()
        finally:
            self.connection.cursor_factory = usual
