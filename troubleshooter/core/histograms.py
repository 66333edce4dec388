"""Seconds in 16 buckets that double in width: small enough for every tally, exact in its sums."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from statistics import NormalDist

BUCKETS = 16
"""Bucket k holds [2^k, 2^(k+1)) seconds; the first also what is shorter, the last what is longer
than 18 hours."""


def bucket_of(seconds: float) -> int:
    """The bucket that a time belongs to."""
    return min(max(int(seconds), 1).bit_length() - 1, BUCKETS - 1)


def histogram(times: Sequence[float]) -> tuple[int, ...]:
    """How many of the times fall in each bucket."""
    counts = [0] * BUCKETS
    for seconds in times:
        counts[bucket_of(seconds)] += 1
    return tuple(counts)


def median(counts: Sequence[int]) -> float | None:
    """The median in seconds, of the bucket counts; None where all are 0.

    Interpolated within its bucket as if times were log-normal there: the logarithm of the time is
    linear in the normal quantile of the share below it. Times at a phone are close enough to that
    for 3 % (measured against the times themselves in the tests); a straight line is not.
    """
    total = sum(counts)
    if total == 0:
        return None
    below = [0, *accumulate(counts)]
    bucket = next(index for index in range(len(counts)) if 2 * below[index + 1] >= total)
    low, high = (_quantile(count, total) for count in (below[bucket], below[bucket + 1]))
    return float(2 ** (bucket + low / (low - high)))


def _quantile(count: int, total: int) -> float:
    """The normal quantile of `count` of `total`; all and none lie half a time within the ends."""
    return NormalDist().inv_cdf((count + 0.5) / (total + 1))
