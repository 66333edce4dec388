"""What stands in for a CSRF token on visitors' forms, which carry no cookie.

A session's address authorises its forms; this refuses them when another site sends them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from posixpath import dirname
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

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


def visitors_form(view: View) -> View:
    """Where a visitor's form is sent to: POST, and from this site.

    Who only comes to look, because a browser kept the address, is led to the page above it.
    """
    from_here = same_origin(view)

    @wraps(from_here)
    def posted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method in ("GET", "HEAD"):
            return HttpResponseRedirect(f"{dirname(request.path.rstrip('/'))}/")
        return from_here(request, *args, **kwargs)

    return require_http_methods(["GET", "HEAD", "POST"])(posted)


def safe_page(view: View) -> View:
    """A page to get that is somebody's own: never kept by what stands in between."""
    return require_safe(never_cache(view))


def page_and_form(page: View, form: View) -> View:
    """One address: a page to get, and the form on it to post, from this site."""
    posted = same_origin(form)

    @wraps(page)
    def both(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return (posted if request.method == "POST" else page)(request, *args, **kwargs)

    both.csrf_exempt = True  # type: ignore[attr-defined]
    return require_http_methods(["GET", "HEAD", "POST"])(both)


def is_foreign(request: HttpRequest) -> bool:
    """Whether the request's headers say that another site sent it."""
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        return True
    origin = request.headers.get("Origin")
    try:
        return origin is not None and urlsplit(origin).netloc != request.get_host()
    except ValueError:  # an origin that is no address is nobody's of ours
        return True
