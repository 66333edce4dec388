"""A published guide as one Markdown article: for readers of text, and to carry it elsewhere."""

from __future__ import annotations

import hashlib

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_safe

from ..core.document import Screenshot
from ..models import Guide
from ..transfer import article_of

FRESH = 5 * 60
"""Seconds for which a copy is as good as the answer: a new edition may show that much later."""


@require_safe
def article(request: HttpRequest, slug: str) -> HttpResponse:
    """The live edition from top to bottom, its pictures by their full addresses."""
    found = Guide.objects.published().filter(slug=slug).first()
    if found is None or found.live is None:
        raise Http404

    def picture(shot: Screenshot) -> str:
        return request.build_absolute_uri(reverse("troubleshooter:media", args=(shot.image,)))

    address = request.build_absolute_uri(reverse("troubleshooter:guide", args=(slug,)))
    text = article_of(found.live.document, picture=picture, address=address).encode()
    response = HttpResponse(text, content_type="text/markdown; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{slug}.md"'
    response["Link"] = f'<{address}>; rel="canonical"'
    response["ETag"] = etag = f'"{hashlib.sha256(text).hexdigest()[:32]}"'
    patch_cache_control(response, public=True, max_age=FRESH)
    return get_conditional_response(request, etag=etag, response=response)
