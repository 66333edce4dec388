"""Say in plain words whether all is well here, and what to do where it is not."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from troubleshooter.doctor import examine

SIGNS = {"ok": "ok", "warning": "look", "problem": "MEND"}


class Command(BaseCommand):
    help = (
        "Look at settings, database, migrations, static files, pictures, mail, cache, clock and "
        "permissions, and say what to do. Ends with 1 when something has to be mended."
    )
    requires_system_checks = ()

    def handle(self, **_options: Any) -> None:
        problems = 0
        for finding in examine():
            problems += finding.level == "problem"
            style = {"problem": self.style.ERROR, "warning": self.style.WARNING}.get(finding.level)
            line = f"{SIGNS[finding.level]:5} {finding.about:13} {finding.says}"
            self.stdout.write(style(line) if style else line)
        if problems:
            raise CommandError(f"{problems} to mend.", returncode=1)
        self.stdout.write("Nothing has to be mended.")
