"""Pictures that are no settings page: a web page, a locked phone, the phone seen from the front."""

from typing import Any

from canvas import Canvas
from glyphs import GLYPHS
from heads import EDGE, SPAN, Page, Spec, middle
from phone import BOTTOM, CENTRE, LEFT, RIGHT, battery, cable, wall

WEB_ROW = 45


def browser(page: Page, spec: Spec) -> None:
    """A browser around a plain page: address above, a bar of signs at the foot."""
    canvas = page.canvas
    canvas.path(f"M{LEFT} 118V786a46 46 0 0 0 46 46h274a46 46 0 0 0 46-46V118z", "card")
    canvas.rect(EDGE - 4, 66, SPAN + 8, 42, "field", 12)
    canvas.glyph(GLYPHS["lock"], EDGE + 6, 78, 17, "sub")
    canvas.text(EDGE + 28, middle(66, 42, 15), spec["address"], size=15, room=SPAN - 66)
    canvas.glyph(GLYPHS["reload"], EDGE + SPAN - 24, 77, 20, "sub")
    canvas.text(EDGE, 160, spec["title"], size=25, weight=700, room=SPAN)
    page.y = 178


def browser_foot(page: Page, _: Any) -> None:
    canvas = page.canvas
    canvas.path(f"M{LEFT} 760h366V786a46 46 0 0 1-46 46H58a46 46 0 0 1-46-46z", "bg")
    canvas.line(LEFT, 760, RIGHT, 760, "line", 1)
    canvas.path("M66 778l-9 9 9 9", "pen link", 2.4)
    canvas.path("M142 778l9 9-9 9", "pen faint", 2.4)
    canvas.glyph(GLYPHS["grid"], 236, 775, 24, "link")
    canvas.glyph(GLYPHS["list"], 318, 775, 24, "link")


def services(page: Page, spec: Spec) -> None:
    """Names of services, each with its dot."""
    canvas = page.canvas
    for row in spec["rows"]:
        y = page.y
        canvas.circle(EDGE + 14, y + WEB_ROW / 2, 7.5, "go")
        canvas.text(EDGE + 34, middle(y, WEB_ROW), row["label"], room=SPAN - 40)
        canvas.line(EDGE, y + WEB_ROW, EDGE + SPAN, y + WEB_ROW, "line", 1)
        if row.get("mark"):
            canvas.mark(row["mark"], EDGE - 6, y + 1, SPAN + 12, WEB_ROW - 2)
        page.y += WEB_ROW


def legend(page: Page, spec: Spec) -> None:
    """Large dots, each told apart by its sign and its words as well as by its colour."""
    canvas = page.canvas
    page.y += 12
    for row in spec["rows"]:
        y, height = page.y, 142
        canvas.rect(EDGE, y, SPAN, height, "bg", 18)
        canvas.circle(EDGE + 62, y + height / 2, 35, row["colour"])
        canvas.glyph(
            GLYPHS[row["sign"]], EDGE + 40, y + height / 2 - 22, 44, row.get("ink", "white")
        )
        canvas.text(EDGE + 122, y + 62, row["label"], size=25, weight=700, room=SPAN - 130)
        canvas.paragraph(EDGE + 122, y + 90, row["about"], SPAN - 130, "sub", 16)
        page.y += height + 18


def lock_screen(page: Page, spec: Spec) -> None:
    """A locked phone: closed lock, large clock; charging shows on a badge and by its cable."""
    canvas = page.canvas
    page.ink, page.charging = "white", bool(spec.get("charging"))
    if spec.get("cable"):
        page.bottom = 762
        cable(canvas, 772)
    wall(canvas, page.bottom)
    canvas.glyph(GLYPHS["lock"], CENTRE - 17, 78, 34, "white")
    canvas.text(CENTRE, 200, "09:41", "white", 84, "middle", weight=300)
    if spec.get("charging"):
        canvas.rect(CENTRE - 118, 250, 236, 76, "veil", 38)
        battery(canvas, CENTRE - 92, 267, 84, "white", charging=True)
        canvas.text(CENTRE + 12, middle(250, 76, 18), "Charging", "white", 18, room=100)


def corner_lens(page: Page, spec: Spec) -> None:
    """The right end of the status bar again, large, in a round lens below it."""
    canvas = page.canvas
    page.ink, page.charging = "white", True
    wall(canvas)
    x, y, r = CENTRE, 330, 150
    canvas.path("M334 62L230 182M345 62L338 286", "pen white", 2)
    canvas.circle(x, y, r, "night")
    canvas.circle(x, y, r, "pen white", 5)
    canvas.glyph(GLYPHS["wifi"], x - 124, y - 40, 80, "white")
    battery(canvas, x - 30, y - 34, 140, "white", charging=True)
    if spec.get("mark"):
        canvas.mark(spec["mark"], 312, 21, 54, 38)


def power_slider(page: Page, spec: Spec) -> None:
    canvas = page.canvas
    page.ink, page.has_signs = "white", False  # the same on every phone: no notch, no foot bar
    wall(canvas)
    canvas.rect(LEFT, 12, RIGHT - LEFT, BOTTOM - 12, "dim", 46)
    x, y, width, height = 42, 104, 306, 72
    canvas.rect(x, y, width, height, "veil", height / 2)
    canvas.circle(x + 36, y + 36, 30, "white")
    canvas.glyph(GLYPHS["power"], x + 20, y + 20, 32, "red")
    canvas.text(x + 182, middle(y, height, 18), "slide to power off", "white", 18, "middle")
    canvas.path("M78 208H306M288 192l18 16-18 16", "pen white", 5)
    if spec.get("mark"):
        canvas.mark(spec["mark"], x - 4, y - 4, width + 8, height + 8)
    canvas.circle(CENTRE, 728, 33, "veil")
    canvas.glyph(GLYPHS["cross"], CENTRE - 17, 711, 34, "white")
    canvas.text(CENTRE, 792, "Cancel", "white", 17, "middle")


def button(canvas: Canvas, x: float, y: float, height: float, mark: int = 0) -> None:
    """A button standing out of the side of the phone; x is the middle of its width."""
    canvas.rect(x - 7, y, 14, height, "metal", 5)
    if mark:
        canvas.mark(mark, x - 17, y - 12, 34, height + 24)


def front(page: Page, spec: Spec) -> None:
    """The phone seen from the front, its buttons standing out at the sides."""
    canvas = page.canvas
    page.bare = True
    home = spec["kind"] == "home"
    marks = spec["marks"]
    width = 284 if home else 322
    left, top, height = CENTRE - width / 2, 34 if not home else 14, canvas.height - (68, 28)[home]
    button(canvas, left - 3, top + 108, 36)
    button(canvas, left - 3, top + 170, 64, marks.get("volume", 0))
    button(canvas, left - 3, top + 262, 64)
    button(canvas, left + width + 3, top + 170, 74 if home else 106, marks.get("side", 0))
    handset(canvas, home, left, top, width, height)
    clock = top + (208 if home else 182)
    canvas.glyph(GLYPHS["lock"], CENTRE - 15, clock - 104, 30, "white")
    canvas.text(CENTRE, clock, "09:41", "white", 70, "middle", weight=300)


def handset(
    canvas: Canvas, home: bool, left: float, top: float, width: float, height: float
) -> None:
    """The front of a phone: with a Home button below the screen, or all screen."""
    unit = width / 322
    centre = left + width / 2
    canvas.rect(left, top, width, height, "body", 58 * unit)
    canvas.shape("rect", "pen edge", x=left, y=top, width=width, height=height, rx=58 * unit)
    edge = (16 if home else 12) * unit
    sx, sw = left + edge, width - 2 * edge
    sy = top + (92 if home else 12) * unit
    sh = height - (192 if home else 24) * unit
    corner = 0 if home else 46 * unit
    canvas.rect(sx, sy, sw, sh, "sky", corner or 6 * unit)
    foot = f"a{corner:g} {corner:g} 0 0 1-{corner:g} {corner:g}H{sx + corner:g}"
    foot += f"a{corner:g} {corner:g} 0 0 1-{corner:g}-{corner:g}z"
    hill = sy + sh - (170 if home else 250) * unit
    canvas.path(
        f"M{sx:g} {hill:g}c{80 * unit:g}-{65 * unit:g} {155 * unit:g} {55 * unit:g}"
        f" {sw:g}-{45 * unit:g}V{sy + sh - corner:g}{foot if corner else f'H{sx:g}z'}",
        "hill",
    )
    if home:
        canvas.circle(centre, top + height - 50 * unit, 31 * unit, "pen metal", 4 * unit)
        canvas.rect(centre - 34 * unit, top + 46 * unit, 68 * unit, 8 * unit, "edge", 4 * unit)
        canvas.circle(centre - 56 * unit, top + 50 * unit, 5 * unit, "edge")
    else:
        canvas.rect(centre - 46 * unit, sy + 14 * unit, 92 * unit, 27 * unit, "hole", 13.5 * unit)
        canvas.rect(centre - 55 * unit, sy + sh - 14 * unit, 110 * unit, 5 * unit, "white", 2)


def both_fronts(page: Page, spec: Spec) -> None:
    """A phone without and a phone with a Home button, side by side, each with its name."""
    canvas = page.canvas
    page.bare = True
    top, width, height = 20, 158, 330
    for home, left, name in ((False, 24, "No Home button"), (True, 208, "Home button")):
        handset(canvas, home, left, top, width, height)
        middle_of = left + width / 2
        canvas.text(
            middle_of, top + height + 38, name, "ink", anchor="middle", weight=600, room=180
        )
        if home and spec.get("mark"):
            canvas.mark(spec["mark"], middle_of - 24, top + height - 48.5, 48, 48)
