"""Tables as the page draws them."""

from dataclasses import replace

import pytest

from troubleshooter.views.statistics.tables import Cell, Row, Table

HOSTILE = '"><script>alert(1)</script>'
PLAIN = Row("Title", [Cell("text", "small"), Cell("–")], note="note", url="/there/")


def drawn(row):
    return Table("name", "Title", "Step", [], [row, row]).body


def test_a_line_is_drawn_with_its_cells():
    line = (
        '<tr><th scope="row"><a href="/there/">Title</a> <small>note</small></th>'
        '<td class="number">text <small>small</small></td><td class="number none">–</td></tr>'
    )
    assert drawn(PLAIN) == f"{line}\n{line}"


@pytest.mark.parametrize("field", ["title", "note", "url"])
def test_no_part_of_a_line_is_markup(field):
    assert drawn(replace(PLAIN, **{field: HOSTILE})) == drawn(
        replace(PLAIN, **{field: "HOSTILE"})
    ).replace("HOSTILE", "&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;")


@pytest.mark.parametrize("cell", [Cell(HOSTILE), Cell("1", HOSTILE), Cell(HOSTILE, "", (), False)])
def test_no_part_of_a_cell_is_markup(cell):
    line = drawn(Row("Title", [cell]))
    assert "&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;" in line
    assert "<script" not in line
