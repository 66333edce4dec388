"""Reading the environment: what is missing or wrong is one sentence that says what to set."""

import os
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured


def text(name, default=""):
    return os.environ.get(name, "").strip() or default


def switch(name, default):
    value = text(name, "on" if default else "off").lower()
    if value in ("1", "on", "true", "yes"):
        return True
    if value in ("0", "off", "false", "no"):
        return False
    raise ImproperlyConfigured(f"{name} is {value!r}: set it to on or off.")


def number(name, default):
    value = text(name, str(default))
    if not value.isascii() or not value.isdigit() or int(value) < 1:
        raise ImproperlyConfigured(f"{name} is {value!r}: set it to a whole number from 1 up.")
    return int(value)


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
