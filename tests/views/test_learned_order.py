"""The statistics page's part about the learned order: words, tables, file."""

import pytest

from tests.factories import plain_guide, published
from tests.folding.playing import soon
from tests.models.lessons import learns, teach
from tests.views.reading import address, lines, ranges, say, tables
from tests.views.reading import played as spoken
from troubleshooter.core.formats import convert
from troubleshooter.core.ordering import AUTHOR_FIRST
from troubleshooter.folding import catch_up
from troubleshooter.models import Learning, Tally, TroubleshootingSession
from troubleshooter.transfer import store

pytestmark = pytest.mark.django_db

SAID = ("symptom=blank", "paper:fixed")


@pytest.fixture
def guide():
    return published()


def armed(guide, arm, *facts, number=1, **columns):
    """Sessions of an arm in which all this was said."""
    for _ in range(number):
        session = spoken(guide)
        TroubleshootingSession.objects.filter(pk=session.pk).update(arm=arm, **columns)
        session.refresh_from_db()
        say(session, *(facts or SAID))


def test_the_page_shows_both_orders_and_how_sure_the_learned_one_is(analyst, guide):
    learns(guide)
    spoken(guide, *SAID)
    response = analyst.get(address(guide))
    assert "This guide learns. There is no control group to compare with." in response.text
    assert "“Cable” comes 1st instead of 2nd: surely (100% of likely orders agree)" in response.text
    order = tables(response)["learned-order"]
    assert list(order) == ["Cable", "Restart", "Paper", "Reinstall"]
    assert order["Cable"]["Author's place"] == "2nd"
    assert order["Reinstall"]["How sure"] == "stays"
    assert 'class="places"' in response.text
    shown = ranges(response)["learned-order"]["Cable"]
    assert shown["Believed to fix"].startswith("78% | 7")


def test_before_a_hundred_sessions_it_says_how_many_there_are(analyst, guide):
    learns(guide, sessions=AUTHOR_FIRST - 2)
    spoken(guide, *SAID)
    response = analyst.get(address(guide))
    assert "99 sessions were learned from; the first 100 follow the author." in response.text
    assert "learned-order" not in tables(response)


@pytest.mark.parametrize(
    ("mode", "words"),
    [
        ("author", "Everybody gets the author's order, and no moves are suggested."),
        ("suggest", "Everybody gets the author's order; moves are only suggested."),
    ],
)
def test_it_says_what_the_guide_does(analyst, guide, mode, words):
    learns(guide, mode=mode)
    spoken(guide, *SAID)
    response = analyst.get(address(guide))
    assert words in response.text.replace("&#x27;", "'")
    assert ("A better order?" in response.text) is (mode == "suggest")
    assert "learned-order" in tables(response)


def test_it_says_how_large_the_control_group_is_and_when_all_is_off(analyst, guide, settings):
    learns(guide, control=15)
    spoken(guide, *SAID)
    page = analyst.get(address(guide)).text
    assert "This guide learns. 15% of people keep the author&#x27;s order to compare." in page
    settings.LEARNED_ORDER = False
    assert "Learned orders are switched off" in analyst.get(address(guide)).text


def test_it_counts_the_sessions_of_each_arm_and_says_when_there_are_too_few(analyst, guide):
    armed(guide, "author", number=2)
    for arm in ("belief", "chance", "test"):
        armed(guide, arm)
    armed(guide, "control", "symptom=blank", "paper:not_fixed")
    response = analyst.get(address(guide))
    arms = tables(response)["learned-arms"]
    assert {name: (row["Sessions"], row["Fixed, of all"]) for name, row in arms.items()} == {
        "Learned order": ("3", "100%"),
        "Control group: the author's order": ("1", "0%"),
        "The author's order, not compared": ("2", "100%"),
    }
    assert "Too few to compare: 3 with a learned order and 1 in the control group" in response.text
    assert "learned-against" not in tables(response)


def test_it_compares_once_each_arm_has_thirty(analyst, guide):
    armed(guide, "belief", number=30)
    armed(guide, "control", number=10)
    armed(guide, "control", "symptom=blank", "paper:not_fixed", number=20)
    catch_up(soon())
    response = analyst.get(address(guide))
    row = ranges(response)["learned-against"]["Fixed, of all sessions"]
    assert row["Learned order"].startswith("100%")
    assert row["Difference"].startswith("+66.7 | +4")
    assert row["Is it clear?"] == "Clearly higher"
    assert "Mean minutes to the fix" in ranges(response)["learned-against"]
    assert "Too few to compare" not in response.text


def test_without_a_learned_order_nothing_is_compared(analyst, guide):
    spoken(guide, *SAID)
    assert "learned-arms" not in tables(analyst.get(address(guide)))


def test_steps_and_questions_are_not_counted_by_arm(analyst, guide):
    armed(guide, "belief")
    analyst.get(address(guide))
    assert set(Tally.objects.by_arm().values_list("kind", flat=True)) == {"session"}


def test_simulated_people_are_shown_what_simulated_people_taught(analyst, guide):
    teach(guide, is_simulated=True, paper=490)
    learns(guide)
    armed(guide, "belief", is_simulated=True)
    response = analyst.get(address(guide), {"sessions": "simulated"})
    assert next(iter(tables(response)["learned-order"])) == "Paper"
    assert list(tables(response)["learned-arms"]) == ["Learned order"]


def test_groups_of_people_are_listed_and_small_ones_hidden(analyst):
    plain = plain_guide()
    plain["uses"][0]["segments"] = True
    value = convert(plain)
    guide = store(value).guide
    guide.publish(value)
    learns(guide)
    for _ in range(5):
        spoken(guide, "symptom=blank", "paper:not_fixed")
    spoken(guide, "symptom=unknown", "paper:fixed")
    rows = tables(analyst.get(address(guide)))["learned-groups"]
    assert list(rows) == ["Symptom?: Blank", "Symptom?: I don't know"]
    assert rows["Symptom?: Blank"] | {"Group": ""} == {
        "Group": "",
        "Sessions": "5",
        "Tries 1st": "Cable",
        "Tries 2nd": "Restart",
        "Tries 3rd": "Paper",
    }
    assert set(rows["Symptom?: I don't know"].values()) == {
        "Symptom?: I don't know",
        "under 5",
        "–",
    }


def test_of_one_answers_people_nothing_about_the_order_is_said(analyst, guide):
    learns(guide)
    for _ in range(5):
        spoken(guide, *SAID)
    response = analyst.get(address(guide), {"people": "symptom.blank"})
    assert 'id="learned"' not in response.text


def test_the_file_says_exactly_that(analyst, guide):
    learns(guide)
    armed(guide, "belief", number=2)
    page = analyst.get(address(guide))
    found = lines(analyst.get(address(guide), {"format": "csv"}))
    at = found.index(["Learned order beside the author's"])
    assert found[at + 1][:5] == [
        "Step",
        "Learned place",
        "Learned place: from",
        "Learned place: to",
        "Author's place",
    ]
    assert found[at + 2][:5] == ["Cable", "1", "1", "1", "2"]
    said = [line[1] for line in found if line[:1] == ["Order of the steps"]]
    assert said[0] == "This guide learns. There is no control group to compare with."
    assert all(sentence in page.text.replace("&#x27;", "'") for sentence in said)
    assert ["Sessions by the order they had"] in found


def test_who_may_decide_is_led_there(publisher, analyst, guide):
    spoken(guide, *SAID)
    assert "Decide what the guide does with it" in publisher.get(address(guide)).text
    assert "Decide what the guide does with it" not in analyst.get(address(guide)).text
    assert not Learning.objects.exists()
