"""The head of a page: its bar, its titles, whose page it is. Each part continues below the last."""

from dataclasses import dataclass, field
from typing import Any

from canvas import TEXT, Canvas, measure
from glyphs import GLYPHS
from phone import BOTTOM, CENTRE, LEFT, RIGHT

Spec = dict[str, Any]

EDGE = 28  # the left edge of every card
SPAN = 334  # its width
ROW = 50
SMALL = 15


@dataclass
class Page:
    """A picture being drawn: `y` is where the next part begins."""

    canvas: Canvas = field(default_factory=Canvas)
    y: float = 60
    ink: str = "ink"
    charging: bool = False
    bottom: float = BOTTOM
    bare: bool = False  # a phone seen from the front brings its own body
    has_signs: bool = True  # the status bar above and the bar at the foot
    struck: list[float] = field(default_factory=list)  # rows crossed out, by their middle


def middle(y: float, height: float, size: float = TEXT) -> float:
    """The baseline of a line of text standing in the middle of a box."""
    return y + height / 2 + size * 0.355


def chevron(canvas: Canvas, x: float, y: float) -> None:
    canvas.path(f"M{x - 6:g} {y - 6:g}l6 6-6 6", "pen faint", 2.4)


def tile(canvas: Canvas, x: float, y: float, size: float, spec: Spec) -> None:
    """The small coloured square at the start of a row."""
    canvas.rect(x, y, size, size, spec.get("colour", "grey"), size * 0.25)
    canvas.glyph(GLYPHS[spec["icon"]], x + size * 0.16, y + size * 0.16, size * 0.68, "white")


def nav(page: Page, spec: Spec) -> None:
    canvas, y = page.canvas, page.y
    title, back, right = spec.get("title", ""), spec.get("back"), spec.get("right")
    half = measure(title, TEXT, bold=True) / 2
    if title:
        canvas.text(CENTRE, y + 31, title, anchor="middle", weight=600, room=260)
    if back is not None:
        canvas.path(f"M36 {y + 16:g}l-9 9 9 9", "pen link", 2.6)
        if back:
            canvas.text(43, y + 31, back, "link", room=CENTRE - half - 47)
    if spec.get("left"):
        canvas.text(EDGE, y + 31, spec["left"], "link", room=CENTRE - half - EDGE)
    if right:
        width = measure(right, TEXT, bold=True)
        canvas.text(362, y + 31, right, "link", anchor="end", weight=600, room=362 - CENTRE - half)
        if spec.get("mark"):
            canvas.mark(spec["mark"], 370 - width - 24, y + 5, width + 24, 40)
    page.y = y + 58


def title(page: Page, words: str) -> None:
    page.canvas.text(EDGE, page.y + 40, words, size=31, weight=700, room=SPAN)
    page.y += 60


def avatar(canvas: Canvas, x: float, y: float, r: float) -> None:
    canvas.circle(x, y, r, "field")
    canvas.glyph(GLYPHS["person"], x - r * 0.66, y - r * 0.7, r * 1.32, "sub")


def profile(page: Page, spec: Spec) -> None:
    """The first row of Settings: picture, name and what is behind it."""
    canvas, y, height = page.canvas, page.y, 80
    canvas.rect(EDGE, y, SPAN, height, "card", 14)
    avatar(canvas, EDGE + 44, y + height / 2, 28)
    canvas.text(EDGE + 86, y + 35, spec["name"], size=20, room=210)
    canvas.text(EDGE + 86, y + 59, spec["about"], "sub", SMALL, room=218)
    chevron(canvas, EDGE + SPAN - 16, y + height / 2)
    if spec.get("mark"):
        canvas.mark(spec["mark"], EDGE, y, SPAN, height)
    page.y += height + 20


def person(page: Page, spec: Spec) -> None:
    """The head of the account page."""
    canvas, y = page.canvas, page.y
    avatar(canvas, CENTRE, y + 40, 40)
    canvas.text(CENTRE, y + 112, spec["name"], size=24, anchor="middle", weight=600, room=SPAN)
    canvas.text(CENTRE, y + 136, spec["about"], "sub", SMALL, anchor="middle", room=SPAN)
    page.y = y + 156


def app(page: Page, spec: Spec) -> None:
    """An app's picture, name and size, in the middle."""
    canvas, y = page.canvas, page.y
    canvas.rect(CENTRE - 38, y, 76, 76, spec.get("colour", "grey"), 18)
    canvas.glyph(GLYPHS[spec["icon"]], CENTRE - 22, y + 16, 44, "white")
    canvas.text(CENTRE, y + 108, spec["name"], size=22, anchor="middle", weight=600, room=SPAN)
    if spec.get("about"):
        canvas.text(CENTRE, y + 132, spec["about"], "sub", SMALL, anchor="middle", room=SPAN)
    page.y = y + (154 if spec.get("about") else 130)


def headline(page: Page, spec: Spec) -> None:
    """The large middle title of a question that fills the screen, with a sentence below it."""
    canvas = page.canvas
    if spec.get("icon"):
        canvas.glyph(GLYPHS[spec["icon"]], CENTRE - 26, page.y, 52, "link")
        page.y += 58
    for line in spec["title"].splitlines():
        canvas.text(CENTRE, page.y + 28, line, size=26, anchor="middle", weight=700, room=SPAN)
        page.y += 33
    if spec.get("about"):
        page.y = canvas.paragraph(
            CENTRE, page.y + 26, spec["about"], SPAN - 20, "sub", 16, "middle"
        )
    page.y += 26


def space(page: Page, height: float) -> None:
    page.y += height


def sheet_page(page: Page, _: Any) -> None:
    """A page that slid up over another one: its top edge a little below the screen's."""
    page.canvas.rect(LEFT, 12, RIGHT - LEFT, 820, "dim", 46)
    page.canvas.path(
        f"M{LEFT} 104a28 28 0 0 1 28-28h310a28 28 0 0 1 28 28V786a46 46 0 0 1-46 46H58"
        "a46 46 0 0 1-46-46z",
        "bg",
    )
    page.y = 80
