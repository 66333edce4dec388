"""How the views of a session answer: a full page, a fragment for htmx, or 303 to the session."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django_htmx.middleware import HtmxDetails

from ..core.codes import grouped, spelled
from ..core.keeping import version
from ..core.returning import is_back
from ..core.walk import EndingScreen, Screen, StepScreen, Walk
from ..folding import fold_when_due
from ..metrics import count_recorded
from ..models import TroubleshootingSession
from ..models.codes import LASTS
from ..models.events import SessionFull
from ..models.sessions import Recorded, UnknownPart
from ..privacy import purge_when_due
from ..reminding import send_when_due
from .addresses import TOKENS_HOLE, SessionAddresses, shared_addresses
from .rendered import Own, Personal, for_one, hole
from .screens import Entry, address_of, entry, screen_context

PAGE = "troubleshooter/session.html"
FRAGMENT = f"{PAGE}#screen"
NEVER_KEPT = "max-age=0, no-cache, no-store, must-revalidate, private"


@dataclass(frozen=True)
class ShownCode:
    """A resume code, for the eye and for a voice."""

    grouped: str
    spelled: str

    @classmethod
    def of(cls, code: str) -> ShownCode:
        return cls(grouped(code), spelled(code))


GROUPED, SPELLED = "-group", "-spell"
CODE_HOLES = ShownCode(hole(GROUPED), hole(SPELLED))
"""Stands for a code on pages that many are sent."""


class HtmxRequest(HttpRequest):
    """A request that HtmxMiddleware has seen."""

    htmx: HtmxDetails


def load(token: str) -> TroubleshootingSession:
    """The session with this token, or 404."""
    try:
        return TroubleshootingSession.objects.by_token(token)
    except TroubleshootingSession.DoesNotExist:
        raise Http404 from None


def record[R](token: str, verb: Callable[..., R], *said: Any) -> tuple[TroubleshootingSession, R]:
    """Let the session record what was said, by one of its verbs; 404 where there is no such
    session, or its edition holds no such part."""
    try:
        with TroubleshootingSession.objects.held(token) as session:
            recorded = verb(session, *said)
    except (TroubleshootingSession.DoesNotExist, UnknownPart):
        raise Http404 from None
    if isinstance(recorded, Recorded):
        count_recorded(recorded)
    return session, recorded


def folds_afterwards[**P](view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """The view; once its answer has been sent, what is due is folded into the tallies, what is old
    is purged and reminders are sent."""

    @wraps(view)
    def answer(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = view(*args, **kwargs)
        finish = response.close

        def close() -> None:
            """Servers call it when the last byte is out."""
            try:
                fold_when_due()
                purge_when_due()
                send_when_due()
            finally:
                finish()

        response.close = close  # type: ignore[method-assign]
        return response

    return answer


def never_kept[**P](view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """The view; nothing on the way keeps its answer. As Django's `never_cache`, which works out
    anew each time what it says, and which a step screen of a millisecond feels."""

    @wraps(view)
    def answer(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = view(*args, **kwargs)
        response.headers["Cache-Control"] = NEVER_KEPT
        return response

    return answer


def see_other(url: str) -> HttpResponse:
    """303: what comes next is a page to get."""
    response = HttpResponseRedirect(url)
    response.status_code = 303
    return response


def context_of(
    session: TroubleshootingSession,
    walk: Walk,
    screen: Screen | None = None,
    *,
    addresses: SessionAddresses | None = None,
    code: ShownCode | None = None,
    **more: Any,
) -> dict[str, Any]:
    """The context of a session's screen: what the walk says, and what only a session has, which
    are its code, whether the start page leads to it, and whether somebody comes back to it."""
    addresses = addresses or SessionAddresses(session.token, walk.document.guide.slug)
    is_current = screen is None or screen == walk.screen
    good = shown_code(session, walk) if shows_code(screen or walk.screen) else None
    is_ending = isinstance(screen or walk.screen, EndingScreen)
    context = {
        "code": good and (code or good),
        "reminds_by_mail": settings.REMINDS_BY_MAIL,
        "is_on_start_page": is_ending and bool(session.visitor),
        "is_back": is_current and is_back(walk.screen, last_at(session, walk), timezone.now()),
        # What a device keeps shows the code.
        "version": Personal(f"{version(walk)}{session.code_number}"),
    }
    return screen_context(walk, addresses, screen, **context | more)


def last_at(session: TroubleshootingSession, walk: Walk) -> datetime:
    """When something was said last, or the session was started."""
    return max((event.at for event in walk.events), default=session.started_at)


def shown_code(session: TroubleshootingSession, walk: Walk) -> ShownCode | None:
    """The session's code while it is good."""
    is_good = timezone.now() - last_at(session, walk) <= LASTS
    code = session.code if is_good else ""
    return ShownCode.of(code) if code else None


def shows_code(screen: Screen) -> bool:
    """Whether the code is part of the screen: few are, and working it out costs."""
    match screen:
        case StepScreen(step=step):
            return bool(step.effects)
        case _:
            return isinstance(screen, EndingScreen)


def screen_page(
    request: HttpRequest,
    template: str,
    session: TroubleshootingSession,
    walk: Walk,
    screen: Screen | None = None,
    **more: Any,
) -> HttpResponse:
    """A screen as a page or as a fragment. A question and a step are rendered once for all whose
    answers make them look the same; an ending is told of each walk anew, and so is any news."""
    if isinstance(screen or walk.screen, EndingScreen) or more.get("is_out_of_date"):
        return render(request, template, context_of(session, walk, screen, **more))
    addresses = shared_addresses(walk.document.guide.slug)
    context = context_of(session, walk, screen, addresses=addresses, code=CODE_HOLES, **more)
    # Of what was said, which the key would hold, these screens need no more than whether there is.
    context["history"] = bool(context["history"])
    own = {
        TOKENS_HOLE: lambda: session.token,
        GROUPED: lambda: grouped(session.code),
        SPELLED: lambda: spelled(session.code),
    }
    return HttpResponse(for_one(template, context, Own(request, own)))


def show(
    request: HttpRequest,
    session: TroubleshootingSession,
    walk: Walk,
    screen: Screen | None = None,
    *,
    kept: str = "",
) -> HttpResponse:
    """A full page with the current screen or another. `kept` is an event to say is kept."""
    notice = notice_of(walk, kept, SessionAddresses(session.token, walk.document.guide.slug))
    news = {"notice": notice, "is_out_of_date": bool(kept)}
    return screen_page(request, PAGE, session, walk, screen, **news)


def say(
    request: HtmxRequest, token: str, form: Form, verb: Callable[..., Recorded], *said: Any
) -> HttpResponse:
    """Let the session record what a form says, and show what follows."""
    try:
        recorded = record(token, verb, *said)
    except SessionFull:
        return refuse(request, load(token), form, is_full=True)
    return after(request, *recorded)


def after(
    request: HtmxRequest, session: TroubleshootingSession, recorded: Recorded
) -> HttpResponse:
    """What follows a form: the next screen as a fragment for htmx, else 303 to the session."""
    walk = recorded.walk
    addresses = SessionAddresses(session.token, walk.document.guide.slug)
    kept = recorded.event.key if recorded.is_overruled else ""
    if not request.htmx:
        query = f"?{urlencode({'kept': kept})}" if kept else ""
        return see_other(addresses.session + query)
    news = {"notice": notice_of(walk, kept, addresses), "is_out_of_date": bool(kept)}
    # Who has just answered has not been away, however old the event is that the form repeats.
    more = {"is_back": False, "is_fragment": True}
    response = screen_page(request, FRAGMENT, session, walk, **news, **more)
    response["HX-Push-Url"] = address_of(walk.screen, addresses)
    return response


def notice_of(walk: Walk, kept: str, addresses: SessionAddresses) -> Entry | None:
    """The line that says what is kept although a form that was out of date says otherwise."""
    if not kept:
        return None
    standing = next((event for event in walk.history if event.key == kept), None)
    return entry(walk, standing, addresses) if standing else None


def refuse(
    request: HtmxRequest, session: TroubleshootingSession, form: Form, *, is_full: bool = False
) -> HttpResponse:
    """422 and the screen once more, saying what is missing, or that the session is full; nothing
    was recorded."""
    walk = session.walk()
    errors = [error for errors in form.errors.values() for error in errors]
    is_fragment = bool(request.htmx)
    screen = form_screen(walk, form)
    news = {"errors": errors, "is_full": is_full, "is_fragment": is_fragment}
    context = context_of(session, walk, screen, **news)
    return render(request, FRAGMENT if is_fragment else PAGE, context, status=422)


def form_screen(walk: Walk, form: Form) -> Screen | None:
    """The screen that the form was on, as far as it says; None for the current one."""
    step = str(form.data.get("step", ""))
    question = str(form.data.get("question", ""))
    if step in walk.document.placement:
        return walk.step_screen(step)
    return walk.question_screen(question) if question in walk.document.use else None
