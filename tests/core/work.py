"""How much work something is, counted: the same on every machine, however busy it is."""

import sys
from contextlib import contextmanager


@contextmanager
def makes_at_most(calls):
    """What is done within makes fewer calls of functions than that."""
    made = 0

    def count(_frame, event, _argument):
        nonlocal made
        made += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        yield
    finally:
        sys.setprofile(before)
    assert made < calls, f"{made:,} calls"
