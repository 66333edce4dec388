"""Compute the tallies anew from the events."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from troubleshooter.folding import catch_up
from troubleshooter.rebuilding import rebuild, relearn


class Command(BaseCommand):
    help = (
        "Compute the tallies anew from the events, after the days whose sessions were purged. "
        "The site goes on meanwhile. Rows that were wrong are put right and counted."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--learned",
            action="store_true",
            help="Let guides learn their order anew as well. Leaves out what sessions taught that "
            "were purged since; until it is done new sessions get the author's order.",
        )

    def handle(self, *, verbosity: int, learned: bool, **_options: Any) -> None:
        now = timezone.now()
        catch_up(now)
        total = 0
        for edition, day, wrong in rebuild(now):
            total += wrong
            if wrong or verbosity > 1:
                self.stdout.write(f"{edition}, {day}: {wrong} rows were wrong.")
        for guide in relearn(now) if learned else ():
            self.stdout.write(f"{guide}: learned anew.")
        self.stdout.write(f"Done. {total} rows were wrong." if total else "Done. All was right.")
