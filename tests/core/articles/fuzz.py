"""Damage real articles in many ways and read each: `python -m tests.core.articles.fuzz [COUNT]`.

Prints the seed of every fault, the slowest text and the most memory; ends with 1 after a fault.
"""

import resource
import sys
import time
import traceback
from multiprocessing import Pool

from .holding import read_or_refuse
from .mutating import mutated


def one(seed: int) -> tuple[int, bool, float, str]:
    started = time.process_time()
    try:
        read = read_or_refuse(mutated(seed), format=("auto", "markdown", "html")[seed % 3])
    except Exception:
        return seed, False, time.process_time() - started, traceback.format_exc()
    return seed, read is not None, time.process_time() - started, ""


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    guides, faults, slowest = 0, 0, (0.0, 0)
    with Pool(2) as pool:
        results = pool.imap_unordered(one, range(first, first + count), chunksize=50)
        for number, (seed, is_guide, seconds, fault) in enumerate(results, start=1):
            guides += is_guide
            slowest = max(slowest, (seconds, seed))
            if fault:
                faults += 1
                print(f"seed {seed}:\n{fault}", flush=True)
            if number % 1000 == 0:
                print(f"{number} of {count} read, {faults} faults", flush=True)
    megabytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    print(
        f"{count} inputs: {guides} guides, {count - guides - faults} refused, {faults} faults; "
        f"slowest {slowest[0]:.2f} s (seed {slowest[1]}), most memory {megabytes} MB"
    )
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
