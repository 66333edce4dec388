"""The move that the numbers suggest: said in words, made in the draft, never published."""

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from tests.factories import plain_guide, step
from tests.views.reading import address, lines
from troubleshooter.core.formats import convert
from troubleshooter.core.tallies import COLUMNS
from troubleshooter.models import Tally
from troubleshooter.models.drafts import NotAllowed, draft_fixes, move
from troubleshooter.transfer import store

pytestmark = pytest.mark.django_db


@pytest.fixture
def five(db):
    """Five free steps, none of which must come after another."""
    plain = plain_guide("router")
    names = ["one", "two", "three", "four", "five"]
    plain |= {
        "questions": [],
        "steps": [step(name) for name in names],
        "placements": [{"step": name} for name in names],
        "uses": [],
    }
    document = convert(plain)
    guide = store(document).guide
    guide.publish(document)
    return guide


def tally(guide, sessions, **fixed):
    """What so many sessions said: each step was tried by all of them as a fresh try."""
    common = {"guide": guide, "edition": guide.live, "day": "2026-03-02", "by": "", "value": ""}
    rows = [{"kind": "session", "key": "", "exhausted": sessions}]
    for key in draft_order(guide):
        done = fixed.get(key, 0)
        rows.append(
            {
                "kind": "step",
                "key": key,
                "shown": sessions,
                "fixed": done,
                "not_fixed": sessions - done,
                "exposure": sessions * 1_000_000,
                "seconds": sessions * 120,
                "took_6": sessions,
            }
        )
    for span, day in (("day", "2026-03-02"), ("month", "2026-03-01")):
        for row in rows:
            Tally.objects.create(**{**common, "span": span, "day": day, **row})
    assert {"exposure", "took_6"} <= set(COLUMNS)


def draft_order(guide):
    return [fix.key for fix in draft_fixes(guide)]


def apply(client, guide, query="", **data):
    url = reverse("admin:troubleshooter_guide_moves", args=(guide.pk,))
    return client.post(url + query, data)


# --- In words ---


def test_it_says_what_to_move_how_much_that_saves_and_what_it_rests_on(publisher, five):
    tally(five, 2000, five=800)
    page = publisher.get(address(five)).text
    said = " ".join(page.split())
    assert re.search(
        r"Move <em>Five</em> from 5th to 1st: about \d\.\d minutes less per person "
        r"\(95% interval \d\.\d–\d\.\d\)\.",
        said,
    )
    assert "It rests on the 2,000 sessions shown here" in said
    assert "Apply to the draft" in said


def test_the_file_says_it_too(publisher, five):
    tally(five, 2000, five=800)
    found = lines(publisher.get(address(five), {"format": "csv"}))
    said = next(line for line in found if line[:1] == ["Suggestion"])
    assert said[1].startswith("Move “Five” from 5th to 1st: about ")


def test_what_simulated_people_suggest_cannot_be_applied(publisher, five):
    tally(five, 2000, five=800)
    Tally.objects.update(is_simulated=True)
    page = publisher.get(address(five), {"sessions": "simulated"}).text
    assert "Move <em>Five</em> from 5th to 1st" in page
    assert "simulated people say nothing about real ones" in page
    assert "Apply to the draft" not in page


def test_too_few_sessions_suggest_nothing_and_say_so(publisher, five):
    tally(five, 99, five=90)
    page = publisher.get(address(five)).text
    assert "Too few sessions: 99 of at least 100." in page
    assert "Apply to the draft" not in page


def test_a_good_order_is_left_alone(publisher, five):
    tally(five, 2000, one=1000, two=500, three=300, four=100, five=50)
    page = publisher.get(address(five)).text
    assert "No move would surely save time." in page
    assert "Apply to the draft" not in page


def test_who_may_not_change_guides_reads_it_without_the_button(analyst, five):
    tally(five, 2000, five=800)
    page = analyst.get(address(five)).text
    assert "Move <em>Five</em>" in page
    assert "Apply to the draft" not in page


# --- Made ---


def test_it_is_applied_to_the_draft_and_not_published(publisher, five):
    tally(five, 2000, five=800)
    live = five.live_id
    response = apply(publisher, five, "?edition=1", step="five", place="1")
    assert response.status_code == 302
    assert response["Location"] == address(five) + "?edition=1"
    assert draft_order(five) == ["five", "one", "two", "three", "four"]
    five.refresh_from_db()
    assert five.live_id == live
    assert next(iter(five.live.document.placement)) == "one"
    page = publisher.get(response["Location"]).text
    assert "“Five” was moved from 5th to 1st in the draft." in page
    assert "No move would surely save time." in page
    assert "Moved “Five” from 5th to 1st." in LogEntry.objects.get().get_change_message()


@pytest.mark.parametrize(("who", "status"), [("author", 302), ("analyst", 403), ("visitor", 302)])
def test_only_who_may_change_guides_applies_it(request, five, who, status):
    response = apply(request.getfixturevalue(who), five, step="five", place="1")
    assert response.status_code == status
    moved = draft_order(five)[0] == "five"
    assert moved == (who == "author")


@pytest.mark.parametrize(
    "data", [{"step": "nobody", "place": 1}, {"step": "five", "place": 9}, {"step": "five"}, {}]
)
def test_a_move_that_makes_no_sense_changes_nothing_and_says_so(publisher, five, data):
    response = apply(publisher, five, **data)
    assert draft_order(five) == ["one", "two", "three", "four", "five"]
    assert "Nothing was moved" in publisher.get(response["Location"]).text


def test_only_a_post_moves(publisher, five):
    assert (
        publisher.get(reverse("admin:troubleshooter_guide_moves", args=(five.pk,))).status_code
        == 405
    )


# --- The draft ---


def test_a_move_numbers_the_positions_from_one(five):
    assert move(five, "two", 4) == (2, 4)
    assert draft_order(five) == ["one", "three", "four", "two", "five"]
    assert list(five.placements.order_by("position").values_list("position", flat=True)) == [
        1,
        2,
        3,
        4,
        5,
    ]


def test_a_move_obeys_what_must_come_after_and_late(guide):
    with pytest.raises(NotAllowed):
        move(guide, "reinstall", 1)
    with pytest.raises(NotAllowed):
        move(guide, "restart", 4)
    assert move(guide, "restart", 1)[1] == 1


def test_a_move_shows_as_an_unpublished_change(publisher, five):
    listed = reverse("admin:troubleshooter_guide_changelist")
    assert "Unpublished changes" not in publisher.get(listed).text
    move(five, "two", 1)
    assert "Unpublished changes" in publisher.get(listed).text
