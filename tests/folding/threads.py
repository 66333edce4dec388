"""Functions that run at once, for the tests of folding."""

import os
import threading

from django.db import connection

EVENTS = int(os.environ.get("EVENTS", "800"))
PATIENCE = max(300, EVENTS / 2)
"""In seconds: longer than anything takes here, so that a deadlock is a failure."""


class Threads:
    """Functions that run at once; the first error of any is the test's."""

    def __init__(self):
        self.errors, self.threads = [], []

    def start(self, function, *args):
        def run():
            try:
                function(*args)
            except BaseException as error:
                self.errors.append(error)
            finally:
                connection.close()

        self.threads.append(threading.Thread(target=run, daemon=True))
        self.threads[-1].start()

    def join(self):
        for thread in self.threads:
            thread.join(PATIENCE)
            assert not thread.is_alive(), "somebody waits who should not"
        self.threads.clear()
        if self.errors:
            raise self.errors[0]
