"""Do what is due in the background, again and again: what the worker container runs."""

import logging
import signal
import threading
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections
from django.utils import timezone

from troubleshooter.folding import catch_up
from troubleshooter.privacy import purge_all
from troubleshooter.reminding import send_all

logger = logging.getLogger(__name__)

JOBS: dict[str, Callable[[datetime], Any]] = {
    "fold": catch_up,
    "purge": purge_all,
    "remind": send_all,
}
"""What is done each time, given the time. A job that has nothing to do costs a query or two."""


class Command(BaseCommand):
    help = (
        "Count answers and whatever else is due, once a minute, until told to stop. Answering "
        "visitors does the same, so a small site needs no worker."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--every", type=float, default=60, metavar="SECONDS")
        parser.add_argument("--once", action="store_true", help="do it once and end")

    def handle(self, *, every: float, once: bool, **_options: Any) -> None:
        stop = threading.Event()
        if not once:
            for name in (signal.SIGTERM, signal.SIGINT):
                signal.signal(name, lambda *_: stop.set())
        while True:
            self.work()
            if once or stop.wait(every):
                return

    def work(self) -> None:
        """Every job once. One that fails is logged, and hinders no other."""
        for name, job in JOBS.items():
            close_old_connections()
            try:
                done = job(timezone.now())
            except Exception:
                logger.exception("%s failed; it is tried again.", name)
            else:
                logger.info("%s: %s", name, done)
