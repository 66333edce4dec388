"""A guide's statistics as CSV: what the page says, safe to open in a spreadsheet."""

import pytest
from django.utils import timezone

from tests.factories import plain_guide
from tests.views.reading import address, figures, lines, played, tables
from troubleshooter.core.formats import convert
from troubleshooter.models import TroubleshootingSession

pytestmark = pytest.mark.django_db


def test_the_file_says_what_the_page_says(analyst, guide):
    played(guide, "symptom=blank", "paper:not_fixed", "power=on", "cable:could_not:too_risky")
    played(guide, "symptom=noise", "system=unknown", "restart:fixed")
    played(guide, "symptom=blank", "paper:could_not")
    page = tables(analyst.get(address(guide)))
    heading, *rest = lines(analyst.get(address(guide), {"format": "csv"}))
    rows = rest[: rest.index([])]
    assert len(rows) == len(page["steps"]) == 4
    for row in rows:
        said = dict(zip(heading, row, strict=True))
        expected = dict(page["steps"][row[0]])
        expected["Median minutes"] = expected["Median minutes"].replace("–", "")
        reasons = page["why"].get(row[0])
        for name, value in (reasons or {}).items():
            if name != "Step":
                expected["I can't do this: " + name] = value
        assert {name: said[name] for name in expected} == expected
        if not reasons:
            assert {v for name, v in said.items() if ": " in name} == {"0"}


def test_the_file_names_the_sessions_and_what_was_chosen(analyst, guide):
    played(guide, "symptom=blank", "paper:fixed")
    TroubleshootingSession.objects.start(guide.live)
    said = {
        line[0]: line[1]
        for line in lines(analyst.get(address(guide), {"format": "csv", "edition": "1"}))
        if len(line) == 2
    }
    page = figures(analyst.get(address(guide)))
    assert {label: int(said[label]) for label in page} == page
    assert (said["Started"], said["Only opened"]) == ("1", "1")
    assert (said["Guide"], said["Edition"]) == ("Printer does not print", "1")


def test_the_file_opens_in_a_spreadsheet(analyst, guide):
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
