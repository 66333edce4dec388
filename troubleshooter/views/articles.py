"""A published guide as one Markdown article: for readers of text, and to carry it elsewhere."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from ..models import Guide
from ..models.editions import document_of
from ..transfer import article_of
from .rendered import kept_page


@require_safe
def article(request: HttpRequest, slug: str) -> HttpResponse:
    """The live edition from top to bottom, its pictures by their full addresses."""
    edition = Guide.objects.live_edition(slug)
    if edition is None:
        raise Http404
    site = request.build_absolute_uri("/")[:-1]
    address = site + reverse("troubleshooter:guide", args=(slug,))

    def written() -> str:
        return article_of(
            document_of(edition),
            picture=lambda shot: site + reverse("troubleshooter:media", args=(shot.image,)),
            address=address,
        )

    response = kept_page(request, ("article", edition, site), written)
    response["Content-Type"] = "text/markdown; charset=utf-8"
    response["Content-Disposition"] = f'inline; filename="{slug}.md"'
    response["Link"] = f'<{address}>; rel="canonical"'
    return response
