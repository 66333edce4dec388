"""What a phone needs to put the site on its home screen: the web app manifest."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

PAGE_COLOUR = "#f5f7f6"
ICONS = (
    ("img/icon-192.png", "192x192", "any"),
    ("img/icon-512.png", "512x512", "any"),
    ("img/icon-maskable-512.png", "512x512", "maskable"),
)


@require_safe
@cache_control(public=True, max_age=3600)
def manifest(request: HttpRequest) -> HttpResponse:
    """The same for everybody: name, colours, icons, and the way back to where one stopped."""
    home, sessions = reverse("troubleshooter:home"), reverse("troubleshooter:sessions")
    value = {
        "id": home,
        "name": _("Help desk"),
        "short_name": _("Help desk"),
        "description": _("Step by step help when something on your phone does not work."),
        "lang": get_language(),
        "dir": "rtl" if get_language_bidi() else "ltr",
        "start_url": home,
        "scope": home,
        "display": "standalone",
        "background_color": PAGE_COLOUR,
        "theme_color": PAGE_COLOUR,
        "icons": [
            {"src": static(path), "sizes": sizes, "type": "image/png", "purpose": purpose}
            for path, sizes, purpose in ICONS
        ],
        "shortcuts": [{"name": _("Where you stopped"), "url": sessions}],
    }
    return JsonResponse(value, content_type="application/manifest+json")
