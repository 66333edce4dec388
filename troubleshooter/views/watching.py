"""Each request watched: its number, how long it took, a line in the log, and nothing personal.

The first middleware; called by Django around everything else. The line says which kind of page it
was, never its address: an address may hold a session's token.
"""

from __future__ import annotations

import logging
import re
import secrets
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from .. import metrics
from ..logs import request_id

REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
UNWATCHED = ("/livez", "/readyz", "/metrics")

logger = logging.getLogger("helpdesk.request")


def watch(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Number, time, count and log each request."""

    def watched(request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        number = _number(request)
        # It stays until the thread's next request: Django logs some answers after this is left.
        request_id.set(number)
        response = get_response(request)
        response.headers["X-Request-ID"] = number
        if request.method == "HEAD":
            _empty(response)
        _note(request, response, time.perf_counter() - began)
        return response

    return watched


def _empty(response: HttpResponse) -> None:
    """Take the body away that HEAD asks nothing of: the server would complain of it each time."""
    if response.streaming:
        response.streaming_content = ()  # type: ignore[attr-defined]
    else:
        response.headers.setdefault("Content-Length", str(len(response.content)))
        response.content = b""


def _number(request: HttpRequest) -> str:
    """The proxy's number for the request where the proxy is trusted, else one of ours."""
    given = request.headers.get("X-Request-ID", "") if settings.TRUST_PROXY else ""
    return given if REQUEST_ID.fullmatch(given) else secrets.token_hex(8)


def _note(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    if request.path in UNWATCHED:
        return
    match = request.resolver_match
    view = match.view_name if match else ""
    method, status = request.method or "", response.status_code
    metrics.count_request(view, method, status, seconds)
    said = {"view": view, "method": method, "status": status, "ms": round(seconds * 1000, 1)}
    logger.info("%s %s %s", method[:10], view or "-", status, extra=said)
