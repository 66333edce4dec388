"""Send the reminders that are due."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from troubleshooter.reminding import send_all


class Command(BaseCommand):
    help = (
        "Send the e-mail reminders that are due. Answering visitors does so too, once a minute; a "
        "timer that runs this every few minutes makes them punctual on a quiet site."
    )

    def handle(self, **_options: Any) -> None:
        sent = send_all(timezone.now())
        self.stdout.write(f"{sent} reminders sent." if sent else "No reminder was due.")
