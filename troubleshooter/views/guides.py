"""What everybody may read: home, search, a guide's page and its pictures."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.core.files.storage import default_storage
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.views.decorators.http import require_safe

from ..forms import SearchForm
from ..models import Guide, Shelf, TroubleshootingSession
from ..models.editions import document_of
from .limited import limited
from .listing import Resumable, resumable
from .rendered import kept_page
from .visitors import visitor_of

MOST_GUIDES = 60
MOST_NEAR = 5
MOST_LETTERS = 200
BY_CATEGORY = ("live__category", "live__title", "pk")
MOST_SESSIONS = 20
LATEST = 5 * 60
"""Seconds after which the home page is made anew at the latest."""
MEDIA_TYPES = {"svg": "image/svg+xml", "webp": "image/webp"}
MEDIA_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"
# A drawing says in itself how it looks; it was read against a list of what is harmless.
DRAWING_POLICY = f"{MEDIA_POLICY}; style-src 'unsafe-inline'"


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Search first, then where the person stopped, then the guides by category."""
    if resumable := _last_session(request):
        context = shelves() | {"resumable": resumable}
        response = render(request, "troubleshooter/home.html", context)
        add_never_cache_headers(response)  # it names a session
    else:
        version = Shelf.current()
        # Whatever wrote past `Shelf`, such as a release before it, is seen a little later.
        key = ("home", version, version or object(), int(time.time()) // LATEST)
        response = kept_page(
            request, key, lambda: render_to_string("troubleshooter/home.html", shelves())
        )
    patch_vary_headers(response, ["Cookie"])
    return response


@require_safe
@limited("search")
def search(request: HttpRequest) -> HttpResponse:
    """Published guides that hold every word, else those that come nearest; without words, all."""
    form = SearchForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else request.GET.get("q", "")[:MOST_LETTERS]
    if words:
        found = list(Guide.objects.matching(words, MOST_GUIDES))
        near = [] if found else list(Guide.objects.nearest(words, MOST_NEAR))
        context = {"words": words, "guides": found, "near": near}
    else:
        everything = Guide.objects.published().order_by(*BY_CATEGORY)
        page = Paginator(everything, MOST_GUIDES).get_page(request.GET.get("page"))
        context = {"page": page, "categories": by_category(page.object_list)}
    return render(request, "troubleshooter/search.html", context)


@require_safe
def guide(request: HttpRequest, slug: str) -> HttpResponse:
    """What the guide fixes, how long it takes, what is needed, the steps, and the way in."""
    edition = Guide.objects.live_edition(slug)
    if edition is None:
        raise Http404

    def rendered() -> str:
        document = document_of(edition)
        steps = [document.step[key] for key in document.placement]
        context = {"guide": document.guide, "document": document, "steps": steps}
        return render_to_string("troubleshooter/guide.html", context)

    return kept_page(request, ("guide", edition), rendered)


@require_safe
def media(request: HttpRequest, image: str) -> FileResponse:
    """A picture at its content address: it never changes and can do nothing."""
    address = re.fullmatch(r"[0-9a-f]{32}\.(svg|webp)", image)
    if not address:
        raise Http404
    try:
        file = default_storage.open(image)
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(file, content_type=MEDIA_TYPES[address[1]])
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    is_drawing = address[1] == "svg"
    response["Content-Security-Policy"] = DRAWING_POLICY if is_drawing else MEDIA_POLICY
    response["X-Content-Type-Options"] = "nosniff"
    return response


def shelves() -> dict[str, Any]:
    """The guides of the home page, by category."""
    guides = list(Guide.objects.by_category(MOST_GUIDES + 1))
    return {
        "categories": by_category(guides[:MOST_GUIDES]),
        "has_more": len(guides) > MOST_GUIDES,
    }


def by_category(guides: Iterable[Guide]) -> list[tuple[str, list[Guide]]]:
    """Guides in the order of their categories, as (category, its guides)."""
    grouped = groupby(guides, key=lambda guide: guide.live.category if guide.live else "")
    return [(category, list(rows)) for category, rows in grouped]


def _last_session(request: HttpRequest) -> Resumable | None:
    """Of this device's sessions the one last spoken in that something is left to say in."""
    if visitor := visitor_of(request):
        sessions = TroubleshootingSession.objects.of_visitor(visitor).by_last_event()
        lines = resumable(sessions[:MOST_SESSIONS])
        return next((line for line in lines if not line.is_finished), None)
    return None
