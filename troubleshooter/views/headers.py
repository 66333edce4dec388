"""Headers that every answer carries: pages, errors, redirects, static files and pictures alike."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

UNUSED = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
    "display-capture",
    "encrypted-media",
    "gamepad",
    "geolocation",
    "gyroscope",
    "hid",
    "idle-detection",
    "local-fonts",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "publickey-credentials-create",
    "publickey-credentials-get",
    "screen-wake-lock",
    "serial",
    "usb",
    "window-management",
    "xr-spatial-tracking",
)
"""What a page of ours never asks a browser for, and so may not; only names that browsers know,
because they complain of others."""

EVERYWHERE = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in UNUSED),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def headers_everywhere(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware, before all that answers by itself."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in EVERYWHERE.items():
            response.setdefault(name, value)
        return response

    return answer
