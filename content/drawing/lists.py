"""Cards and their rows, and the other boxes of a settings page. Each continues below the last."""

from canvas import Canvas, measure
from glyphs import GLYPHS
from heads import EDGE, ROW, SMALL, SPAN, Page, Spec, chevron, middle, tile
from phone import BOTTOM, CENTRE


def switch(canvas: Canvas, x: float, y: float, is_on: bool) -> None:
    """The right edge at x, the middle at y."""
    canvas.rect(x - 52, y - 16, 52, 32, "go" if is_on else "off", 16)
    canvas.circle(x - 16 if is_on else x - 36, y, 13.5, "white")


def height_of(row: Spec) -> float:
    return 64 if row.get("about") else ROW


def draw_row(canvas: Canvas, y: float, row: Spec) -> None:
    """One row: `icon`, `label`, `about`, then at the right `value`, `switch`, `network`, `check`.

    `tone` colours the label; `centred` puts it in the middle; `struck` crosses it out; `mark` makes
    the row, or its switch, the thing to tap.
    """
    height = height_of(row)
    centre, end = y + height / 2, EDGE + SPAN - 16
    start = EDGE + (60 if row.get("icon") else 16)
    if row.get("icon"):
        tile(canvas, EDGE + 14, centre - 16, 32, row)
    if row.get("go"):
        chevron(canvas, end, centre)
        end -= 16
    if "switch" in row:
        switch(canvas, end, centre, row["switch"])
        end -= 62
    if row.get("network"):
        canvas.glyph(GLYPHS["info"], end - 24, centre - 12, 24, "link")
        canvas.glyph(GLYPHS["wifi"], end - 56, centre - 13, 22, "ink")
        if row["network"] == "locked":
            canvas.glyph(GLYPHS["lock"], end - 80, centre - 10, 19, "ink")
        end -= 88
    if row.get("check"):
        canvas.glyph(GLYPHS["tick"], EDGE + 12, centre - 12, 24, "link")
        start = EDGE + 46
    if row.get("value"):
        width = measure(row["value"], 16)
        canvas.text(end, middle(y, height, 16), row["value"], "sub", 16, anchor="end")
        end -= width + 6
    look = row.get("tone", "ink")
    if row.get("centred"):
        canvas.text(CENTRE, middle(y, height), row["label"], look, anchor="middle", room=SPAN - 24)
    elif row.get("about"):
        canvas.text(start, y + 28, row["label"], look, room=end - start)
        canvas.text(start, y + 49, row["about"], "sub", SMALL, room=end - start)
    else:
        canvas.text(start, middle(y, height), row["label"], look, room=end - start)
    if row.get("mark"):
        if "switch" in row:
            canvas.mark(row["mark"], end + 4, centre - 22, 64, 44)
        else:
            canvas.mark(row["mark"], EDGE, y, SPAN, height)


def strike(canvas: Canvas, centre: float) -> None:
    """Cross a row out: a line through its words and a round cross at its end."""
    canvas.line(EDGE + 12, centre, EDGE + SPAN - 52, centre, "alarm", 2)
    canvas.circle(EDGE + SPAN - 30, centre, 15, "alarm")
    canvas.glyph(GLYPHS["cross"], EDGE + SPAN - 39, centre - 9, 18, "card")


def card(page: Page, spec: Spec) -> None:
    """Rows on one card, with a `header` above and a `footer` below. A card may run off the foot."""
    canvas = page.canvas
    if spec.get("header"):
        canvas.text(EDGE + 16, page.y + 14, spec["header"], "sub", SMALL, room=SPAN - 32)
        page.y += 24
    rows = spec["rows"]
    top, foot = page.y, page.y + sum(height_of(row) for row in rows)
    if foot > BOTTOM:
        canvas.path(
            f"M{EDGE} {BOTTOM}V{top + 14:g}a14 14 0 0 1 14-14h{SPAN - 28}"
            f"a14 14 0 0 1 14 14V{BOTTOM}z",
            "card",
        )
    else:
        canvas.rect(EDGE, top, SPAN, foot - top, "card", 14)
    for index, row in enumerate(rows):
        if index:
            indent = 60 if row.get("icon") else 46 if spec.get("indent") else 16
            canvas.line(EDGE + indent, page.y, EDGE + SPAN - 16, page.y, "line", 1)
        draw_row(canvas, page.y, row)
        page.y += height_of(row)
        if row.get("struck"):
            page.struck.append(page.y - height_of(row) / 2)
            strike(canvas, page.struck[-1])
    if spec.get("footer"):
        last = canvas.paragraph(EDGE + 16, page.y + 22, spec["footer"], SPAN - 32)
        page.y = last + 8
    page.y += 20


def message(page: Page, spec: Spec) -> None:
    """A failure told below a card: a sign and a sentence in the colour of the text itself."""
    canvas, y = page.canvas, page.y - 12
    canvas.circle(EDGE + 26, y + 12, 11, "alarm")
    canvas.glyph(GLYPHS["mark"], EDGE + 17, y + 3, 18, "card")
    last = canvas.paragraph(EDGE + 46, y + 17, spec["words"], SPAN - 56, "ink", 16)
    if spec.get("mark"):
        canvas.mark(spec["mark"], EDGE, y - 7, SPAN, last - y + 15)
    page.y = last + 22


def meter(page: Page, spec: Spec) -> None:
    """How full the storage is: words above a bar in parts of `parts` percent each."""
    canvas, y = page.canvas, page.y
    canvas.rect(EDGE, y, SPAN, 106, "card", 14)
    canvas.text(EDGE + 16, y + 31, spec["label"], weight=600)
    canvas.text(EDGE + SPAN - 16, y + 31, spec["value"], "sub", SMALL, anchor="end", room=210)
    left, width = EDGE + 16, SPAN - 32
    canvas.rect(left, y + 46, width, 18, "field", 6)
    x = left
    for part in spec["parts"]:
        share = width * part["percent"] / 100
        canvas.rect(x, y + 46, share - 2, 18, part["colour"], 4)
        x += share
    x = left
    for part in spec["parts"]:
        if part.get("label"):
            canvas.circle(x + 5, y + 84, 5, part["colour"])
            canvas.text(x + 15, y + 89, part["label"], "sub", SMALL)
            x += 15 + measure(part["label"], SMALL) + 10
    page.y = y + 106 + 20


def update(page: Page, spec: Spec) -> None:
    """What the phone would install: its sign, name, size and what it is for."""
    canvas, y = page.canvas, page.y
    lines = Canvas()
    height = lines.paragraph(0, 122, spec["about"], SPAN - 32) + 20
    canvas.rect(EDGE, y, SPAN, height, "card", 14)
    canvas.rect(EDGE + 16, y + 16, 68, 68, "grey", 16)
    canvas.glyph(GLYPHS["down"], EDGE + 29, y + 29, 42, "white")
    canvas.text(EDGE + 100, y + 46, spec["name"], weight=600, room=SPAN - 116)
    canvas.text(EDGE + 100, y + 70, spec["size"], "sub", SMALL, room=SPAN - 116)
    canvas.paragraph(EDGE + 16, y + 122, spec["about"], SPAN - 32)
    page.y = y + height + 20
