"""How long something may take, by what this machine takes for work that is known."""

import time
from contextlib import contextmanager

TURN = 0.018
"""Seconds that a million turns of an empty loop take where the limits were measured."""


@contextmanager
def takes_at_most(seconds):
    """What is done within takes less than so many seconds, as they pass on a machine of that pace.

    The loop is run before and after: a machine may be busier at one time than at another.
    """
    slower = _pace()
    begun = time.process_time()
    yield
    taken = time.process_time() - begun
    slower = max(slower, _pace(), 1)
    assert taken < seconds * slower, f"{taken:.2f} s on a machine {slower:.1f} times as slow"


def _pace():
    begun = time.process_time()
    for _ in range(1_000_000):
        pass
    return (time.process_time() - begun) / TURN
