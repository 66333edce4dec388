"""Kill the server, kill PostgreSQL, freeze it, under people who answer: is all there that was
acknowledged, and how long did anybody wait?

python -m bench.faults.kills                    100 × SIGKILL of the server, SQLite, 8 people
python -m bench.faults.kills --postgresql 20    20 × SIGKILL of PostgreSQL, 16 people
python -m bench.faults.kills --frozen 10        10 × PostgreSQL stands still for a while, 16 people
"""

import argparse
import random
import sys
import tempfile
import time
from contextlib import ExitStack

from bench.faults._ports import free_port
from bench.faults._servers import cluster, killed, prepared, started, stopped
from bench.faults._walkers import judged, walking

TOLD = 5.0
"""Seconds in which everybody has heard a word: those in front of a server of 8 threads, and 8 more
in a queue behind them."""


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sqlite", type=int, default=0, metavar="KILLS")
    options.add_argument("--postgresql", type=int, default=0, metavar="KILLS")
    options.add_argument("--frozen", type=int, default=0, metavar="TIMES")
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    rng = random.Random(given.seed)
    if given.postgresql:
        what = f"{given.postgresql} × SIGKILL of PostgreSQL"
        sys.exit(under_postgresql(what, lambda database: kill(database, given.postgresql, rng)))
    if given.frozen:
        what = f"{given.frozen} × PostgreSQL stood still"
        sys.exit(under_postgresql(what, lambda database: freeze(database, given.frozen, rng)))
    sys.exit(kill_server(given.sqlite or 100, rng))


def kill_server(times, rng, people=8):
    """SIGKILL of the whole web server on SQLite."""
    with tempfile.TemporaryDirectory() as folder:
        prepared(folder)
        port = free_port()
        server = started(port)
        walkers, end = walking([("127.0.0.1", port)], people)
        try:
            for _ in range(times):
                time.sleep(rng.uniform(0.2, 1.0))
                killed(server)
                server = started(port)
            time.sleep(1)
        finally:
            end()
            stopped(server)
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            sound = cursor.fetchone()[0]
        return report(f"{times} × SIGKILL of the server on SQLite", walkers, sound)


def kill(database, times, rng):
    for _ in range(times):
        time.sleep(rng.uniform(1.0, 3.0))
        database.kill()
        database.start()
    time.sleep(2)


def freeze(database, times, rng):
    """A question is taken, by the system, and not answered; nor is a new connection."""
    for _ in range(times):
        time.sleep(rng.uniform(1.0, 3.0))
        database.freeze()
        time.sleep(rng.uniform(1.0, 8.0))
        database.thaw()
    time.sleep(8)


def under_postgresql(what, broken, people=16):
    """PostgreSQL is `broken` under a web server that goes on."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        database = stack.enter_context(cluster(stack.enter_context(tempfile.TemporaryDirectory())))
        prepared(folder)
        port = free_port()
        server = started(port)
        walkers, end = walking([("127.0.0.1", port)], people)
        try:
            broken(database)
        finally:
            end()
            stopped(server)
        code = report(what, walkers, database.examined())
        from django.db import connections

        connections["default"].close_pool()
        return code


def report(what, walkers, sound):
    """Print what was found; the exit code."""
    accepted, lost, changed, more = judged(walkers)
    refused: dict[int, int] = {}
    for person in walkers:
        for status, count in person.refused.items():
            refused[status] = refused.get(status, 0) + count
    print(f"{what}, {len(walkers)} people")
    print(f"  answers acknowledged  {accepted}")
    print(f"  of them lost          {lost}")
    print(f"  of them changed       {changed}")
    print(f"  counted twice         {more}")
    print(f"  forms sent again      {sum(person.sent_again for person in walkers)}")
    print(f"  refused, by status    {refused}")
    print(f"  longest wait          {max(person.slowest for person in walkers):.1f} s")
    latest = max(person.latest for person in walkers)
    print(f"  until any word came   {latest:.1f} s")
    print(f"  integrity             {sound}")
    return int(bool(lost or changed or more or sound != "ok" or not accepted or latest > TOLD))


if __name__ == "__main__":
    main()
