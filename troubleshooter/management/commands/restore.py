"""Make the site what a backup says."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from troubleshooter.backup import Archive, BackupError, opened, put_aside, restore, write
from troubleshooter.models import Guide, TroubleshootingSession


class Command(BaseCommand):
    help = (
        "Make the database and the pictures what an archive says, whole or not at all. Stop the "
        "site first: what people answer meanwhile would be lost."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, metavar="FILE")
        parser.add_argument(
            "--verify", action="store_true", help="only read the archive whole; change nothing"
        )
        parser.add_argument(
            "--replace",
            action="store_true",
            help="there is something: back it up (or put it aside if damaged), then replace it",
        )

    def handle(self, *, path: Path, verify: bool, replace: bool, **_options: Any) -> None:
        try:
            with opened(path) as archive:
                self.restore(archive, verify, replace)
        except BackupError as error:
            raise CommandError(str(error)) from None

    def restore(self, archive: Archive, verify: bool, replace: bool) -> None:
        if verify:
            archive.verify()
            self.tell("Sound", archive)
            return
        now = timezone.now()
        kept = Path(settings.DATA_DIR) / "backups" / f"replaced-{now:%Y%m%d-%H%M%S}.tar.gz"
        try:
            call_command("migrate", verbosity=0)
            if TroubleshootingSession.objects.exists() or Guide.objects.exists():
                if not replace:
                    raise CommandError(
                        "There are guides or sessions here, which would be replaced: say "
                        "--replace. They are backed up first."
                    )
                write(kept, now)
                self.stdout.write(f"What was here is kept in {kept}")
        except (DatabaseError, BackupError) as error:
            self.put_aside(archive, f"damaged-{now:%Y%m%d-%H%M%S}", replace, error)
        restore(archive)
        call_command("migrate", verbosity=0)
        self.tell("Restored", archive)

    def put_aside(self, archive: Archive, mark: str, replace: bool, error: Exception) -> None:
        """Make room where what is there is damaged: that is when a backup is needed. Whatever else
        is wrong ends here, with its reason, and nothing is changed."""
        reason = str(error).strip().rstrip(".")
        if not replace:
            raise CommandError(
                f"{reason}. If the database is damaged say --replace: it is put aside then."
            )
        archive.verify()
        aside = put_aside(mark)
        if aside is None:
            raise CommandError(f"{reason}. Nothing was changed.")
        self.stdout.write(f"The database was damaged ({reason}). It lies, as it is, in {aside}")
        call_command("migrate", verbosity=0)

    def tell(self, done: str, archive: Archive) -> None:
        manifest = archive.manifest
        self.stdout.write(
            f"{done}: {sum(manifest.rows.values())} rows, {len(manifest.pictures)} pictures, "
            f"of {manifest.made_at:%Y-%m-%d %H:%M}."
        )
        for name in manifest.missing:
            self.stderr.write(f"The file of the picture {name} was gone already.")
        if not archive.is_of_this_key:
            self.stderr.write(
                "SECRET_KEY is another one than when this was made: devices and resume codes will "
                "not be known again, unless you set it to the old one."
            )
