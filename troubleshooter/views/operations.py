"""What the machines that watch the site ask, and what everybody gets while it cannot answer."""

from __future__ import annotations

import logging

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware import common
from django.template.loader import render_to_string
from django.utils.crypto import constant_time_compare
from django.utils.deprecation import MiddlewareMixin
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from ..metrics import exposition
from .watching import UNWATCHED

RETRY_AFTER = 10
"""In seconds."""

logger = logging.getLogger(__name__)


@require_safe
def livez(request: HttpRequest) -> HttpResponse:
    """200 while the process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when the database answers too, else 503."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """What is counted, for who knows METRICS_TOKEN; on this computer alone, for everybody."""
    if not settings.METRICS_TOKEN and not settings.IS_LOCAL:
        raise Http404
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if settings.METRICS_TOKEN and not constant_time_compare(given, settings.METRICS_TOKEN):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    return HttpResponse(exposition(), content_type=CONTENT_TYPE_LATEST)


class CommonMiddleware(common.CommonMiddleware):
    """Django's, which takes no request for a host that is not ours. Machines that watch the site
    ask each container by an address of its own, and no answer of theirs depends on it."""

    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        return None if request.path in UNWATCHED else super().process_request(request)


class DatabaseDownMiddleware(MiddlewareMixin):
    """503, with when to try again, while the database does not answer. Nothing was acknowledged."""

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, OperationalError | InterfaceError):
            return None
        logger.error("The database does not answer: %s", error)
        page = render_to_string("503.html")
        return HttpResponse(page, status=503, headers={"Retry-After": str(RETRY_AFTER)})
