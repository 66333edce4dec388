"""Play synthetic people through a guide, marked as such; or remove them."""

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from troubleshooter.core.formats import DocumentError
from troubleshooter.core.truth import Truth, author_truth, read_truth, write_truth
from troubleshooter.models import Edition, Guide
from troubleshooter.simulating import remove, simulate

MOST_SESSIONS = 1_000_000
WIDTH = 30


def positive(most: float, kind: type = int) -> Any:
    """A number above 0, up to `most`, as an argument's type."""

    def convert(text: str) -> float:
        try:
            number: float = kind(text)
        except ValueError as error:
            raise ArgumentTypeError(f"“{text}” is not a number") from error
        if not 0 < number <= most:
            raise ArgumentTypeError(f"{text} is not between 1 and {most:,}")
        return number

    return convert


class Command(BaseCommand):
    help = (
        "Play synthetic people through the live edition of a guide. Their sessions are marked as "
        "simulated: they count in no real figure and change no real order, and --remove takes "
        "them away. See docs/simulating.md."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", metavar="SLUG", help="the guide")
        parser.add_argument(
            "--sessions", type=positive(MOST_SESSIONS), metavar="N", default=1000, help="how many"
        )
        parser.add_argument("--seed", default="1", metavar="S", help="the same gives the same")
        parser.add_argument(
            "--days",
            type=positive(3650, float),
            default=28.0,
            help="they start over so many days, up to now",
        )
        parser.add_argument(
            "--truth", type=Path, metavar="FILE", help="what is true, as YAML or JSON"
        )
        parser.add_argument(
            "--show-truth", action="store_true", help="print the truth, to begin a file with"
        )
        parser.add_argument(
            "--remove", action="store_true", help="remove all simulated sessions of the guide"
        )

    def handle(self, *, slug: str, **options: Any) -> None:
        guide = Guide.objects.filter(slug=slug).first()
        if guide is None:
            raise CommandError(f"There is no guide “{slug}”.")
        if options["remove"]:
            gone = self.show(remove(guide), None)
            self.stdout.write(f"Removed: {gone:,} simulated sessions of “{slug}”.")
            return
        edition = guide.live
        if edition is None:
            raise CommandError(f"“{slug}” is not published, so nobody can walk through it.")
        truth = self.truth(edition, options["truth"])
        if options["show_truth"]:
            self.stdout.write(write_truth(truth), ending="")
            return
        sessions, now = options["sessions"], timezone.now()
        walked = simulate(edition, truth, sessions, options["seed"], now, options["days"])
        self.show(walked, sessions)
        self.stdout.write(
            f"Done: {sessions:,} simulated sessions of “{slug}”, edition {edition.number}. "
            "The statistics show them under “Sessions: simulated”."
        )

    def truth(self, edition: Edition, path: Path | None) -> Truth:
        """What the file says or, without one, what the author believes."""
        if path is None:
            return author_truth(edition.document)
        try:
            return read_truth(path.read_text(encoding="utf-8"), edition.document)
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{path} cannot be read: {error}") from error
        except DocumentError as error:
            self.stderr.write("\n".join(f"{path}: {problem}" for problem in error.problems))
            raise CommandError("Nothing was simulated.") from error

    def show(self, counts: Iterable[int], total: int | None) -> int:
        """Follow the work with a bar on a terminal, else with a line at every tenth."""
        is_terminal, count, tenths = self.stdout.isatty(), 0, 0
        for count in counts:
            if is_terminal:
                self.stdout.write(f"\r{bar(count, total)}", ending="")
                self.stdout.flush()
            elif total and count * 10 // total > tenths:
                tenths = count * 10 // total
                self.stdout.write(f"{count:,} of {total:,}")
        if is_terminal and count:
            self.stdout.write("")
        return count


def bar(count: int, total: int | None) -> str:
    """[#########.....................]  30%  300 of 1,000; without a total, the count."""
    if not total:
        return f"{count:,}"
    done = WIDTH * count // total
    return f"[{'#' * done:.<{WIDTH}}] {100 * count // total:3}%  {count:,} of {total:,}"
