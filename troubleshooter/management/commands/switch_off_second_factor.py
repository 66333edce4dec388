"""Let somebody sign in who lost their phone and their recovery codes."""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from troubleshooter.staff import second_factor


class Command(BaseCommand):
    help = "Let this member of staff sign in without a code, until they set one up again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, *, username: str, **_options: Any) -> None:
        user = get_user_model().objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"There is no account named {username!r}.")
        second_factor.switch_off(user)
        self.stdout.write(f"{username} signs in with the password alone.")
