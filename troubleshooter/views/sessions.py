"""One person's walk: start it, show a screen, record what they say, take it back."""

from __future__ import annotations

import secrets

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from ..forms import AnswerForm, AttemptForm, UndoForm
from ..metrics import count_start
from ..models import Guide, TroubleshootingSession
from .addresses import SessionAddresses
from .flooding import MOST_TIMES, note_start, set_apart
from .limited import limited
from .listing import resumable
from .origin import visitors_form
from .responses import (
    HtmxRequest,
    after,
    folds_afterwards,
    load,
    record,
    refuse,
    see_other,
    show,
)
from .screens import screen_context
from .visitors import remember, visitor_of

MOST_SESSIONS = 50


@visitors_form
@folds_afterwards
@limited("start", times=MOST_TIMES)
def start(request: HttpRequest, slug: str) -> HttpResponse:
    """Start a session on the guide's live edition and remember this device by a cookie."""
    guide = Guide.objects.published().filter(slug=slug).first()
    if guide is None or guide.live is None:
        raise Http404
    visitor = visitor_of(request) or secrets.token_urlsafe(16)
    user = request.user if request.user.is_authenticated else None
    session = TroubleshootingSession.objects.start(guide.live, visitor, user)
    count_start()
    note_start(request, session)
    response = see_other(SessionAddresses(session.token, slug).session)
    remember(response, visitor)
    return response


@require_safe
@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """This device's sessions and, signed in, this account's."""
    visitor, user = visitor_of(request), request.user
    sessions = TroubleshootingSession.objects.none()
    if visitor:
        sessions = TroubleshootingSession.objects.of_visitor(visitor)
    if user.is_authenticated:
        sessions = sessions | TroubleshootingSession.objects.of_user(user)
    lines = list(resumable(sessions.by_last_event()[:MOST_SESSIONS]))
    return render(request, "troubleshooter/sessions.html", {"sessions": lines})


@require_safe
@never_cache
@vary_on_headers("HX-Request")
def session(request: HttpRequest, token: str) -> HttpResponse:
    """The screen the session is at."""
    walk = load(token).walk()
    return show(request, walk, token, kept=request.GET.get("kept", ""))


@require_safe
@never_cache
def question(request: HttpRequest, token: str, key: str) -> HttpResponse:
    """One question of the session: to answer, to look back at, to change."""
    walk = load(token).walk()
    if key not in walk.document.use:
        raise Http404
    return show(request, walk, token, walk.question_screen(key))


@require_safe
@never_cache
def step(request: HttpRequest, token: str, key: str) -> HttpResponse:
    """One step of the session: to try, to look back at, to keep offline."""
    walk = load(token).walk()
    if key not in walk.document.placement:
        raise Http404
    return show(request, walk, token, walk.step_screen(key))


@require_safe
@never_cache
def summary(request: HttpRequest, token: str) -> HttpResponse:
    """What was tried, to read or to hand to somebody."""
    walk = load(token).walk()
    addresses = SessionAddresses(token, walk.document.guide.slug)
    context = screen_context(walk, addresses)
    return render(request, "troubleshooter/summary.html", context)


@visitors_form
@folds_afterwards
@never_cache
@vary_on_headers("HX-Request")
@limited("answers", by="token", once_over=set_apart)
def answer(request: HtmxRequest, token: str) -> HttpResponse:
    """Record the answer to a question."""
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return refuse(request, load(token).walk(), token, form)
    said = form.cleaned_data
    recorded = record(
        token, TroubleshootingSession.answer, said["question"], said["choice"], said["seen"]
    )
    return after(request, token, recorded)


@visitors_form
@folds_afterwards
@never_cache
@vary_on_headers("HX-Request")
@limited("answers", by="token", once_over=set_apart)
def attempt(request: HtmxRequest, token: str) -> HttpResponse:
    """Record how a step went."""
    form = AttemptForm(request.POST)
    if not form.is_valid():
        return refuse(request, load(token).walk(), token, form)
    said = form.cleaned_data
    how = said["outcome"], said["reason"] or None
    recorded = record(token, TroubleshootingSession.attempt, said["step"], *how, said["seen"])
    return after(request, token, recorded)


@visitors_form
@folds_afterwards
@never_cache
@vary_on_headers("HX-Request")
@limited("answers", by="token", once_over=set_apart)
def undo(request: HtmxRequest, token: str) -> HttpResponse:
    """Take back an answer or an attempt."""
    form = UndoForm(request.POST)
    if not form.is_valid():
        return refuse(request, load(token).walk(), token, form)
    recorded = record(token, TroubleshootingSession.undo, form.cleaned_data["event"])
    return after(request, token, recorded)
