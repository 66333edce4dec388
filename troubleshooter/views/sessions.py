"""One person's walk: start it, show a screen, record what they say, take it back."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from ..forms import AnswerForm, AttemptForm, UndoForm
from ..metrics import count_start
from ..models import Edition, Guide, TroubleshootingSession
from .addresses import SessionAddresses
from .flooding import MOST_TIMES, note_start, set_apart
from .limited import limited
from .listing import resumable
from .origin import page_and_form, safe_page, visitors_form
from .responses import (
    HtmxRequest,
    folds_afterwards,
    load,
    never_kept,
    refuse,
    say,
    see_other,
    show,
)
from .screens import screen_context
from .visitors import forget, remember, visitor_for, visitor_of

MOST_SESSIONS = 50
FINISHED = "finished"
"""What the address says after finishing on this device."""


@visitors_form
@folds_afterwards
@limited("start", times=MOST_TIMES)
def start(request: HttpRequest, slug: str) -> HttpResponse:
    """Start a session on the guide's live edition and remember this device by a cookie."""
    live = Guide.objects.live_edition(slug)
    if live is None:
        raise Http404
    visitor = visitor_for(request)
    user = request.user if request.user.is_authenticated else None
    session = TroubleshootingSession.objects.start(Edition(pk=live), visitor, user)
    count_start()
    note_start(request, session)
    response = see_other(SessionAddresses(session.token, slug).session)
    remember(response, visitor)
    return response


@safe_page
def list_mine(request: HttpRequest) -> HttpResponse:
    """This device's sessions and, signed in, this account's."""
    visitor, user = visitor_of(request), request.user
    sessions = TroubleshootingSession.objects.none()
    if visitor:
        sessions = TroubleshootingSession.objects.of_visitor(visitor)
    if user.is_authenticated:
        sessions = sessions | TroubleshootingSession.objects.of_user(user)
    lines = list(resumable(sessions.by_last_event()[:MOST_SESSIONS]))
    context = {
        "sessions": lines,
        "is_known": bool(visitor),
        "was_finished": FINISHED in request.GET,
    }
    return render(request, "troubleshooter/sessions.html", context)


@never_cache
def finish(request: HttpRequest) -> HttpResponse:
    """Forget on this device all that was done on it: its cookie, its list, the pages it kept.

    Staff stay signed in: of the cookies only the visitor's goes. The sessions themselves stay, for
    whoever has their address or their code.
    """
    if visitor := visitor_of(request):
        TroubleshootingSession.objects.forget(visitor)
    response = see_other(f"{reverse('troubleshooter:sessions')}?{FINISHED}")
    forget(response)
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


mine = page_and_form(list_mine, finish)


@require_safe
@never_kept
@vary_on_headers("HX-Request")
def session(request: HttpRequest, token: str) -> HttpResponse:
    """The screen the session is at."""
    found = load(token)
    return show(request, found, found.walk(), kept=request.GET.get("kept", ""))


@require_safe
@never_kept
def question(request: HttpRequest, token: str, key: str) -> HttpResponse:
    """One question of the session: to answer, to look back at, to change."""
    found = load(token)
    walk = found.walk()
    if key not in walk.document.use:
        raise Http404
    return show(request, found, walk, walk.question_screen(key))


@require_safe
@never_kept
def step(request: HttpRequest, token: str, key: str) -> HttpResponse:
    """One step of the session: to try, to look back at, to keep offline."""
    found = load(token)
    walk = found.walk()
    if key not in walk.document.placement:
        raise Http404
    return show(request, found, walk, walk.step_screen(key))


@require_safe
@never_kept
def summary(request: HttpRequest, token: str) -> HttpResponse:
    """What was tried, to read or to hand to somebody."""
    walk = load(token).walk()
    addresses = SessionAddresses(token, walk.document.guide.slug)
    context = screen_context(walk, addresses)
    return render(request, "troubleshooter/summary.html", context)


@visitors_form
@folds_afterwards
@never_kept
@vary_on_headers("HX-Request")
@limited("answers", by="token", once_over=set_apart)
def answer(request: HtmxRequest, token: str) -> HttpResponse:
    """Record the answer to a question."""
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return refuse(request, load(token), form)
    said = form.cleaned_data
    what = said["question"], said["choice"], said["seen"]
    return say(request, token, form, TroubleshootingSession.answer, *what)


@visitors_form
@folds_afterwards
@never_kept
@vary_on_headers("HX-Request")
@limited("answers", by="token", once_over=set_apart)
def attempt(request: HtmxRequest, token: str) -> HttpResponse:
    """Record how a step went."""
    form = AttemptForm(request.POST)
    if not form.is_valid():
        return refuse(request, load(token), form)
    said = form.cleaned_data
    how = said["outcome"], said["reason"] or None
    what = said["step"], *how, said["seen"]
    return say(request, token, form, TroubleshootingSession.attempt, *what)


@visitors_form
@folds_afterwards
@never_kept
@vary_on_headers("HX-Request")
@limited("answers", by="token", once_over=set_apart)
def undo(request: HtmxRequest, token: str) -> HttpResponse:
    """Take back an answer or an attempt."""
    form = UndoForm(request.POST)
    if not form.is_valid():
        return refuse(request, load(token), form)
    what = form.cleaned_data["event"]
    return say(request, token, form, TroubleshootingSession.undo, what)
