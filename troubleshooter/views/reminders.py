"""I'll know later: the calendar file, and one e-mail where the site sends any."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.views.decorators.cache import never_cache

from ..core.reminders import WHEN, CalendarEvent, calendar_file, due_at
from ..core.walk import EndingScreen, Walk
from ..forms import ReminderForm
from ..limits import Limit
from ..models import Reminder, TroubleshootingSession
from ..reminding import wording
from .addresses import SessionAddresses
from .limited import limited, too_many
from .origin import page_and_form, safe_page
from .responses import folds_afterwards, load, see_other
from .screens import WHEN_LABELS

BY_ADDRESS = Limit("reminders-to", 3, 24 * 60 * 60)
"""Nobody is written to more often, whoever asks."""


@safe_page
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """A calendar file that rings in the morning and leads back here."""
    found = load(token)
    walk = found.walk()
    address = request.build_absolute_uri(addresses_of(found, walk).session)
    screen = walk.screen
    pending = screen.attempt if isinstance(screen, EndingScreen) else None
    title, text = wording(walk.document.guide, pending and walk.document.step[pending.step])
    now = timezone.now()
    at = due_at("morning", timezone.localtime(now))
    uid = salted_hmac("troubleshooter.calendar", token, algorithm="sha256").hexdigest()[:32]
    event = CalendarEvent(f"{uid}@{request.get_host()}", at, title, f"{text}\n{address}", address)
    response = HttpResponse(calendar_file(event, now), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="reminder.ics"'
    return response


@safe_page
def ask(request: HttpRequest, token: str) -> HttpResponse:
    """Where to write to and when, or what was asked for already."""
    return _page(request, load(token))


@limited("reminders")
def add(request: HttpRequest, token: str) -> HttpResponse:
    """Keep the address until the message is sent."""
    found = load(token)
    walk = found.walk()
    if not settings.REMINDS_BY_MAIL or not is_waiting(walk):
        raise Http404
    form = ReminderForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form)
    email, when = form.cleaned_data["email"], form.cleaned_data["when"]
    if BY_ADDRESS.is_passed(BY_ADDRESS.count(_hashed(email))):
        return too_many(request, BY_ADDRESS.wait)
    addresses = addresses_of(found, walk)
    address = request.build_absolute_uri(addresses.session)
    Reminder.objects.ask(found, email, address, due_at(when, timezone.localtime()))
    return see_other(addresses.reminder)


def remove(request: HttpRequest, token: str) -> HttpResponse:
    """Delete the address, so that nothing is sent; however often anything was asked for."""
    found = load(token)
    Reminder.objects.filter(session=found).delete()
    return see_other(request.path)


@folds_afterwards
@never_cache
def remind(request: HttpRequest, token: str) -> HttpResponse:
    """Write to an address once, or do not when that is what is asked."""
    return (remove if "remove" in request.POST else add)(request, token)


reminder = page_and_form(ask, remind)


def addresses_of(session: TroubleshootingSession, walk: Walk) -> SessionAddresses:
    """The addresses of the session."""
    return SessionAddresses(session.token, walk.document.guide.slug)


def is_waiting(walk: Walk) -> bool:
    """Whether a result is waited for."""
    return isinstance(walk.screen, EndingScreen) and walk.screen.kind == "waiting"


def _page(
    request: HttpRequest, session: TroubleshootingSession, form: ReminderForm | None = None
) -> HttpResponse:
    walk = session.walk()
    now = timezone.localtime()
    chosen = form.data.get("when", "") if form else ""
    context: dict[str, Any] = {
        "guide": walk.document.guide,
        "addresses": addresses_of(session, walk),
        "is_waiting": is_waiting(walk),
        "reminds_by_mail": settings.REMINDS_BY_MAIL,
        "reminder": Reminder.objects.filter(session=session).first(),
        "choices": [(when, WHEN_LABELS[when], due_at(when, now)) for when in WHEN],
        "chosen": chosen if chosen in WHEN else "morning",
        "email": form.data.get("email", "") if form else "",
        "errors": [error for errors in form.errors.values() for error in errors] if form else [],
    }
    status = 422 if form else 200
    return render(request, "troubleshooter/reminder.html", context, status=status)


def _hashed(email: str) -> str:
    return salted_hmac("troubleshooter.reminders-to", email.lower(), algorithm="sha256").hexdigest()
