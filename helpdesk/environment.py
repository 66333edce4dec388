"""Reading the environment: what is missing or wrong is one sentence that says what to set."""

import contextlib
import os
import re
import secrets
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

SECONDS = {"s": 1, "m": 60, "h": 60 * 60, "d": 24 * 60 * 60}


def text(name, default=""):
    return os.environ.get(name, "").strip() or default


def switch(name, default):
    value = text(name, "on" if default else "off").lower()
    if value in ("1", "on", "true", "yes"):
        return True
    if value in ("0", "off", "false", "no"):
        return False
    raise ImproperlyConfigured(f"{name} is {value!r}: set it to on or off.")


def is_local():
    """Nobody said who may reach the site: then only this computer may, by HTTP, with a key of its
    own."""
    said = any(text(name) for name in ("DEBUG", "SECRET_KEY", "ALLOWED_HOSTS"))
    return switch("DEBUG", False) or not said


def number(name, default, least=1):
    value = text(name, str(default))
    if not value.isascii() or not value.isdigit() or int(value) < least:
        raise ImproperlyConfigured(
            f"{name} is {value!r}: set it to a whole number from {least} up."
        )
    return int(value)


def one_of(name, default, allowed, example):
    """One of the words allowed, whatever its capitals."""
    value = text(name, default)
    found = next((word for word in allowed if word.lower() == value.lower()), None)
    if found is None:
        raise ImproperlyConfigured(f"{name} is {value!r}: set it to {example}.")
    return found


def folder(name, default):
    """A folder that may be written to, made where there is none."""
    path = Path(text(name, str(default))).expanduser().resolve()
    with contextlib.suppress(OSError):
        path.mkdir(parents=True, exist_ok=True)
    if not os.access(path, os.W_OK | os.X_OK):
        raise ImproperlyConfigured(
            f"{name} is {str(path)!r}, which is not writable: set it to a folder that is."
        )
    return path


MAIL_EXAMPLE = "smtp://user:password@host:587, smtps://user:password@host:465 or console://"


def mailer(name, default):
    """Where mail is handed to, as Django's MAILERS has it."""
    parts = url(name, default, MAIL_EXAMPLE)
    if parts.scheme == "console":
        return {"BACKEND": "django.core.mail.backends.console.EmailBackend"}
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise ImproperlyConfigured(f"{name} is wrong: set it to {MAIL_EXAMPLE}.")
    return {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": parts.hostname,
            "port": parts.port or (465 if parts.scheme == "smtps" else 587),
            "username": unquote(parts.username or ""),
            "password": unquote(parts.password or ""),
            "use_ssl": parts.scheme == "smtps",
            "use_tls": parts.scheme == "smtp" and parse_qs(parts.query).get("tls") != ["off"],
            "timeout": 10,
        },
    }


def rate(name, default):
    """So many in so many seconds: ``60/1h`` is (60, 3600). None for ``off``: without a limit."""
    value = text(name, default).lower()
    if value == "off":
        return None
    found = re.fullmatch(r"([1-9][0-9]{0,8})/([1-9][0-9]{0,3})([smhd])", value)
    if not found:
        raise ImproperlyConfigured(
            f"{name} is {value!r}: set it to a number in a time, such as 60/10m, or to off."
        )
    return int(found[1]), int(found[2]) * SECONDS[found[3]]


def words(name):
    return [word.strip() for word in text(name).split(",") if word.strip()]


def url(name, default, example):
    """The parts of the URL in ``name``; the sentence never repeats it, it may hold a password."""
    try:
        parts = urlsplit(text(name, default))
        parts.port  # noqa: B018  (reading it is what finds a port that is no number)
    except ValueError:
        raise ImproperlyConfigured(f"{name} is not a URL: set it to {example}.") from None
    return parts


def kept_secret_key(path):
    """The key kept in ``path``, made at the first call; linking makes two first calls agree."""
    if not path.exists():
        draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(50))
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text().strip()
