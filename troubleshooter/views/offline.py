"""What a device needs to go on without a connection: the batch of what it kept.

Called by static/js/offline.js. Owns the form of what is sent and answered; decides nothing.
"""

from __future__ import annotations

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from msgspec import to_builtins

from ..core.batches import TOO_MANY_BYTES, BatchError, read_batch
from ..models import TroubleshootingSession
from .flooding import set_apart
from .limited import limited
from .origin import visitors_form
from .responses import folds_afterwards, record

BATCH_HEADER = "X-Offline-Batch"
"""A header that no form of another site can send: with it the batch needs no other token."""


@visitors_form
@folds_afterwards
@never_cache
@limited("answers", by="token", once_over=set_apart)
def events(request: HttpRequest, token: str) -> HttpResponse:
    """Record a batch of events that a device kept; say of each what became of it."""
    if not request.headers.get(BATCH_HEADER) or request.content_type != "application/json":
        return _refused(f"Send JSON as application/json, with the header {BATCH_HEADER}.", 403)
    try:
        kept = read_batch(request.body)
    except RequestDataTooBig:
        return _refused(TOO_MANY_BYTES, 413)
    except BatchError as error:
        return _refused(str(error), 413 if error.is_too_large else 400)
    _session, verdicts = record(token, TroubleshootingSession.receive, kept, timezone.now())
    return JsonResponse({"events": to_builtins(verdicts)})


def _refused(why: str, status: int) -> JsonResponse:
    """Nothing was recorded, and why, for whoever writes the sender."""
    return JsonResponse({"error": why}, status=status)
