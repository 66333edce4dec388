"""A guide's statistics: who may read them, what they say, what they cost."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from tests.conftest import signed_in
from tests.factories import plain_guide, published, step
from tests.views.reading import address, figures, played, tables
from tests.views.walking import seen
from troubleshooter.core.formats import convert
from troubleshooter.models import TroubleshootingSession
from troubleshooter.views.statistics import freshness

pytestmark = pytest.mark.django_db

ENDINGS = ("Fixed", "All tried", "Not their side", "Waiting", "Under way", "Left")


def shown(client, guide, **query):
    """{step: times shown} of the page."""
    found = tables(client.get(address(guide), query)).get("counts", {})
    return {title: int(row["Shown"]) for title, row in found.items() if row["Shown"] != "0"}


# --- Who may read them ---


def test_the_address_is_the_one_of_the_product(guide):
    assert address(guide) == f"/admin/troubleshooter/guide/{guide.pk}/statistics/"


@pytest.mark.parametrize(
    ("who", "status"), [("analyst", 200), ("publisher", 200), ("superuser", 200), ("author", 403)]
)
@pytest.mark.parametrize("query", ["", "?format=csv"])
def test_only_who_may_see_statistics_sees_them(request, guide, who, status, query):
    client = request.getfixturevalue(who)
    assert client.get(address(guide) + query).status_code == status


@pytest.mark.parametrize("query", ["", "?format=csv"])
def test_a_visitor_is_asked_to_sign_in(visitor, guide, query):
    response = visitor.get(address(guide) + query)
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("admin:login"))


def test_the_permission_alone_does_not_make_staff(guide):
    user = get_user_model().objects.create_user("someone")
    user.user_permissions.add(Permission.objects.get(codename="view_statistics"))
    assert signed_in(user).get(address(guide)).status_code == 302


def test_the_page_only_reads(analyst, guide):
    assert analyst.post(address(guide)).status_code == 405
    assert analyst.get("/admin/troubleshooter/guide/999999/statistics/").status_code == 404


def test_the_guides_page_leads_there(publisher, guide):
    page = publisher.get(reverse("admin:troubleshooter_guide_change", args=(guide.pk,))).text
    assert f'href="{address(guide)}"' in page


# --- What they say ---


def test_a_walk_through_the_pages_ends_in_the_right_numbers(visitor, analyst, guide, base):
    def post(path, **data):
        sent = {"seen": seen(visitor, base), **data}
        assert visitor.post(f"{base}{path}/", sent).status_code == 303

    post("answers", question="symptom", choice="blank")
    post("attempts", step="paper", outcome="fixed")
    mistaken = TroubleshootingSession.objects.get().walk().last_key
    visitor.post(f"{base}undo/", {"event": mistaken})
    post("attempts", step="paper", outcome="not_fixed")
    post("answers", question="power", choice="on")
    post("attempts", step="cable", outcome="could_not", reason="missing_item")
    post("answers", question="system", choice="mac")
    post("attempts", step="restart", outcome="already_tried")
    post("attempts", step="reinstall", outcome="later")
    post("attempts", step="reinstall", outcome="fixed")
    visitor.post(f"/guides/{guide.slug}/sessions/")  # only opened

    response = analyst.get(address(guide))
    assert figures(response)["Sessions"] == "1"
    assert "1 more were only opened." in response.text
    endings = {name: row["Sessions"] for name, row in tables(response)["funnel"].items()}
    assert [endings[name] for name in ENDINGS] == ["1", "0", "0", "0", "0", "0"]
    counts = tables(response)["counts"]
    names = "Shown", "Tried", "Fixed it", "Still not working", "I'll know later", "Tried first"
    assert {title: [row[name] for name in names] for title, row in counts.items()} == {
        "Reinstall": ["1", "1", "1", "0", "0", "0"],
        "Paper": ["1", "1", "0", "1", "0", "1"],
        "Cable": ["1", "0", "0", "0", "0", "0"],
        "Restart": ["1", "0", "0", "0", "0", "0"],
    }
    rates = tables(response)["steps"]
    names = "Could not", "Had tried", "Left here", "Share of all fixes"
    assert {title: [row[name] for name in names] for title, row in rates.items()} == {
        "Reinstall": ["0", "0", "0", "100%"],
        "Paper": ["0", "0", "0", "0%"],
        "Cable": ["1", "0", "0", "–"],
        "Restart": ["0", "1", "0", "–"],
    }
    why = tables(response)["why"]
    assert list(why) == ["Cable"]
    assert why["Cable"]["I don't have what I need"] == "1"


def test_the_counts_stand_in_the_guides_order_and_no_step_is_left_out(analyst, guide):
    played(guide, "symptom=blank")
    assert list(tables(analyst.get(address(guide)))["counts"]) == [
        "Reinstall",
        "Paper",
        "Cable",
        "Restart",
    ]


def test_what_the_rates_assume_is_said_below_them(analyst, guide):
    played(guide, "symptom=blank", "paper:fixed")
    page = analyst.get(address(guide)).text
    assert "one step cures one cause" in page
    assert page.index('<caption id="steps">') < page.index("one step cures one cause")
    assert "Depends on the order" in page


def test_the_median_is_in_minutes(analyst, guide):
    session = played(guide, "symptom=blank", "paper:fixed")
    first, second = session.events.all()
    first.at, second.at = timezone.now() - timedelta(minutes=4), timezone.now()
    first.save(), second.save()
    assert tables(analyst.get(address(guide)))["steps"]["Paper"]["Median minutes"] == "4.0"


def test_nothing_to_count_is_said_in_words(analyst, guide):
    assert "Nobody has started this guide yet." in analyst.get(address(guide)).text
    TroubleshootingSession.objects.start(guide.live)
    response = analyst.get(address(guide))
    assert "Nobody has started this guide yet." in response.text
    assert "1 session was only opened" in response.text
    assert tables(response) == {}


def test_a_guide_never_published_says_so(analyst, guide):
    guide.withdraw()
    guide.editions.all().delete()
    assert "This guide was never published" in analyst.get(address(guide)).text
    assert analyst.get(address(guide), {"format": "csv"}).status_code == 200


def test_a_step_that_only_an_older_edition_has_is_still_counted(analyst, guide):
    played(guide, "symptom=blank", "paper:not_fixed", "power=on", "cable:fixed")
    changed = plain_guide()
    changed["steps"][1] = step("plug")
    changed["placements"][2]["step"] = "plug"
    guide.publish(convert(changed))
    response = analyst.get(address(guide))
    rows = tables(response)["counts"]
    assert list(rows) == ["Reinstall", "Paper", "Plug", "Restart", "Cable"]
    assert rows["Cable"]["Fixed it"] == "1"
    assert "in other editions only" in response.text


# --- Which sessions ---


def test_an_edition_can_be_chosen(analyst, guide):
    played(guide, "symptom=blank")
    other = plain_guide()
    other["guide"]["title"] = "Printer is mute"
    guide.publish(convert(other))
    for _ in range(2):
        played(guide, "symptom=blank")
    assert shown(analyst, guide) == {"Paper": 3}
    assert shown(analyst, guide, edition="all") == {"Paper": 3}
    assert shown(analyst, guide, edition="1") == {"Paper": 1}
    assert shown(analyst, guide, edition="2") == {"Paper": 2}


def test_days_are_whole_days_of_the_sites_time_zone(analyst, guide, settings):
    settings.TIME_ZONE = "Pacific/Auckland"
    for day, clock in [(9, "23:59"), (10, "00:00"), (11, "23:59"), (12, "00:00")]:
        session = played(guide, "symptom=blank")
        hour, minute = map(int, clock.split(":"))
        at = datetime(2026, 3, day, hour, minute, tzinfo=ZoneInfo("Pacific/Auckland"))
        TroubleshootingSession.objects.filter(pk=session.pk).update(started_at=at)
    march = {"from": "2026-03-10", "to": "2026-03-11"}
    assert shown(analyst, guide, **march) == {"Paper": 2}
    assert shown(analyst, guide, **{"from": "2026-03-10"}) == {"Paper": 3}
    assert shown(analyst, guide, to="2026-03-11") == {"Paper": 3}


def test_another_guides_sessions_are_not_counted(analyst, guide):
    played(guide, "symptom=blank")
    played(published("scanner"), "symptom=blank")
    assert shown(analyst, guide) == {"Paper": 1}


@pytest.mark.parametrize(
    "query",
    [
        {"edition": "9"},
        {"edition": "one"},
        {"from": "yesterday"},
        {"from": "2026-03-11", "to": "2026-03-10"},
    ],
)
def test_a_wrong_choice_is_named_and_nothing_is_counted(analyst, guide, query):
    played(guide, "symptom=blank")
    for form in ({}, {"format": "csv"}):
        response = analyst.get(address(guide), query | form)
        assert response.status_code == 400
        assert 'class="errorlist"' in response.text
        assert tables(response) == {}


# --- What it costs ---


def test_the_queries_do_not_grow_with_the_sessions(
    analyst, guide, django_assert_max_num_queries, django_assert_num_queries
):
    played(guide, "symptom=blank")
    analyst.get(address(guide))  # the edition is remembered from here on
    with django_assert_max_num_queries(25) as found:
        analyst.get(address(guide))
    number = len(found)
    for _ in range(5):
        played(guide, "symptom=blank", "paper:not_fixed", "power=on", "cable:not_fixed")
    analyst.get(address(guide))  # counts what was said
    with django_assert_num_queries(number):
        analyst.get(address(guide))


def test_the_page_says_whether_everything_is_counted(analyst, guide, monkeypatch):
    monkeypatch.setattr(freshness, "MOST", 2)
    for _ in range(3):
        played(guide, "symptom=blank", "paper:not_fixed")
    assert "are still being counted" in analyst.get(address(guide)).text
    page = analyst.get(address(guide)).text
    assert "Everything said until" in page
    assert "are still being counted" not in page
