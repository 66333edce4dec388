"""Delete old sessions; what they added to the statistics stays."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils import timezone

from troubleshooter.folding import catch_up
from troubleshooter.privacy import purge_all


class Command(BaseCommand):
    help = (
        "Delete the sessions in which nothing was said for PURGE_DAYS days, once they are counted. "
        "Answering visitors does so too, once an hour; a timer that runs this keeps a quiet site "
        "clean. Sign-ins of staff that have ended are deleted as well."
    )

    def handle(self, **_options: Any) -> None:
        now = timezone.now()
        catch_up(now)
        gone = purge_all(now)
        call_command("clearsessions")
        days = settings.PURGE_DAYS
        self.stdout.write(
            f"{gone} sessions older than {days} days deleted." if gone else "Nothing to purge."
        )
