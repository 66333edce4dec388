"""Export guides to the project's own format."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from troubleshooter.models import Guide
from troubleshooter.transfer import current_snapshot, write_folder


class Command(BaseCommand):
    help = (
        "Write guides as folders with a guide.yaml and pictures, one folder a guide. Over an older "
        "export: pictures that only its guide.yaml names are removed, all other files stay."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slugs", nargs="+", metavar="SLUG")
        parser.add_argument("--to", type=Path, required=True, metavar="DIR", dest="folder")
        parser.add_argument(
            "--live", action="store_true", help="the live edition instead of the working copy"
        )

    def handle(self, *, slugs: list[str], folder: Path, live: bool, **_options: Any) -> None:
        guides = {guide.slug: guide for guide in Guide.objects.filter(slug__in=slugs)}
        if unknown := [slug for slug in slugs if slug not in guides]:
            raise CommandError(f"There is no guide called {', '.join(unknown)}. Nothing written.")
        if live and (unpublished := [slug for slug in slugs if guides[slug].live is None]):
            raise CommandError(f"Not published yet: {', '.join(unpublished)}. Nothing written.")
        for slug in slugs:
            edition = guides[slug].live if live else None
            document = edition.document if edition else current_snapshot(guides[slug])
            write_folder(document, folder / slug)
            self.stdout.write(f"{folder / slug}: written.")
