"""What is kept of a person: to read, to take along, to delete; and what the site promises."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ..models import Reminder, TroubleshootingSession
from ..privacy import delete, kept_of
from .addresses import SessionAddresses
from .limited import limited
from .origin import visitors_form
from .responses import load, see_other
from .screens import screen_context
from .visitors import COOKIE_DAYS, forget, visitor_of

GPC_SINCE = "2026-11-25"
"""The day on which what the site does about the signal last changed."""


@require_safe
@never_cache
def data(request: HttpRequest, token: str) -> HttpResponse:
    """What is kept of this session, and what can be done about it."""
    session = load(token)
    walk = session.walk()
    addresses = SessionAddresses(token, walk.document.guide.slug)
    context = screen_context(walk, addresses) | {
        "session": session,
        "answers": len(walk.history),
        "reminder": Reminder.objects.filter(session=session).first(),
        "days": settings.PURGE_DAYS,
    }
    return render(request, "troubleshooter/data.html", context)


@require_safe
@never_cache
def export(request: HttpRequest, token: str) -> HttpResponse:
    """All that is kept of the session, as a file."""
    session = TroubleshootingSession.objects.filter(token=token).first()
    if session is None:
        raise Http404
    kept = kept_of(session)
    response = JsonResponse(kept, json_dumps_params={"indent": 2, "ensure_ascii": False})
    response["Content-Disposition"] = f'attachment; filename="{kept["guide"]}.json"'
    return response


@visitors_form
@limited("answers", by="token")
@never_cache
def deletion(request: HttpRequest, token: str) -> HttpResponse:
    """Delete the session; a device that lists no other forgets its cookie."""
    if not delete(token):
        raise Http404
    response = see_other(reverse("troubleshooter:privacy-deleted"))
    visitor = visitor_of(request)
    if visitor and not TroubleshootingSession.objects.of_visitor(visitor).exists():
        forget(response)
    return response


@require_safe
def deleted(request: HttpRequest) -> HttpResponse:
    """It is done."""
    return render(request, "troubleshooter/deleted.html")


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept, for how long, and what is not."""
    context = {"days": settings.PURGE_DAYS, "cookie_days": COOKIE_DAYS}
    return render(request, "troubleshooter/privacy.html", context)


@require_safe
def global_privacy_control(request: HttpRequest) -> HttpResponse:
    """That the site heeds `Sec-GPC`, for machines."""
    return JsonResponse({"gpc": True, "lastUpdate": GPC_SINCE})
