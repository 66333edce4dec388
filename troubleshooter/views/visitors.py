"""The cookie by which a device finds its sessions again."""

from __future__ import annotations

import re
import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse

COOKIE_DAYS = 30


def cookie_name() -> str:
    """The name, kept to this host where the site has HTTPS."""
    return "__Host-visitor" if settings.SESSION_COOKIE_SECURE else "visitor"


def opts_out(request: HttpRequest) -> bool:
    """Whether the browser says, by Global Privacy Control, that its owner is not to be followed.

    Then there is no cookie: no session is tied to a device, and no list of them is kept on it.
    """
    return request.headers.get("Sec-GPC") == "1"


def visitor_of(request: HttpRequest) -> str:
    """The visitor's cookie, "" where there is none. What it holds is ours: 22 characters."""
    if opts_out(request):
        return ""
    value = request.COOKIES.get(cookie_name(), "")
    return value if re.fullmatch(r"[A-Za-z0-9_-]{22}", value) else ""


def visitor_for(request: HttpRequest) -> str:
    """The visitor's cookie, or a new one for a device that has none; "" for who opts out."""
    return "" if opts_out(request) else visitor_of(request) or secrets.token_urlsafe(16)


def remember(response: HttpResponse, visitor: str) -> None:
    """Set the visitor's cookie for 30 days; without a visitor none."""
    if not visitor:
        return
    response.set_cookie(
        cookie_name(),
        visitor,
        max_age=COOKIE_DAYS * 24 * 60 * 60,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def forget(response: HttpResponse) -> None:
    """Take the visitor's cookie away."""
    response.delete_cookie(cookie_name(), samesite="Lax")
