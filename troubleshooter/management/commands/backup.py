"""Back up everything into one file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from troubleshooter.backup import BackupError, write

NAMED = "helpdesk-*.tar.gz"


class Command(BaseCommand):
    help = (
        "Write the database and all pictures, as they are at this moment, into one archive. The "
        "site goes on meanwhile. Keep SECRET_KEY beside it: it is not in there."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "path", nargs="?", type=Path, metavar="FILE", help="default: in DATA_DIR/backups"
        )
        parser.add_argument(
            "--keep", type=int, metavar="N", help="of DATA_DIR/backups, keep only the newest N"
        )

    def handle(self, *, path: Path | None, keep: int | None, **_options: Any) -> None:
        now = timezone.now()
        folder = Path(settings.DATA_DIR) / "backups"
        path = path or folder / f"helpdesk-{now:%Y%m%d-%H%M%S}.tar.gz"
        if keep is not None and keep < 1:
            raise CommandError("--keep takes a number from 1 up.")
        if path.exists():
            raise CommandError(f"{path} is there already: name another file.")
        try:
            manifest = write(path, now)
        except BackupError as error:
            raise CommandError(str(error)) from None
        rows = sum(manifest.rows.values())
        self.stdout.write(
            f"{path}: {path.stat().st_size / 1e6:.1f} MB, {rows} rows, "
            f"{len(manifest.pictures)} pictures."
        )
        for name in manifest.missing:
            self.stderr.write(f"The file of the picture {name} is gone: upload it again.")
        for old in sorted(folder.glob(NAMED))[:-keep] if keep else ():
            old.unlink()
            self.stdout.write(f"{old}: removed, {keep} newer ones are kept.")
