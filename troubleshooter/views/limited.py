"""Views that answer 429, in the site's look, to whoever asks more often than a setting allows."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import salted_hmac

from ..limits import client_of, named

View = Callable[..., HttpResponse]

KEPT = (
    *("question", "choice", "step", "outcome", "reason", "seen", "event"),
    *("code", "email", "when"),
)
"""Fields that the page sends again at a press of its button."""


def limited(
    name: str, *, by: str = "", times: int = 1, once_over: Callable[[str], None] | None = None
) -> Callable[[View], View]:
    """Refuse from the limit of this name on, or from so many times it: each client by itself, or,
    with `by`, each value of that argument of the view. `once_over` is told that value the first
    time."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            limit = named(name, times)
            if limit.most is None:
                return view(request, *args, **kwargs)
            number = limit.count(_hashed(kwargs[by]) if by else client_of(request))
            if not limit.is_passed(number):
                return view(request, *args, **kwargs)
            if once_over and number == limit.most + 1:
                once_over(kwargs[by])
            return too_many(request, limit.wait)

        return guarded

    return decorate


def _hashed(value: str) -> str:
    """A cache is no place for what opens a session."""
    return salted_hmac("troubleshooter.limited", value, algorithm="sha256").hexdigest()


def too_many(request: HttpRequest, wait: int) -> HttpResponse:
    """429: when to try again, and the form once more, so that nothing that was said is lost."""
    context = {
        "wait": wait,
        "minutes": -(-wait // 60),
        "fields": [(name, request.POST[name]) for name in KEPT if name in request.POST],
        "again": request.get_full_path(),
        "is_form": request.method == "POST",
    }
    response = render(request, "429.html", context, status=429)
    response["Retry-After"] = str(wait)
    response["Cache-Control"] = "no-store"
    return response
