"""QR codes: read back module by module, and nothing of the text in the markup."""

import re
from xml.etree import ElementTree

import pytest
import segno

from troubleshooter.core.qr import LONGEST, QUIET, qr_svg

ADDRESS = "https://help.example.org/sessions/AbCdEfGhIjKlMnOpQrStUv/"


def dark_modules(svg):
    """The dark modules that the drawn lines cover, as (column, row)."""
    line = next(path for path in svg if path.get("stroke"))
    found, x, y = set(), 0, 0.0
    for verb, numbers in re.findall(r"([Mmh])([^Mmh]+)", line.get("d")):
        along = [float(number) for number in re.findall(r"-?[\d.]+", numbers)]
        if verb == "M":
            x, y = int(along[0]), along[1]
        elif verb == "m":
            x, y = x + int(along[0]), y + along[1]
        else:
            found |= {(x + step, int(y)) for step in range(int(along[0]))}
            x += int(along[0])
    return found


def test_it_draws_exactly_the_modules_of_the_code_within_its_quiet_zone():
    svg = ElementTree.fromstring(qr_svg(ADDRESS))
    matrix = segno.make_qr(ADDRESS, error="m", boost_error=False).matrix
    expected = {
        (column + QUIET, row + QUIET)
        for row, modules in enumerate(matrix)
        for column, module in enumerate(modules)
        if module
    }
    assert dark_modules(svg) == expected
    side = len(matrix) + 2 * QUIET
    assert svg.get("viewBox") == f"0 0 {side} {side}"


def test_it_is_black_on_white_hidden_from_screen_readers_and_without_inline_style():
    svg = ElementTree.fromstring(qr_svg(ADDRESS))
    assert svg.get("class") == "qr"
    assert svg.get("aria-hidden") == "true"
    assert [path.get("fill") or path.get("stroke") for path in svg] == ["#fff", "#000"]
    assert all(part.get("style") is None for part in svg.iter())


def test_no_character_of_the_text_reaches_the_markup():
    drawn = qr_svg('"><script>alert(1)</script>')
    assert "script" not in drawn
    assert "alert" not in drawn


def test_it_refuses_what_would_be_too_fine_for_paper():
    assert qr_svg("x" * LONGEST)
    with pytest.raises(ValueError, match="too many"):
        qr_svg("x" * (LONGEST + 1))
