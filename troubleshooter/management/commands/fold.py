"""Fold what was said since into the tallies."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from troubleshooter.folding import catch_up


class Command(BaseCommand):
    help = (
        "Fold new events into the tallies that the statistics read. Answering visitors does so "
        "too, once a minute; a timer that runs this keeps a quiet site up to date."
    )

    def handle(self, **_options: Any) -> None:
        taken = catch_up(timezone.now())
        self.stdout.write(f"Sessions folded: {taken}." if taken else "Nothing to fold.")
