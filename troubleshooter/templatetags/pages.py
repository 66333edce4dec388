"""What the visitors' pages need beside Django's own tags: texts, times, icons and screenshots."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..core import markup
from ..core.document import Screenshot, Step, Target
from ..core.qr import qr_svg

register = template.Library()

ICONS = {
    "back": "M15 5l-7 7 7 7",
    "check": "M4.5 12.5l5 5 10-11",
    "clock": "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zm0 4.5V12l3 2.5",
    "list": "M9 6h11M9 12h11M9 18h11M4.5 6h.01M4.5 12h.01M4.5 18h.01",
    "pause": "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM9.5 9v6m5-6v6",
    "place": "M7 3.5h10a1 1 0 0 1 1 1V21l-6-4.5L6 21V4.5a1 1 0 0 1 1-1z",
    "search": "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zm5 11.5L20 20",
    "shield": "M12 3l7.5 3v5.5c0 4.5-3 8-7.5 9.5-4.5-1.5-7.5-5-7.5-9.5V6zm-3.5 9l2.5 2.5 4.5-5",
    "info": "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zm0 8.5v5M12 8h.01",
    "warning": "M12 4L2.8 20h18.4zm0 6v4.5m0 2.7h.01",
}
"""Lines on a field of 24 by 24, drawn in the colour of the text beside them."""

RISK_ICONS = {"none": "shield", "low": "info", "high": "warning"}

LINE = 0.007
"""Half the light part of a marking, as a share of the picture's width."""

SHARP = 448
"""A picture this many pixels wide is sharp at its size, on a screen with two to each of them."""

WINDOW = 1.3
FADE = 8  # percent of the picture's height


@register.filter
def markdown(text: str) -> SafeString:
    """A Markdown text as safe HTML."""
    return mark_safe(markup.render(text))


@register.filter
def markdown_inline(text: str) -> SafeString:
    """A one-line Markdown text as safe HTML, in no paragraph."""
    return mark_safe(markup.render_inline(text))


@register.filter
def plain(text: str) -> str:
    """The words of a Markdown text on one line, to be escaped as any other text."""
    return markup.plain(text)


@register.filter
def qr_code(address: str) -> SafeString:
    """An address as a QR code. The address itself has to stand beside it, in words."""
    return mark_safe(qr_svg(address))


@register.filter
def duration(minutes: int) -> str:
    """A number of minutes in words: "5 min", "1 h 30 min", "2 h"."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return ngettext("%(count)d min", "%(count)d min", rest) % {"count": rest}
    if not rest:
        return ngettext("%(count)d h", "%(count)d h", hours) % {"count": hours}
    return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": rest}


@register.filter
def takes_time(steps: Iterable[Step]) -> bool:
    """Whether the result of any of the steps has to be waited for."""
    return any(step.result_takes_time for step in steps)


@register.filter
def risk_icon(risk: str) -> str:
    """The name of the icon that goes with a step's risk."""
    return RISK_ICONS[risk]


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """A small drawing that says nothing by itself: words always stand beside it."""
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" width="24" height="24" fill="none"'
        ' stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"'
        ' aria-hidden="true" focusable="false"><path d="{}"/></svg>',
        ICONS[name],
    )


@dataclass(frozen=True)
class Mark:
    """Where to tap, in the picture's own pixels, as SVG attributes say it."""

    x: float
    y: float
    width: float
    height: float
    badge_x: float
    badge_y: float


def mark(target: Target, width: int, height: int) -> Mark:
    """The rectangle of a target and, inside the picture, the middle of its number."""
    x, y = target.x * width / 100, target.y * height / 100
    wide, high = target.width * width / 100, target.height * height / 100
    radius = 0.05 * width
    badge_x = min(max(x, radius), width - radius)
    badge_y = min(max(y, radius), height - radius)
    return Mark(*(round(number, 1) for number in (x, y, wide, high, badge_x, badge_y)))


def part(targets: tuple[Target, ...], width: int, height: int) -> str:
    """Which part of a tall picture is enough to see: "upper", "middle", "lower", "" for all of it.

    The style sheet cuts a part off at WINDOW times the picture's width and fades the cut edges, so
    no target may come near one. The upper part is taken where it will do: the head of a page tells
    which page it is.
    """
    shown = 100 * WINDOW * width / height
    if not targets or shown > 100 - 2 * FADE:
        return ""
    top = min(target.y for target in targets)
    bottom = max(target.y + target.height for target in targets)
    starts = {"upper": 0.0, "middle": (100 - shown) / 2, "lower": 100 - shown}
    parts = {
        name: abs(start + shown / 2 - (top + bottom) / 2)
        for name, start in starts.items()
        if (name == "upper" or top >= start + FADE)
        and (name == "lower" or bottom <= start + shown - FADE)
    }
    return "upper" if "upper" in parts else min(parts, key=lambda name: parts[name], default="")


@register.simple_tag
@lru_cache(maxsize=4096)  # an edition's pictures never change, and most of a screen is pictures
def screenshot(shot: Screenshot, *, lazy: bool = True, one_size: bool = False) -> SafeString:
    """A picture, with what to tap marked on it. Its size is known, so the page never jumps.

    With `one_size`, for a page that is kept with its pictures, one file serves every screen."""
    context = screenshot_context(shot, lazy, one_size)
    return render_to_string("troubleshooter/_screenshot.html", context)


def screenshot_context(shot: Screenshot, lazy: bool, one_size: bool = False) -> dict[str, Any]:
    """What the template of a screenshot needs; marks are in the picture's own pixels."""
    if shot.is_to_come:
        return {"shot": shot}
    width, height = shot.width or 390, shot.height or 844
    sizes = {rendition.width: rendition.image for rendition in shot.renditions}
    if sizes:
        sizes[width] = shot.image
    enough = next((wide for wide in sorted(sizes) if wide >= SHARP), width)
    source = sizes.get(enough, shot.image) if one_size else shot.image
    if one_size:
        sizes = {}
    return {
        "shot": shot,
        "width": width,
        "height": height,
        "src": address(source),
        "srcset": ", ".join(f"{address(sizes[wide])} {wide}w" for wide in sorted(sizes)),
        "lazy": lazy,
        "part": part(shot.targets, width, height),
        "marks": [mark(target, width, height) for target in shot.targets],
        "is_numbered": len(shot.targets) > 1,
        "corner": round(width * 0.03, 1),
        "dark": round(width * LINE * 4, 1),
        "light": round(width * LINE * 2, 1),
        "badge": round(width * 0.045, 1),
        "type": round(width * 0.06, 1),
    }


def address(image: str) -> str:
    """Where a picture is served."""
    return reverse("troubleshooter:media", args=(image,))
