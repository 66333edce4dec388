"""Turn how-to articles, in Markdown or HTML, into guides that staff polish and publish."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from troubleshooter.core.articles import (
    ArticleRefused,
    ArticleWarning,
    decode_article,
    outline_of,
    pictures_at_once,
    read_article,
)
from troubleshooter.core.document import Document
from troubleshooter.core.formats import encode
from troubleshooter.transfer import ImportConflict, ImportRefused, files_in, store_article

LARGEST = 10_000_000
BAR = 30


class Command(BaseCommand):
    help = (
        "Read how-to articles and store each as a new guide that is not published. Nothing that is "
        "there is changed. What was guessed or is missing goes to standard error, line by line."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help="store nothing, only show")
        parser.add_argument(
            "--format",
            choices=("text", "json"),
            default="text",
            help="what --dry-run shows: an outline, or the document, one a line for several files",
        )
        parser.add_argument(
            "--images", type=Path, metavar="DIR", help="the articles' pictures, by file name"
        )

    def handle(
        self,
        *,
        files: list[Path],
        dry_run: bool,
        format: str,
        images: Path | None,
        **_options: Any,
    ) -> None:
        if images is not None and not images.is_dir():
            raise CommandError(f"{images} is not a folder. Nothing imported.")
        self.is_json = format == "json"
        self.is_dry = dry_run
        self.pictures = files_in(images) if images else {}
        failed = []
        for number, file in enumerate(files, start=1):
            self.show_progress(number - 1, len(files), file)
            if not self.import_one(file):
                failed.append(file)
        self.show_progress(len(files), len(files), None)
        if failed:
            names = ", ".join(map(str, failed))
            raise CommandError(f"Not imported, and nothing of it was stored: {names}")

    def import_one(self, file: Path) -> bool:
        try:
            document, warnings = read_article(self.text_of(file), name=file.name)
            if self.is_dry:
                self.warn(file, pictures_at_once(warnings))
                self.show(document)
                steps, words = len(document.steps), "would be imported"
                self.summarise(f"{file}: {words} as “{document.guide.slug}”, {steps} steps.")
            else:
                self.store(file, document, warnings)
        except ArticleRefused as error:
            self.stderr.write(f"{file}: {error}")
        except (ImportConflict, ImportRefused, DatabaseError) as error:
            self.stderr.write(f"{file}: could not be stored ({error})")
        else:
            return True
        return False

    def text_of(self, file: Path) -> str:
        """The text of a file. Raises ArticleRefused."""
        try:
            if file.is_file() and file.stat().st_size > LARGEST:
                raise ArticleRefused("The file is larger than {most} MB.", most="10")
            return decode_article(file.read_bytes())
        except OSError as error:
            template = "The file cannot be read: {reason}."
            raise ArticleRefused(template, reason=str(error.strerror)) from error

    def store(self, file: Path, document: Document, warnings: tuple[ArticleWarning, ...]) -> None:
        stored, supplied = store_article(document, self.pictures)
        left = [
            warning
            for warning in warnings
            if warning.code != "picture-address" or warning.values["image"] not in supplied.images
        ]
        waiting = sum(warning.code == "picture-address" for warning in left)
        told = pictures_at_once(left)
        self.warn(file, told)
        for fault in supplied.faults:
            self.stderr.write(f"{file}: {fault}")
        if self.is_json:
            self.show(document)
        pictures = f", {waiting} pictures to upload" if waiting else ""
        self.summarise(
            f"{file}: imported as “{stored.guide.slug}”, {len(document.steps)} steps{pictures}, "
            f"{len(told)} things to look at. Not published."
        )

    def warn(self, file: Path, warnings: Any) -> None:
        for warning in warnings:
            self.stderr.write(f"{file}: {warning}", self.style.WARNING)

    def show(self, document: Document) -> None:
        self.stdout.write(encode(document).decode() if self.is_json else outline_of(document))

    def summarise(self, line: str) -> None:
        (self.stderr if self.is_json else self.stdout).write(line)

    def show_progress(self, done: int, total: int, file: Path | None) -> None:
        """A bar on a terminal, where there is something to wait for."""
        if total < 2 or not sys.stderr.isatty():
            return
        full = BAR * done // total
        name = file.name[:40] if file else ""
        sys.stderr.write(f"\r\x1b[K[{'#' * full}{'.' * (BAR - full)}] {done}/{total} {name}")
        sys.stderr.write("\n" if file is None else "\r")
