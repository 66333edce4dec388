"""The second factor: six figures from an app on a phone, or one of ten recovery codes.

django-otp keeps the devices; a recovery code is kept as its keyed hash only.
"""

from __future__ import annotations

import secrets
from base64 import b32encode
from math import ceil
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import ngettext
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

if TYPE_CHECKING:
    from django.contrib.auth.models import User

APP = "phone"
RECOVERY = "recovery codes"
MOST_RECOVERY_CODES = 10
ISSUER = "Help desk"


class TooSoon(Exception):
    """A code came too soon after a wrong one and was not looked at. Says when to try again."""

    def __init__(self, seconds: int) -> None:
        super().__init__(
            ngettext(
                "The last code was wrong, and this one came too soon after it: it was not checked. "
                "Try again in %(seconds)d second.",
                "The last code was wrong, and this one came too soon after it: it was not checked. "
                "Try again in %(seconds)d seconds.",
                seconds,
            )
            % {"seconds": seconds}
        )


def has_one(user: User) -> bool:
    """Whether this account needs a code to sign in. One query."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).exists()


def is_used() -> bool:
    """Whether anybody has one. One query."""
    return TOTPDevice.objects.filter(confirmed=True).exists()


def is_wanted() -> bool:
    """Whether every member of staff has to have one."""
    return bool(settings.REQUIRE_SECOND_FACTOR)


def is_enough(user: Any) -> bool:
    """Whether somebody who signed in may work: with a code, or because none is asked of them."""
    is_verified = getattr(user, "is_verified", bool)
    return bool(is_verified()) or not (is_wanted() or has_one(user))


def begin(user: User) -> None:
    """A new secret to be scanned; the account needs no code before `confirm`."""
    TOTPDevice.objects.filter(user=user, confirmed=False).delete()
    TOTPDevice.objects.create(user=user, name=APP, confirmed=False)


def begun(user: User) -> TOTPDevice | None:
    """The secret that is not confirmed yet."""
    return TOTPDevice.objects.filter(user=user, confirmed=False).first()


def address_of(device: TOTPDevice) -> str:
    """What the app reads from the picture."""
    name = quote(f"{ISSUER}:{device.user.get_username()}")
    letters = b32encode(device.bin_key).decode().rstrip("=")
    return f"otpauth://totp/{name}?secret={letters}&issuer={quote(ISSUER)}"


def secret_of(device: TOTPDevice) -> str:
    """The secret to type where it cannot be scanned, in groups of four."""
    letters = b32encode(device.bin_key).decode().rstrip("=")
    return " ".join(letters[at : at + 4] for at in range(0, len(letters), 4))


def confirm(user: User, typed: str) -> tuple[Device, list[str]] | None:
    """Switch it on with the first code from the app: the device and the recovery codes, which are
    never shown again. None where the code is missing or wrong; `TooSoon`."""
    figures = _figures(typed)
    with transaction.atomic():
        device = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=False).first()
        if device is None or not figures or not _is_right(device, figures):
            return None
        TOTPDevice.objects.filter(user=user, confirmed=True).delete()
        device.confirmed = True
        device.save()
        return device, new_recovery_codes(user)


def new_recovery_codes(user: User) -> list[str]:
    """Ten codes, each good for one sign-in, in place of the old ones."""
    codes = [secrets.token_hex(5) for _ in range(MOST_RECOVERY_CODES)]
    with transaction.atomic():
        StaticDevice.objects.filter(user=user).delete()
        device = StaticDevice.objects.create(user=user, name=RECOVERY)
        StaticToken.objects.bulk_create(
            StaticToken(device=device, token=_kept(user, code)) for code in codes
        )
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def recovery_codes_left(user: User) -> int:
    """How many were not used yet."""
    return StaticToken.objects.filter(device__user=user).count()


def verified(user: User, typed: str) -> Device | None:
    """The device whose code this is: the app's, or a recovery code, which is used up then.

    None where the code is wrong, which makes the device wait, or missing, which does not. Raises
    `TooSoon` where the device waits.
    """
    figures = _figures(typed)
    if not figures:
        return None
    if figures.isdigit() and len(figures) == 6:
        return _first(TOTPDevice.objects.filter(user=user, confirmed=True), figures)
    return _first(StaticDevice.objects.filter(user=user, confirmed=True), _kept(user, figures))


def switch_off(user: User) -> None:
    """The account needs no code any more."""
    with transaction.atomic():
        TOTPDevice.objects.filter(user=user).delete()
        StaticDevice.objects.filter(user=user).delete()


def _first(devices: Any, token: str) -> Device | None:
    # A wrong code makes the device wait, which has to be kept: no error may roll it back.
    with transaction.atomic():
        for device in devices.select_for_update():
            if _is_right(device, token):
                return device
    return None


def _is_right(device: Any, token: str) -> bool:
    may, why = device.verify_is_allowed()
    if not may and why and "locked_until" in why:
        left = why["locked_until"] - timezone.now()
        raise TooSoon(max(1, ceil(left.total_seconds())))
    return bool(device.verify_token(token))


def _figures(typed: str) -> str:
    return "".join(sign for sign in typed.casefold() if sign.isalnum())


def _kept(user: User, code: str) -> str:
    mac = salted_hmac("troubleshooter.recovery", f"{user.pk} {code}", algorithm="sha256")
    return mac.hexdigest()[:16]
