"""On paper: all steps of a guide, and what a session has left."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ..core.walk import Walk
from ..models import Guide
from ..models.editions import document_of
from .addresses import SessionAddresses
from .rendered import kept_page
from .responses import load
from .screens import screen_context
from .sheets import sheet_context

PAGE = "troubleshooter/paper.html"


@require_safe
def guide_paper(request: HttpRequest, slug: str) -> HttpResponse:
    """All steps of the live edition: every question, and every variant."""
    edition = Guide.objects.live_edition(slug)
    if edition is None:
        raise Http404
    url = reverse("troubleshooter:guide", args=(slug,))
    address = request.build_absolute_uri(url)

    def rendered() -> str:
        document = document_of(edition)
        walk = Walk(document, list(document.placement), ())
        return render_to_string(PAGE, sheet_context(walk, address, back_url=url))

    return kept_page(request, ("paper", edition, address), rendered)


@require_safe
@never_cache
def session_paper(request: HttpRequest, token: str) -> HttpResponse:
    """What is left to try in this session, narrowed by its answers, and what was said so far."""
    walk = load(token).walk()
    addresses = SessionAddresses(token, walk.document.guide.slug)
    url = addresses.session
    own = sheet_context(walk, request.build_absolute_uri(url), back_url=url, is_session=True)
    return render(request, PAGE, screen_context(walk, addresses) | own)
