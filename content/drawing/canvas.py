"""One picture: shapes, texts and the rectangles to tap, in units, 390 wide and mostly 844 high."""

from html import escape

from style import style

WIDTH, HEIGHT = 390, 844
TEXT = 17

# Width of a letter in parts of the font size, taken from the widest of the usual system fonts:
# what fits here fits on every device.
NARROW, SLIM, WIDE = set("ijl.,:;'|!()/ "), set("tfrIJ-"), set("mwMWQ@%—&")


def measure(words: str, size: float, bold: bool = False) -> float:
    """The width of the words in a wide font: never less than on the person's screen."""
    parts = 0.0
    for letter in words:
        if letter in NARROW:
            parts += 0.34
        elif letter in SLIM:
            parts += 0.42
        elif letter in WIDE:
            parts += 0.95
        elif letter.isupper():
            parts += 0.69
        else:
            parts += 0.61
    return parts * size * (1.1 if bold else 1)


def fill(words: str, size: float, room: float) -> list[str]:
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and measure(longer, size) > room:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def wrap(words: str, size: float, room: float) -> list[str]:
    """As few lines as the room allows, of about the same length: no lonely last word."""
    lines = fill(words, size, room)
    narrower = room
    while len(lines) > 1 and len(fill(words, size, narrower - 4)) == len(lines):
        narrower -= 4
    return fill(words, size, narrower)


def number(value: float) -> str:
    """At most two decimals, and no trailing zeros, so that the same drawing has the same bytes."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


class Canvas:
    """Collects shapes in drawing order, and marks: number to (x, y, width, height) in units."""

    def __init__(self) -> None:
        self.height = HEIGHT
        self.shapes: list[str] = []
        self.marks: dict[int, tuple[float, float, float, float]] = {}

    def shape(self, element: str, look: str, **attributes: float | str) -> None:
        written = "".join(
            f' {name}="{number(value) if not isinstance(value, str) else value}"'
            for name, value in attributes.items()
        )
        self.shapes.append(f'<{element} class="{look}"{written}/>')

    def rect(
        self, x: float, y: float, width: float, height: float, look: str, r: float = 0
    ) -> None:
        corner = {"rx": r} if r else {}
        self.shape("rect", look, x=x, y=y, width=width, height=height, **corner)

    def circle(self, x: float, y: float, r: float, look: str, width: float = 0) -> None:
        stroke = {"stroke-width": width} if width else {}
        self.shape("circle", look, cx=x, cy=y, r=r, **stroke)

    def path(self, d: str, look: str, width: float = 0) -> None:
        stroke = {"stroke-width": width} if width else {}
        self.shape("path", look, d=d, **stroke)

    def line(self, x1: float, y1: float, x2: float, y2: float, look: str, width: float = 2) -> None:
        self.path(f"M{number(x1)} {number(y1)}L{number(x2)} {number(y2)}", f"pen {look}", width)

    def glyph(self, d: str, x: float, y: float, size: float, look: str) -> None:
        """A line drawing from a box of 24 units, its top left corner at x, y."""
        scale = size / 24
        self.shapes.append(
            f'<path class="pen {look}" d="{d}" '
            f'transform="translate({number(x)} {number(y)}) scale({number(scale)})"/>'
        )

    def text(
        self,
        x: float,
        y: float,
        words: str,
        look: str = "ink",
        size: float = TEXT,
        anchor: str = "start",
        weight: int = 400,
        room: float = 0,
    ) -> None:
        """One line of text; raises ValueError where it would not fit its room in a wide font."""
        bold = weight > 500
        if room and measure(words, size, bold) > room:
            needed = measure(words, size, bold)
            raise ValueError(f"{words!r} needs {needed:.0f} units and has {room:.0f}")
        extra = "" if anchor == "start" else f' text-anchor="{anchor}"'
        extra += "" if size == TEXT else f' font-size="{number(size)}"'
        extra += "" if weight == 400 else f' font-weight="{weight}"'
        self.shapes.append(
            f'<text class="{look}" x="{number(x)}" y="{number(y)}"{extra}>{escape(words)}</text>'
        )

    def paragraph(
        self,
        x: float,
        y: float,
        words: str,
        room: float,
        look: str = "sub",
        size: float = 15,
        anchor: str = "start",
    ) -> float:
        """Wrapped lines, the first with its baseline at y; returns the baseline of the last."""
        lines = wrap(words, size, room)
        leading = size * 1.35
        for index, line in enumerate(lines):
            self.text(x, y + index * leading, line, look, size, anchor, room=room)
        return y + (len(lines) - 1) * leading

    def mark(self, order: int, x: float, y: float, width: float, height: float) -> None:
        self.marks[order] = (x, y, width, height)

    def targets(self) -> list[list[float]]:
        """The rectangles to tap in percent of the picture, in the order of their numbers."""
        return [
            [
                round(100 * x / WIDTH, 1),
                round(100 * y / self.height, 1),
                round(100 * width / WIDTH, 1),
                round(100 * height / self.height, 1),
            ]
            for _, (x, y, width, height) in sorted(self.marks.items())
        ]

    def svg(self, title: str) -> str:
        return "\n".join(
            [
                f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{self.height}" '
                f'viewBox="0 0 {WIDTH} {self.height}" '
                f'font-size="{TEXT}" stroke-width="2" role="img">',
                f"<title>{escape(title, quote=False)}</title>",
                f"<style>{style()}</style>",
                *self.shapes,
                "</svg>\n",
            ]
        )
