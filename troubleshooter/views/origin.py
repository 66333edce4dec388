"""What stands in for a CSRF token on visitors' forms, which carry no cookie.

A session's address authorises its forms; this refuses them when another site sends them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

View = Callable[..., HttpResponse]


def same_origin(view: View) -> View:
    """Refuse, with 403, a request that a browser says comes from another site.

    That is one with a cross-site `Sec-Fetch-Site` or a foreign `Origin`; one with neither header
    passes.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if is_foreign(request):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    guarded.csrf_exempt = True  # type: ignore[attr-defined]
    return guarded


def is_foreign(request: HttpRequest) -> bool:
    """Whether the request's headers say that another site sent it."""
    origin = request.headers.get("Origin")
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        return True
    return origin is not None and urlsplit(origin).netloc != request.get_host()
