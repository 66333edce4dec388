"""Export guides to the project's own format, or as Markdown articles."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from troubleshooter.models import Guide
from troubleshooter.transfer import (
    article_of,
    current_snapshot,
    write_article_file,
    write_folder,
)


class Command(BaseCommand):
    help = (
        "Write guides as folders with a guide.yaml and pictures, one folder a guide. Over an older "
        "export: pictures that only its guide.yaml names are removed, all other files stay. With "
        "--format markdown each published guide becomes one article, SLUG.md, its pictures in a "
        "folder SLUG beside it; without --to the article alone goes to standard output."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slugs", nargs="+", metavar="SLUG")
        parser.add_argument("--to", type=Path, metavar="DIR", dest="folder")
        parser.add_argument("--format", choices=("folder", "markdown"), default="folder")
        parser.add_argument(
            "--live",
            action="store_true",
            help="the live edition instead of the working copy (an article always is)",
        )

    def handle(
        self, *, slugs: list[str], folder: Path | None, format: str, live: bool, **_options: Any
    ) -> None:
        is_article = format == "markdown"
        if folder is None and (not is_article or len(slugs) > 1):
            raise CommandError("Say where to write: --to DIR.")
        guides = {guide.slug: guide for guide in Guide.objects.filter(slug__in=slugs)}
        if unknown := [slug for slug in slugs if slug not in guides]:
            raise CommandError(f"There is no guide called {', '.join(unknown)}. Nothing written.")
        live = live or is_article
        if live and (unpublished := [slug for slug in slugs if guides[slug].live is None]):
            raise CommandError(f"Not published yet: {', '.join(unpublished)}. Nothing written.")
        for slug in slugs:
            edition = guides[slug].live if live else None
            document = edition.document if edition else current_snapshot(guides[slug])
            if folder is None:
                self.stdout.write(article_of(document, picture=lambda shot: shot.image), ending="")
            elif is_article:
                self.stdout.write(f"{write_article_file(document, folder)}: written.")
            else:
                write_folder(document, folder / slug)
                self.stdout.write(f"{folder / slug}: written.")
