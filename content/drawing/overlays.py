"""What lies over a page: a question, a sheet of choices, a number pad, a keyboard."""

from typing import Any

from canvas import TEXT, Canvas
from heads import EDGE, SPAN, Page, Spec, middle
from lists import strike
from phone import BOTTOM, CENTRE, LEFT, RIGHT

SHEET_ROW = 54


def dim(page: Page, _: Any) -> None:
    """Darken what was drawn so far: nothing beneath can be tapped, what is crossed out stays so."""
    page.canvas.rect(LEFT, 12, RIGHT - LEFT, BOTTOM - 12, "dim", 46)
    page.canvas.marks.clear()
    for centre in page.struck:
        strike(page.canvas, centre)


def dialog(page: Page, spec: Spec) -> None:
    """A question in the middle of the screen: `title`, `about`, and `buttons` side by side."""
    canvas, width, x = page.canvas, 290, CENTRE - 145
    lines = Canvas()
    last = lines.paragraph(CENTRE, 72, spec["about"], width - 36, "ink", 16, "middle")
    height = last + 24 + 52
    y = spec.get("middle", 430) - height / 2
    canvas.rect(x, y, width, height, "lift", 22)
    canvas.text(
        CENTRE, y + 40, spec["title"], anchor="middle", weight=600, room=width - 24, size=18
    )
    canvas.paragraph(CENTRE, y + 72, spec["about"], width - 36, "ink", 16, "middle")
    top, share = y + height - 52, width / len(spec["buttons"])
    canvas.line(x, top, x + width, top, "line", 1)
    for index, button in enumerate(spec["buttons"]):
        left = x + index * share
        if index:
            canvas.line(left, top, left, y + height, "line", 1)
        canvas.text(
            left + share / 2,
            middle(top, 52),
            button["label"],
            button.get("tone", "link"),
            anchor="middle",
            weight=button.get("weight", 400),
            room=share - 12,
        )
        if button.get("mark"):
            canvas.mark(button["mark"], left + 4, top + 4, share - 8, 44)


def choices(page: Page, spec: Spec) -> None:
    """A sheet of choices at the foot of the screen, with Cancel on a card of its own."""
    canvas, x, width = page.canvas, EDGE - 4, SPAN + 8
    bottom = BOTTOM - 24
    canvas.rect(x, bottom - SHEET_ROW, width, SHEET_ROW, "lift", 16)
    canvas.text(
        CENTRE, middle(bottom - SHEET_ROW, SHEET_ROW), "Cancel", "link", anchor="middle", weight=600
    )
    y = bottom - SHEET_ROW - 10 - SHEET_ROW * len(spec["rows"])
    top = y
    if spec.get("about"):
        lines = Canvas()
        last = lines.paragraph(CENTRE, 30, spec["about"], width - 40, "sub", 15, "middle")
        top = y - last - 18
    canvas.rect(x, top, width, bottom - SHEET_ROW - 10 - top, "lift", 16)
    if spec.get("about"):
        canvas.paragraph(CENTRE, top + 30, spec["about"], width - 40, "sub", 15, "middle")
    for index, row in enumerate(spec["rows"]):
        if index or spec.get("about"):
            canvas.line(x, y, x + width, y, "line", 1)
        canvas.text(
            CENTRE,
            middle(y, SHEET_ROW),
            row["label"],
            row.get("tone", "link"),
            anchor="middle",
            room=width - 24,
        )
        if row.get("mark"):
            canvas.mark(row["mark"], x + 4, y + 4, width - 8, SHEET_ROW - 8)
        y += SHEET_ROW


def foot_panel(canvas: Canvas, top: float) -> None:
    """The grey ground of a keyboard, rounded like the screen below."""
    canvas.path(
        f"M{LEFT} {top:g}h{RIGHT - LEFT}V786a46 46 0 0 1-46 46H58a46 46 0 0 1-46-46z", "keys"
    )


def number_pad(page: Page, spec: Spec) -> None:
    canvas, top = page.canvas, 500
    foot_panel(canvas, top)
    width, height, gap = 112, 62, 9
    left, first = CENTRE - (3 * width + 2 * gap) / 2, top + 12
    for index, sign in enumerate("123456789 0<"):
        x = left + index % 3 * (width + gap)
        y = first + index // 3 * (height + gap)
        if sign == "<":
            canvas.path(
                f"M{x + 48:g} {y + 22:g}h24v18h-24l-9-9zM{x + 55:g} {y + 27:g}l8 8m0-8l-8 8",
                "pen ink",
            )
        elif sign != " ":
            canvas.rect(x, y, width, height, "key", 9)
            canvas.text(x + width / 2, middle(y, height, 27), sign, size=27, anchor="middle")
    if spec.get("mark"):
        canvas.mark(
            spec["mark"], left - 4, first - 4, 3 * width + 2 * gap + 8, 4 * height + 3 * gap + 8
        )


def keyboard(page: Page, _: Any) -> None:
    canvas, top = page.canvas, 570
    foot_panel(canvas, top)
    pitch, height = 36, 44
    for line, letters in enumerate(("qwertyuiop", "asdfghjkl", "zxcvbnm")):
        left = CENTRE - len(letters) * pitch / 2
        y = top + 12 + line * 53
        for index, letter in enumerate(letters):
            x = left + index * pitch + 2.5
            canvas.rect(x, y, pitch - 5, height, "key", 6)
            canvas.text(
                x + (pitch - 5) / 2, middle(y, height - 2, 21), letter, size=21, anchor="middle"
            )
    y = top + 12 + 2 * 53
    for x in (17.5, 328.5):
        canvas.rect(x, y, 44, height, "faint", 6)
    canvas.path(f"M39.5 {y + 13:g}l9 10h-5v8h-8v-8h-5z", "pen ink")
    canvas.path(f"M345 {y + 13:g}h17v18h-17l-8-9z", "pen ink")
    y += 53
    canvas.rect(17.5, y, 80, height, "faint", 6)
    canvas.text(57.5, middle(y, height, 16), "123", size=16, anchor="middle")
    canvas.rect(102.5, y, 180, height, "key", 6)
    canvas.text(192.5, middle(y, height, 16), "space", size=16, anchor="middle")
    canvas.rect(287.5, y, 85, height, "faint", 6)
    canvas.text(330, middle(y, height, 16), "return", size=16, anchor="middle")


def password(page: Page, spec: Spec) -> None:
    """A row with a label and a hidden text being typed."""
    canvas, y = page.canvas, page.y
    canvas.rect(EDGE, y, SPAN, 54, "card", 14)
    canvas.text(EDGE + 16, middle(y, 54), spec["label"], room=120)
    for dot in range(spec.get("dots", 8)):
        canvas.circle(EDGE + 140 + dot * 14, y + 27, 4.5, "ink")
    x = EDGE + 140 + spec.get("dots", 8) * 14 - 2
    canvas.line(x, y + 15, x, y + 39, "link", 2)
    page.y = y + 74


def boxes(page: Page, spec: Spec) -> None:
    """Six boxes for a code, the first ones filled."""
    canvas, y, size, gap = page.canvas, page.y, 44, 9
    left = CENTRE - (6 * size + 5 * gap) / 2
    for index in range(6):
        x = left + index * (size + gap)
        canvas.rect(x, y, size, 56, "card", 10)
        canvas.shape(
            "rect",
            "pen link" if index == spec["filled"] else "pen faint",
            x=x,
            y=y,
            width=size,
            height=56,
            rx=10,
        )
        if index < spec["filled"]:
            digit = "47"[index % 2]
            canvas.text(x + size / 2, middle(y, 56, 26), digit, size=26, anchor="middle")
    caret = left + spec["filled"] * (size + gap) + size / 2
    canvas.line(caret, y + 15, caret, y + 41, "link")
    if spec.get("mark"):
        canvas.mark(spec["mark"], left - 8, y - 8, 6 * size + 5 * gap + 16, 72)
    page.y = y + 80


def circles(page: Page, _: Any) -> None:
    """Six empty circles of a passcode."""
    for index in range(6):
        page.canvas.circle(CENTRE - 85 + index * 34, page.y + 10, 8, "pen ink")
    page.y += 40


def caption(page: Page, words: str) -> None:
    """One line in the middle, such as a question above circles to fill."""
    page.canvas.text(CENTRE, page.y + TEXT, words, size=18, anchor="middle", room=SPAN)
    page.y += 44
