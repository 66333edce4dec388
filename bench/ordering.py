"""How good the learned order and the estimates are, against people whose truth is known.

For each scenario: what the order costs (minutes, risk, and 30 if unfixed) over the best possible
one, for the author's order, a random one, most fixes first and ours, after 200 to 20,000 sessions;
how far all sessions together lie above the author's order; then the error of the estimates and the
coverage of their intervals where the assumptions hold. Standard errors are over repetitions.
Stops by itself after --seconds. Writes `bench/results/ordering.json`.
Run: python bench/ordering.py [--seconds 160] [--repetitions 6] [--processes 2] [--seed 1] [--quick]
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import random
import sys
import time
from collections import defaultdict
from math import sqrt
from pathlib import Path
from statistics import fmean, stdev

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench._people import Ledger  # noqa: E402
from bench._playing import Author, Game, Ours, Random, ShareOfFixes  # noqa: E402
from bench._scenarios import SCENARIOS, random_causes  # noqa: E402
from troubleshooter.core.arranging import plan  # noqa: E402
from troubleshooter.core.suggesting import suggest  # noqa: E402

CHECKPOINTS = (200, 1_000, 5_000, 20_000)
POLICIES = (Author, Random, ShareOfFixes, Ours)
LONG_EVERY = 3
"""Every so many repetitions go on to the last checkpoint; the others stop at the last but one."""

TARGETS = {1_000: 1.03, 5_000: 1.015}
MOST_ABOVE = {200: 0.02, 1_000: 0.01, 5_000: 0.005}
ESTIMATE_SESSIONS = 2_000

Sample = tuple[str, str, int, float]  # what, of which policy, at which session, how much


def play(task: tuple[str, int, int, int]) -> tuple[str, list[Sample]]:
    """One repetition of one scenario: the cost ratio of each policy, and how far ours lies above
    the author's, at each checkpoint."""
    name, repetition, last, seed = task
    found: list[Sample] = []
    for policy in POLICIES:
        world = SCENARIOS[name](random.Random(f"{seed} {name} {repetition}"))
        game = Game(world, policy(world), random.Random(f"{seed} {repetition} {policy.name}"))
        learns, played = policy not in (Author, Random), 0
        for checkpoint in (point for point in CHECKPOINTS if point <= last):
            if learns:
                game.play(played, checkpoint)
                played = checkpoint
            found.append(("ratio", policy.name, checkpoint, game.ratio(checkpoint - 1)))
            if policy is Ours:
                found.append(("above author", policy.name, checkpoint, game.above_author))
    return name, found


def estimate(task: tuple[str, int, int, int]) -> tuple[str, list[Sample]]:
    """The estimates after one run of one-cause people, learned or in the author's order: errors in
    points, whether the interval holds the truth; and the same of the suggested move's minutes."""
    name, repetition, last, seed = task
    world = random_causes(random.Random(f"{seed} estimate {repetition}"))
    policy = Ours(world, is_learning=name == "learned order")
    game = Game(world, policy, random.Random(f"{seed} {name} {repetition}"))
    game.play(0, last)
    people = world.segments(0)[0].people
    found: list[Sample] = []
    for step, weight in policy.total.items():
        truth, interval = people.fresh(step), weight.interval()
        found.append(("error", "points", last, 100 * abs((weight.rate or 0.0) - truth)))
        found.append(("coverage", "", last, interval.low <= truth <= interval.high))
    move = suggest(world.fixes, policy.evidence(), last, staying=1 - people.leave)
    if move and not policy.is_learning:
        minutes = Ledger(world.fixes, people, unfixed=0.0)
        saved = minutes.cost(plan(world.fixes).order) - minutes.cost(move.order)
        found.append(("moves covered", "", last, move.interval.low <= saved <= move.interval.high))
        found.append(("minutes saved", "", last, saved))
    return name, found


def run(tasks: list[tuple], deadline: float, processes: int) -> list[tuple[str, list[Sample]]]:
    """The results of the tasks that were begun before the deadline."""
    with multiprocessing.Pool(processes, initializer=set_deadline, initargs=(deadline,)) as pool:
        return [result for result in pool.imap_unordered(begin, tasks) if result]


def set_deadline(deadline: float) -> None:
    global DEADLINE
    DEADLINE = deadline


def begin(task: tuple) -> tuple[str, list[Sample]] | None:
    """The task's result, or nothing where it is too late to begin."""
    function, *arguments = task
    return function(tuple(arguments)) if time.monotonic() < DEADLINE else None


def summary(results: list[tuple[str, list[Sample]]]) -> dict[str, dict[str, dict]]:
    """Mean, standard error, largest and number by scenario and measure."""
    values = defaultdict(list)
    for name, samples in results:
        for what, policy, checkpoint, value in samples:
            values[name, f"{what} {policy} {checkpoint}".replace("  ", " ")].append(value)
    found: dict[str, dict[str, dict]] = defaultdict(dict)
    for (name, measure), numbers in values.items():
        error = stdev(numbers) / sqrt(len(numbers)) if len(numbers) > 1 else None
        found[name][measure] = {
            "mean": fmean(numbers),
            "error": error,
            "most": max(numbers),
            "runs": len(numbers),
        }
    return found


def show(costs: dict, estimates: dict, last: int) -> None:
    points = [point for point in CHECKPOINTS if point <= last]
    print("cost ÷ optimum (± standard error), target 1.03 at 1,000 and 1.015 at 5,000")
    print(f"{'scenario':20}{'policy':16}" + "".join(f"{point:>17,}" for point in points))
    for name in (name for name in SCENARIOS if name in costs):
        for policy in POLICIES:
            cells = [costs[name].get(f"ratio {policy.name} {point}") for point in points]
            limits = [TARGETS.get(point, 9.9) if policy is Ours else 9.9 for point in points]
            label = name if policy is Author else ""
            print(f"{label:20}{policy.name:16}" + "".join(map(cell, cells, limits)))
        cells = [costs[name].get(f"above author ours {point}") for point in points]
        limits = [MOST_ABOVE.get(point, 9.9) for point in points]
        print(f"{'':20}{'… above author':16}" + "".join(map(percent, cells, limits)))
    print(f"\nestimates after {ESTIMATE_SESSIONS:,} sessions, one cause per step, random guides")
    for name, found in estimates.items():
        print(f"  {name}")
        for measure, item in found.items():
            error = f" ± {item['error']:.3f}" if item["error"] is not None else ""
            print(f"    {measure:28}{item['mean']:8.3f}{error}  (of {item['runs']})")


def cell(item: dict | None, limit: float) -> str:
    """A mean with its standard error; an exclamation mark where it misses the target."""
    if item is None:
        return f"{'–':>17}"
    error = f"±{item['error']:.3f}" if item["error"] is not None else ""
    return f"{item['mean']:9.3f}{error:6}{'!' if item['mean'] > limit else ' ':2}"


def percent(item: dict | None, limit: float) -> str:
    """The same in percent."""
    if item is None:
        return f"{'–':>17}"
    error = f"±{100 * item['error']:.2f}" if item["error"] is not None else ""
    return f"{100 * item['mean']:+8.2f}%{error:6}{'!' if item['mean'] > limit else ' ':2}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seconds", type=float, default=160)
    parser.add_argument("--repetitions", type=int, default=6)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", nargs="*", choices=SCENARIOS, default=list(SCENARIOS))
    parser.add_argument("--quick", action="store_true", help="to 1,000 sessions, twice, in seconds")
    options = parser.parse_args()
    last = 1_000 if options.quick else CHECKPOINTS[-1]
    repetitions = 2 if options.quick else options.repetitions
    tasks: list[tuple] = [
        (estimate, name, repetition, ESTIMATE_SESSIONS, options.seed)
        for repetition in range(5 * repetitions)
        for name in ("author's order", "learned order")
    ]
    for repetition in range(repetitions):
        is_long = repetition % LONG_EVERY == LONG_EVERY - 1
        reach = last if is_long else min(last, CHECKPOINTS[-2])
        tasks += [(play, name, repetition, reach, options.seed) for name in options.only]
    started = time.monotonic()
    results = run(tasks, started + 0.9 * options.seconds, options.processes)
    by_name = summary(results)
    costs = {name: by_name[name] for name in SCENARIOS if name in by_name}
    estimates = {name: found for name, found in by_name.items() if name not in SCENARIOS}
    show(costs, estimates, last)
    took = time.monotonic() - started
    print(f"\n{len(results)} of {len(tasks)} runs in {took:.0f} s; ! misses a target")
    target = ROOT / "bench" / "results" / "ordering.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(
        json.dumps(
            {"seed": options.seed, "seconds": round(took), "costs": costs, "estimates": estimates},
            indent=1,
        )
        + "\n"
    )


if __name__ == "__main__":
    main()
