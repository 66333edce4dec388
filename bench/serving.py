"""What visitors' pages cost beside a reference application, both served by gunicorn.

The site with its production settings and the application of `bench/reference/` run side by side,
each with 2 workers of 2 threads; `wrk` asks them in turn, round by round, so that a noisy machine
is as noisy to both. Shown are medians of each round's ratio, of throughput and, as a cross-check,
of the workers' processor time; then whether counting keeps up with people who answer for two
minutes without a pause. On SQLite, and on PostgreSQL where it is installed.
Writes `bench/results/serving-<database>.json`.
Run: python bench/serving.py [--rounds 7] [--seconds 2] [--only sqlite|postgresql]
"""

import argparse
import random
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict
from itertools import batched
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench._serving import Targets, ask, require_wrk, serving
from bench._site import ROOT, START, database, prepare, results, walked

SESSIONS, ANSWERING = 500, 3000
"""So many whose screens are asked for, and so many others that answer and so move on: enough that
hardly anybody is asked about a step that they have answered."""
LASTING, AT_ONCE = 10_000, 500
"""People who come under the lasting load, and so many of them at once: each answers about every
step of the guide and is gone, and the next ones come."""
COMPARED = {
    "one query": ("noop", None),
    "home": ("plain page", 3.0),
    "guide page": ("plain page", 3.0),
    "step screen": ("plain page", 2.0),
    "search": ("plain page", None),
    "start": ("step screen", 1 / 3),
    "attempt": ("plain outcome", 0.9),
    "attempt by htmx": ("plain outcome", None),
}
"""What each is compared with, and the ratio to reach."""
CONNECTIONS = (1, 4, 16, 64)
TURNS = 14
"""Turns of the lasting load, which shows whether counting keeps up with those who answer: it begins
after a minute."""


def attempts_of(number, at_once, guide, rng, most=9):
    """The attempts of so many new sessions, so many of them at once and those on one step after the
    other: (path, body). Each has said at most so many things before."""
    people = [walked(guide.live, rng, most) for _ in range(number)]
    return [
        (f"/sessions/{session.token}/attempts/", f"step={key}&outcome=not_fixed&seen=seen-{{n}}")
        for some in batched(people, at_once)
        for key in guide.live.document.placement
        for session, _step in some
    ]


def targets(folder, guide):
    """What is asked, by name: (is it the site?, targets)."""
    rng = random.Random(1)
    at_step = [walked(guide.live, rng) for _ in range(SESSIONS)]
    pages = [f"page-{number}" for number in range(200)]
    attempts = attempts_of(ANSWERING, ANSWERING, guide, rng)
    screens = [("GET", f"/sessions/{session.token}/") for session, _step in at_step]
    words = ("backup", "icloud", "iphone will not back up", "storage", "zzz")
    lines = {
        "noop": [("GET", "/reference/noop/")],
        "one query": [("GET", f"/reference/one-query/{slug}/") for slug in pages],
        "plain page": [("GET", f"/reference/plain-page/{slug}/") for slug in pages],
        "plain outcome": [
            ("POST", f"/reference/plain-outcome/{slug}/", "outcome=not_fixed") for slug in pages
        ],
        "home": [("GET", "/")],
        "guide page": [("GET", f"/guides/{guide.slug}/")],
        "step screen": screens,
        "search": [("GET", f"/search/?q={word.replace(' ', '+')}") for word in words],
        "start": [("POST", START, "")],
        "attempt": [("POST", *line) for line in attempts],
        "attempt by htmx": [("POST", path, f"hx&{body}") for path, body in attempts],
    }
    return {name: Targets(folder, name.replace(" ", "-"), found) for name, found in lines.items()}


REFERENCE = ("noop", "one query", "plain page", "plain outcome")


def waiting():
    """What is still to be counted: how many things said, and in how many sessions."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*), COUNT(DISTINCT session_id) FROM troubleshooter_unfolded")
        return cursor.fetchone()


def caught_up():
    """Count all that was said so far."""
    from django.db import connections
    from django.utils import timezone

    from troubleshooter.folding import catch_up

    while waiting()[0]:
        catch_up(timezone.now())
        time.sleep(0.1)  # somebody else may be counting
    connections.close_all()


def measure(folder, rounds, seconds):
    """The rounds, each {name: Run}, the runs at 1 to 64 connections, and those of a lasting load
    with what waits to be counted after each."""
    guide = prepare(folder)
    todo = targets(folder, guide)
    lines = [
        ("POST", *line) for line in attempts_of(LASTING, AT_ONCE, guide, random.Random(2), most=3)
    ]
    more = Targets(folder, "lasting", lines)
    from django.db import connections

    connections.close_all()
    with (
        serving("helpdesk.wsgi", "helpdesk.settings") as site,
        serving("bench.reference.wsgi", "bench.reference.settings") as reference,
    ):
        servers = {name: reference if name in REFERENCE else site for name in todo}
        for _ in range(2):  # what is rendered once is rendered now
            for name, found in todo.items():
                ask(servers[name], found, 1)
        found = [
            {name: ask(servers[name], todo[name], seconds) for name in todo} for _ in range(rounds)
        ]
        loads = {
            name: {many: ask(servers[name], todo[name], 4, many) for many in CONNECTIONS}
            for name in ("step screen", "attempt", "plain outcome")
        }
        caught_up()
        lasting = []
        for _ in range(TURNS):
            beside = ask(reference, todo["plain outcome"], 2)
            lasting.append((beside, ask(site, more, 8), *waiting()))
        if more.sent > len(lines):
            print("Some were asked about a step again: the last turns count for nothing.")
    return found, loads, lasting


def report(rounds, loads, lasting):
    names = list(rounds[0])
    middle = {
        name: {
            part: statistics.median(getattr(one[name], part) for one in rounds)
            for part in ("per_second", "median", "p99", "computing")
        }
        for name in names
    }
    errors = {name: sum(one[name].errors for one in rounds) for name in names}
    print(f"{'':20}{'per second':>11}{'median ms':>11}{'p99 ms':>9}{'computing':>11}{'errors':>8}")
    for name in names:
        row = middle[name]
        print(
            f"{name:20}{row['per_second']:11.0f}{row['median']:11.1f}{row['p99']:9.1f}"
            f"{row['computing']:11.2f}{errors[name]:8}"
        )
    ratios = {}
    heads = f"{'beside':>16}{'throughput':>12}{'computing':>11}{'to reach':>10}"
    print(f"\n{'medians of ratios':20}{heads}")
    for name, (beside, goal) in COMPARED.items():
        ratios[name] = {
            "beside": beside,
            "throughput": statistics.median(
                one[name].per_second / max(one[beside].per_second, 1) for one in rounds
            ),
            "computing": statistics.median(
                one[beside].computing / max(one[name].computing, 0.001) for one in rounds
            ),
            "goal": goal,
        }
        row = ratios[name]
        print(
            f"{name:20}{beside:>16}{row['throughput']:12.2f}{row['computing']:11.2f}"
            + (f"{goal:10.2f}" if goal else "")
        )
    heads = f"{'per second':>12}{'median ms':>11}{'p99 ms':>9}{'errors':>8}"
    print(f"\n{'at so many connections':32}{heads}")
    for name, by_many in loads.items():
        for many, run in by_many.items():
            print(
                f"{name:20}{many:12}{run.per_second:12.0f}{run.median:11.1f}{run.p99:9.1f}"
                f"{run.errors:8}"
            )
    heads = f"{'per second':>12}{'× outcome':>13}{'computing':>11}{'uncounted':>11}{'sessions':>10}"
    print(f"\n{'attempts, counting along':32}{heads}")
    for number, (beside, run, rows, sessions) in enumerate(lasting, 1):
        print(
            f"{number:32}{run.per_second:12.0f}{run.per_second / beside.per_second:13.2f}"
            f"{beside.computing / max(run.computing, 0.001):11.2f}{rows:11}{sessions:10}"
        )
    per_second = [run.per_second / beside.per_second for beside, run, *_rest in lasting]
    computing = [beside.computing / max(run.computing, 0.001) for beside, run, *_rest in lasting]
    means = f"{statistics.mean(per_second):13.2f}{statistics.mean(computing):11.2f}"
    print(f"{'on the whole':44}{means}")
    return {
        "ratios": ratios,
        "middle": middle,
        "errors": errors,
        "rounds": [{name: asdict(run) for name, run in one.items()} for one in rounds],
        "connections": {
            name: {many: asdict(run) for many, run in by_many.items()}
            for name, by_many in loads.items()
        },
        "lasting": [
            {"beside": asdict(beside), "attempt": asdict(run), "rows": rows, "sessions": sessions}
            for beside, run, rows, sessions in lasting
        ],
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=int, default=2)
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    options = parser.parse_args()
    require_wrk()
    if options.only == "postgresql" and database() != "postgresql":
        sys.exit(on_postgresql(sys.argv[1:]))
    with tempfile.TemporaryDirectory() as folder:
        print(f"-- {database()}")
        found = report(*measure(folder, options.rounds, options.seconds))
        results(f"serving-{database()}", found)
    if options.only is None and database() == "sqlite":
        sys.exit(on_postgresql([*sys.argv[1:], "--only", "postgresql"]))


def on_postgresql(arguments):
    """The same on a throw-away PostgreSQL; 0 with a word where it is not installed."""
    helper = str(ROOT / "bin" / "with-postgres")
    if subprocess.run([helper, "--check"]).returncode:
        return 0
    return subprocess.run([helper, sys.executable, __file__, *arguments]).returncode


if __name__ == "__main__":
    main()
