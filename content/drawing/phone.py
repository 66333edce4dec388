"""The phone itself: body, screen, status bar and the wall behind a locked screen."""

from canvas import HEIGHT, Canvas
from glyphs import BOLT, GLYPHS

LEFT, RIGHT, TOP, BOTTOM = 12, 378, 12, 832
CENTRE = 195
CORNER = 46


def screen(canvas: Canvas, look: str = "bg", bottom: float = BOTTOM) -> None:
    canvas.rect(LEFT, TOP, RIGHT - LEFT, bottom - TOP, look, CORNER)


def body(canvas: Canvas, bottom: float = BOTTOM) -> None:
    """The frame, drawn last: it covers whatever runs out of the screen."""
    outer, inner = CORNER + 10, CORNER
    base = bottom + 10
    width = RIGHT - LEFT
    canvas.path(
        f"M{2 + outer} 2H{388 - outer}a{outer} {outer} 0 0 1 {outer} {outer}"
        f"V{base - outer:g}a{outer} {outer} 0 0 1-{outer} {outer}H{2 + outer}"
        f"a{outer} {outer} 0 0 1-{outer}-{outer}V{2 + outer}a{outer} {outer} 0 0 1 {outer}-{outer}z"
        f"M{LEFT + inner} {TOP}a{inner} {inner} 0 0 0-{inner} {inner}V{bottom - inner:g}"
        f"a{inner} {inner} 0 0 0 {inner} {inner}h{width - 2 * inner}"
        f"a{inner} {inner} 0 0 0 {inner}-{inner}V{TOP + inner}"
        f"a{inner} {inner} 0 0 0-{inner}-{inner}z",
        "body",
    )
    canvas.shape(
        "rect", "pen edge", x=2, y=2, width=386, height=base - 2, rx=outer, **{"stroke-width": 1.5}
    )


def status_bar(
    canvas: Canvas, look: str = "ink", time: bool = True, charging: bool = False
) -> None:
    if time:
        canvas.text(84, 45, "09:41", look, anchor="middle", weight=600)
    canvas.rect(150, 24, 90, 27, "hole", 13.5)
    for step in range(4):
        height = 4 + step * 2.7
        canvas.rect(276 + step * 5.2, 45 - height, 3.6, height, look, 1)
    canvas.glyph(GLYPHS["wifi"], 298, 28, 20, look)
    battery(canvas, 322, 32, 29, look, charging)


def battery(canvas: Canvas, x: float, y: float, width: float, look: str, charging: bool) -> None:
    """A battery lying on its side; its height is half of its width."""
    height, unit = width / 2, width / 29
    canvas.shape(
        "rect",
        f"pen {look}",
        x=x,
        y=y,
        width=width - 3 * unit,
        height=height,
        rx=4 * unit,
        **{"stroke-width": 1.5 * unit},
    )
    canvas.rect(x + width - 1.5 * unit, y + height * 0.32, 2.2 * unit, height * 0.36, look, unit)
    full = 0.72 if charging else 0.8
    canvas.rect(
        x + 2.5 * unit,
        y + 2.5 * unit,
        (width - 8 * unit) * full,
        height - 5 * unit,
        "go" if charging else look,
        2 * unit,
    )
    if charging:
        size = height * 0.94
        left, top = x + (width - 3 * unit - size) / 2, y + (height - size) / 2
        canvas.shape(
            "path",
            look,
            d=BOLT,
            transform=f"translate({left:.2f} {top:.2f}) scale({size / 24:.2f})",
        )


def foot_bar(canvas: Canvas, look: str = "ink", bottom: float = BOTTOM) -> None:
    """The thin bar at the foot of the screen."""
    canvas.rect(CENTRE - 62, bottom - 13, 124, 5, look, 2.5)


def wall(canvas: Canvas, bottom: float = BOTTOM) -> None:
    """A quiet landscape: the background of a locked phone."""
    screen(canvas, "sky", bottom)
    foot = (
        f"V{bottom - CORNER:g}a{CORNER} {CORNER} 0 0 1-{CORNER} {CORNER}"
        f"H{LEFT + CORNER}a{CORNER} {CORNER} 0 0 1-{CORNER}-{CORNER}z"
    )
    canvas.path(f"M{LEFT} {bottom - 320:g}c90-70 180 60 366-50{foot}", "hill")
    canvas.path(f"M{LEFT} {bottom - 150:g}c120 40 220-110 366-70{foot}", "ridge")


def cable(canvas: Canvas, top: float) -> None:
    """A plug and its cable from the foot of the phone to the foot of the picture."""
    canvas.rect(CENTRE - 9, top, 18, 12, "metal", 2)
    canvas.rect(CENTRE - 15, top + 10, 30, 30, "faint", 6)
    canvas.rect(CENTRE - 4, top + 38, 8, HEIGHT - top - 38, "faint")
