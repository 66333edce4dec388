"""What a device needs to go on without a connection: the worker, the screens to keep, and the
address that takes what was said meanwhile.

Called by static/js/session.js and by the worker. Owns what is kept and in which form; what comes
next is for the walk to say.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe
from msgspec import to_builtins

from ..core.batches import TOO_MANY_BYTES, BatchError, read_batch
from ..core.keeping import (
    EXHAUSTED,
    FIXED,
    ending_name,
    kept_screens,
    kept_waiting,
    without_attempts,
)
from ..core.walk import Walk
from ..metrics import count_added
from ..models import TroubleshootingSession
from .addresses import SessionAddresses
from .flooding import set_apart
from .limited import limited
from .origin import visitors_form
from .responses import FRAGMENT, context_of, folds_afterwards, load, record, screen_page

BATCH_HEADER = "X-Offline-Batch"
"""A header that no form of another site can send: with it the batch needs no other token."""


@require_safe
@never_cache
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker; with OFFLINE off, one that takes itself and all it kept away."""
    name = "worker.js" if settings.OFFLINE else "no_worker.js"
    return render(request, f"troubleshooter/{name}", content_type="text/javascript")


@require_safe
@never_cache
@gzip_page
def kept(request: HttpRequest, token: str) -> HttpResponse:
    """One document with every screen that the session may still show, for a device to keep."""
    session = load(token)
    walk = session.walk()
    context = context_of(session, walk, screens=_screens(request, session, walk))
    return render(request, "troubleshooter/kept.html", context)


def _screens(
    request: HttpRequest, session: TroubleshootingSession, walk: Walk
) -> Iterator[tuple[str, str]]:
    """The name and the markup of each screen to keep."""
    plain = without_attempts(walk)
    for name, screen in kept_screens(plain):
        page = screen_page(request, FRAGMENT, session, plain, screen, is_current=True, **KEPT)
        yield name, page.content.decode()
    for name, waiting, screen in kept_waiting(plain, session.started_at):
        now = {"is_current": True, "is_back": False}
        page = screen_page(request, FRAGMENT, session, waiting, screen, **now, **KEPT)
        yield name, page.content.decode()
    document = plain.document
    addresses = SessionAddresses(session.token, document.guide.slug)
    steps = [document.step[key] for key in document.placement if plain.is_applicable(key)]
    ending: dict[str, Any] = {
        "kind": "ending",
        "guide": document.guide,
        "addresses": addresses,
        "own_url": addresses.session,
        "put_back": [step for step in steps if step.put_back],
        "is_current": True,
        **KEPT,
    }
    endings: dict[str, Any] = {FIXED: {}, EXHAUSTED: {}}
    for (question, choice), use in document.choice_use.items():
        if use.ending:
            endings[ending_name(question, choice)] = {"choice_ending": use.ending}
    for name, more in endings.items():
        yield name, render_to_string(FRAGMENT, {**ending, **more, "name": name}, request)


KEPT = {"is_kept": True, "is_fragment": True}


@visitors_form
@folds_afterwards
@never_cache
@limited("answers", by="token", once_over=set_apart)
def events(request: HttpRequest, token: str) -> HttpResponse:
    """Record a batch of events that a device kept; say of each what became of it."""
    if not request.headers.get(BATCH_HEADER) or request.content_type != "application/json":
        return _refused(f"Send JSON as application/json, with the header {BATCH_HEADER}.", 403)
    try:
        batch = read_batch(request.body)
    except RequestDataTooBig:
        return _refused(TOO_MANY_BYTES, 413)
    except BatchError as error:
        return _refused(str(error), 413 if error.is_too_large else 400)
    _session, received = record(token, TroubleshootingSession.receive, batch, timezone.now())
    if received.new:
        count_added(received.walk, received.new)
    return JsonResponse({"events": to_builtins(received.verdicts)})


def _refused(why: str, status: int) -> JsonResponse:
    """Nothing was recorded, and why, for whoever writes the sender."""
    return JsonResponse({"error": why}, status=status)
