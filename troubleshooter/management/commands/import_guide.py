"""Import guides from the project's own format: folders with a guide.yaml and pictures."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from troubleshooter.core.formats import DocumentError
from troubleshooter.transfer import ImportConflict, ImportRefused, read_folder, store


class Command(BaseCommand):
    help = "Import guide folders into the working copy. The same content again changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a guide folder")
        parser.add_argument(
            "--replace", action="store_true", help="overwrite other content under the same keys"
        )
        parser.add_argument("--publish", action="store_true", help="publish what was imported")

    def handle(
        self, *, paths: list[Path], replace: bool, publish: bool, **_options: Any
    ) -> str | None:
        failed = [path for path in paths if not self.import_one(path, replace, publish)]
        if failed:
            names = ", ".join(map(str, failed))
            raise CommandError(f"Not imported, and nothing of it was changed: {names}")
        return None

    def import_one(self, path: Path, replace: bool, publish: bool) -> bool:
        try:
            with transaction.atomic():
                document = read_folder(path, to_publish=publish)
                stored = store(document, replace=replace)
                edition = stored.guide.publish(document) if publish else None
        except DocumentError as error:
            self.stderr.write("\n".join(error.problems))
            return False
        except ImportConflict as error:
            self.stderr.write(f"{path}: refused, so as not to overwrite what is there:")
            self.stderr.write("\n".join(f"  {change}" for change in error.changes))
            self.stderr.write("Use --replace to overwrite it.")
            return False
        except ImportRefused as error:
            self.stderr.write(f"{path}: refused:")
            self.stderr.write("\n".join(f"  {reason}" for reason in error.reasons))
            return False
        for verb, names in (("created", stored.created), ("replaced", stored.replaced)):
            for name in names:
                self.stdout.write(f"  {verb} {name}")
        if stored.created or stored.replaced:
            self.stdout.write(f"{path}: imported into the working copy of “{stored.guide.slug}”.")
        else:
            self.stdout.write(f"{path}: nothing changed, all of it is there already.")
        if edition:
            self.stdout.write(f"{path}: edition {edition.number} is live.")
        return True
