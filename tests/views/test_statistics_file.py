"""A guide's statistics as CSV: what the page says, safe to open in a spreadsheet."""

import pytest
from django.utils import timezone

from tests.factories import plain_guide
from tests.views.reading import address, lines, played, tables
from troubleshooter.core.formats import convert

pytestmark = pytest.mark.django_db


def sections(response):
    """The file's tables by title: {title: (headings, rows)}."""
    found, block = {}, []
    for line in [*lines(response), []]:
        if line:
            block.append(line)
        elif block:
            title, headings, *rows = block
            found[title[0]], block = (headings, rows), []
    return found


def some_sessions(guide):
    for _ in range(4):
        played(guide, "symptom=blank", "paper:not_fixed", "power=on", "cable:fixed")
    played(guide, "symptom=blank", "paper:not_fixed", "power=on", "cable:could_not:too_risky")
    played(guide, "symptom=noise", "system=unknown", "restart:fixed")
    played(guide, "symptom=blank", "paper:could_not")


@pytest.mark.parametrize(
    "query", [{}, {"edition": "1"}, {"people": "symptom.blank"}, {"against-to": "2090-01-01"}]
)
def test_the_file_says_what_the_page_says(analyst, guide, query):
    some_sessions(guide)
    page = tables(analyst.get(address(guide), query))
    file = sections(analyst.get(address(guide), {**query, "format": "csv"}))
    compared = 0
    for rows in page.values():
        same = [part for part in file.values() if titles(part) == list(rows)]
        assert any(says(part, rows) for part in same), rows
        compared += 1
    assert compared == len(file) - 2  # the figures at the top are no table; then what was chosen
    assert compared >= 4


def titles(part):
    return [row[0].split(" (")[0] for row in part[1]]


def says(part, rows):
    """Whether a table of the file has the cells of a table of the page."""
    headings, lines = part
    for line in lines:
        said = dict(zip(headings, line, strict=True))
        for heading, text in list(rows[line[0].split(" (")[0]].items())[1:]:
            plain = text.replace("–", "").replace("%", "").replace(",", "")
            plain = plain.replace("−", "-").replace("+", "").replace("±", "")
            if plain != said[heading].replace(".0", "") and plain != said[heading]:
                return False
    return True


def test_a_share_has_its_range_in_columns_of_its_own(analyst, guide):
    for _ in range(4):
        played(guide, "symptom=blank", "paper:fixed")
    headings, rows = sections(analyst.get(address(guide), {"format": "csv"}))["Which step fixes it"]
    name = "Fixes it when tried first"
    assert headings[1:4] == [name, f"{name}: from", f"{name}: to"]
    assert rows[0][:4] == ["Paper (2nd in the guide)", "100", "51", "100"]


def test_the_file_names_what_was_chosen(analyst, guide):
    played(guide, "symptom=blank", "paper:fixed")
    query = {"format": "csv", "edition": "1", "from": "2026-01-02"}
    said = {
        line[0]: line[1] for line in lines(analyst.get(address(guide), query)) if len(line) == 2
    }
    assert said["Guide"] == "Printer does not print"
    assert said["Edition"].startswith("Edition 1, ")
    assert (said["Started from"], said["Started until"]) == ("2026-01-02", "all")
    assert said["Suggestion"] == "Too few sessions: 1 of at least 100."


def test_the_file_opens_in_a_spreadsheet(analyst, guide, monkeypatch):
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now)
    response = analyst.get(address(guide), {"format": "csv"})
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response.content.startswith(b"\xef\xbb\xbf")
    name = f"printer-statistics-{timezone.localdate().isoformat()}.csv"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'


@pytest.mark.parametrize("title", ["=1+1", "+1", "-1", "@SUM(A1)"])
def test_a_title_is_never_read_as_a_formula(analyst, guide, title):
    risky = plain_guide()
    risky["steps"][0]["title"] = title
    guide.publish(convert(risky))
    played(guide, "symptom=blank", "paper:fixed")
    found = [line[0] for line in lines(analyst.get(address(guide), {"format": "csv"})) if line]
    assert f"'{title}" in found
    assert not any(cell.startswith(tuple("=+-@")) for cell in found)


def test_the_link_to_the_file_keeps_what_was_chosen(analyst, guide):
    page = analyst.get(address(guide), {"edition": "1", "from": "2026-01-02"}).text
    assert "?edition=1&amp;from=2026-01-02&amp;format=csv" in page
