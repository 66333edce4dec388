"""Compute the tallies anew from the events."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from troubleshooter.folding import catch_up, rebuild


class Command(BaseCommand):
    help = (
        "Compute the tallies anew from the events, after the days whose sessions were purged. "
        "The site goes on meanwhile. Rows that were wrong are put right and counted."
    )

    def handle(self, *, verbosity: int, **_options: Any) -> None:
        now = timezone.now()
        catch_up(now)
        total = 0
        for edition, day, wrong in rebuild(now):
            total += wrong
            if wrong or verbosity > 1:
                self.stdout.write(f"{edition}, {day}: {wrong} rows were wrong.")
        self.stdout.write(f"Done. {total} rows were wrong." if total else "Done. All was right.")
