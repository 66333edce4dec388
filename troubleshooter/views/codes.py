"""Another device: show a session's code, ask for one, and redeem it.

Wrong guesses are counted: by client, who is refused further ones for some minutes, and for the
whole site: while it sees many, redemptions are slowed and none is refused. One waits at a time and
those beside it go on at once, so that a wave of guesses never holds more than one thread of a
process. What cannot be a code, such as nothing, is said at once and is no guess.
"""

from __future__ import annotations

import threading
import time

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from ..core.codes import grouped, typed
from ..forms import CodeForm
from ..limits import Limit, client_of, named
from ..models import TroubleshootingSession
from .addresses import SessionAddresses
from .limited import too_many
from .origin import page_and_form, safe_page
from .responses import context_of, load, see_other, shown_code
from .visitors import remember, visitor_for

WRONG_BY_ALL = Limit("wrong-codes", 60, 60)
SLOWED = 1.0
"""Seconds that a redemption takes longer while the whole site sees many wrong codes."""

_slowed = threading.BoundedSemaphore(1)


@safe_page
def code(request: HttpRequest, token: str) -> HttpResponse:
    """The session's code, in letters and as a QR code, for another device."""
    found = load(token)
    walk = found.walk()
    context = context_of(found, walk) | {"code": shown_code(found, walk)}
    resume = request.build_absolute_uri(reverse("troubleshooter:resume"))
    context |= {"resume_url": resume, "session_url": request.build_absolute_uri(found_at(found))}
    return render(request, "troubleshooter/code.html", context)


@safe_page
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for a code; one in the address is filled in, and nothing is done with it."""
    shown = grouped(typed(request.GET.get("code", "")))
    return _ask(request, shown)


@never_cache
def redeem(request: HttpRequest) -> HttpResponse:
    """Lead to the session whose code was typed, and list it on this device."""
    client = client_of(request)
    by_client = named("codes")
    if by_client.is_reached(client):
        return too_many(request, by_client.wait)
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _ask(request, "", error=form.errors["code"][0], status=422)
    _be_slow()
    visitor = visitor_for(request)
    text = form.cleaned_data["code"]
    session = TroubleshootingSession.objects.redeem(text, visitor, timezone.now())
    if session is None:
        by_client.count(client)
        WRONG_BY_ALL.count()
        return _ask(request, text, error=_wrong(), status=422)
    response = see_other(found_at(session))
    remember(response, visitor)
    return response


resume = page_and_form(ask, redeem)


def found_at(session: TroubleshootingSession) -> str:
    """The session's address."""
    return SessionAddresses(session.token, "").session


def _be_slow() -> None:
    """While there is a wave of guesses, wait, if nobody else does."""
    if WRONG_BY_ALL.is_reached() and _slowed.acquire(blocking=False):
        try:
            time.sleep(SLOWED)
        finally:
            _slowed.release()


def _ask(request: HttpRequest, code: str, *, error: str = "", status: int = 200) -> HttpResponse:
    context = {"code": code, "error": error}
    return render(request, "troubleshooter/resume.html", context, status=status)


def _wrong() -> str:
    return _(
        "This code leads nowhere. It may be mistyped, used already, or seven days may have passed. "
        "Nothing is lost: the other device always shows the code that is good now."
    )
