"""What is counted for the machines that watch: called by the views, owns the names and the page.

Each process counts for itself. Where the server starts several (`gunicorn.conf.py`), they count in
files of one folder, and any of them can tell the sum.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from django.db import DatabaseError
from django.utils import timezone
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from .core.events import Answer, Attempt, Event, Reversal
from .core.walk import Walk
from .models import Folding, Unfolded
from .models.sessions import Recorded

COUNTED = CollectorRegistry()
REQUESTS = Counter(
    "helpdesk_requests",
    "Requests answered, by the name of the address, method and status.",
    ("view", "method", "status"),
    registry=COUNTED,
)
SECONDS = Histogram(
    "helpdesk_request_seconds",
    "Seconds until the answer was ready.",
    ("view",),
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
    registry=COUNTED,
)
STARTED = Counter("helpdesk_sessions_started", "Sessions opened.", registry=COUNTED)
ENDED = Counter(
    "helpdesk_sessions_ended",
    "Times that something said led to an ending.",
    ("ending",),
    registry=COUNTED,
)
SAID = Counter(
    "helpdesk_events", "Events added, by kind and outcome.", ("kind", "outcome"), registry=COUNTED
)
METHODS = ("GET", "HEAD", "POST")


def count_request(view: str, method: str, status: int, seconds: float) -> None:
    """A request was answered; `view` is the name of its address, "" where there is none."""
    REQUESTS.labels(view or "none", method if method in METHODS else "other", str(status)).inc()
    SECONDS.labels(view or "none").observe(seconds)


def count_start() -> None:
    """A session was started."""
    STARTED.inc()


def count_recorded(recorded: Recorded) -> None:
    """Something was said; nothing is counted when it had been said before."""
    if recorded.is_new:
        count_added(recorded.walk, [recorded.event])


def count_added(walk: Walk, events: Iterable[Event]) -> None:
    """Events were added at once, which led to where the walk is now."""
    for event in events:
        match event:
            case Answer():
                SAID.labels("answer", "").inc()
            case Attempt(outcome=outcome):
                SAID.labels("attempt", outcome).inc()
            case Reversal():
                SAID.labels("reversal", "").inc()
    if walk.ending:
        ENDED.labels(walk.ending.kind).inc()


class State(Collector):
    """What the database says of the work that waits, read when it is asked."""

    def collect(self) -> Iterator[Metric]:
        answers = GaugeMetricFamily("helpdesk_database_answers", "1 while the database answers.")
        try:
            waiting = Unfolded.objects.count()
            folded_at = Folding.objects.values_list("folded_at", flat=True).first()
        except DatabaseError:
            answers.add_metric((), 0)
            yield answers
            return
        answers.add_metric((), 1)
        yield answers
        yield GaugeMetricFamily(
            "helpdesk_outbox_rows", "Changes not yet folded into the tallies.", value=waiting
        )
        if folded_at:
            age = (timezone.now() - folded_at).total_seconds()
            yield GaugeMetricFamily(
                "helpdesk_tallies_age_seconds", "Seconds since the last fold.", value=age
            )


def exposition() -> bytes:
    """All of it in the text format of Prometheus."""
    registry = COUNTED
    if folder := os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        registry = CollectorRegistry()
        MultiProcessCollector(registry, folder)
    state = CollectorRegistry()
    state.register(State())
    return generate_latest(registry) + generate_latest(state)
