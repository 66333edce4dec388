"""All guides' statistics: which are used, which fix, which get worse."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.factories import published
from tests.views.reading import address, lines, played, tables
from troubleshooter.models import Tally, TroubleshootingSession

pytestmark = pytest.mark.django_db

ADDRESS = "/admin/troubleshooter/guide/statistics/"


def tally(guide, days_ago, fixed, exhausted, **more):
    day = timezone.localdate() - timedelta(days=days_ago)
    common = {
        "guide": guide,
        "edition": guide.live,
        "by": "",
        "kind": "session",
        "fixed": fixed,
        "exhausted": exhausted,
        **more,
    }
    Tally.objects.create(**common, span="day", day=day)
    return day


@pytest.mark.parametrize(
    ("who", "status"), [("analyst", 200), ("superuser", 200), ("author", 403), ("visitor", 302)]
)
def test_only_who_may_see_statistics_sees_them(request, who, status):
    assert request.getfixturevalue(who).get(ADDRESS).status_code == status
    assert reverse("admin:troubleshooter_guide_site_statistics") == ADDRESS


def test_the_list_of_guides_leads_there(analyst, author, guide):
    listed = reverse("admin:troubleshooter_guide_changelist")
    assert f'href="{ADDRESS}"' in analyst.get(listed).text
    assert f'href="{ADDRESS}"' not in author.get(listed).text


def test_guides_are_listed_by_their_sessions(analyst, guide):
    other = published("scanner")
    for _ in range(2):
        played(other, "symptom=blank", "paper:fixed")
    played(guide, "symptom=blank", "paper:not_fixed", "power=out")
    page = analyst.get(ADDRESS).text
    assert page.index(address(other)) < page.index(address(guide))


def test_days_can_be_chosen(analyst, guide):
    session = played(guide, "symptom=blank", "paper:fixed")
    at = timezone.now() - timedelta(days=40)
    TroubleshootingSession.objects.filter(pk=session.pk).update(started_at=at)
    day = (timezone.localdate() - timedelta(days=10)).isoformat()
    assert "guides" in tables(analyst.get(ADDRESS, {"to": day}))
    assert "guides" not in tables(analyst.get(ADDRESS, {"from": day}))
    assert analyst.get(ADDRESS, {"from": "soon"}).status_code == 400


def test_a_guide_that_clearly_fixes_fewer_people_is_named(analyst, guide):
    tally(guide, 10, fixed=80, exhausted=20)
    tally(guide, 2, fixed=20, exhausted=30)
    row = tables(analyst.get(ADDRESS))["worse"]["Printer does not print"]
    assert list(row.values())[1:5] == ["40%", "80%", "−40.0", "50"]


@pytest.mark.parametrize(
    "week",
    [
        {"fixed": 38, "exhausted": 12},  # hardly fewer
        {"fixed": 1, "exhausted": 2},  # too few to be sure
        {"fixed": 49, "exhausted": 1},  # better
        {"fixed": 40, "exhausted": 10, "going": 40},  # many are not at an end
    ],
)
def test_chance_does_not_make_a_guide_worse(analyst, guide, week):
    tally(guide, 10, fixed=80, exhausted=20)
    tally(guide, 2, **week)
    response = analyst.get(ADDRESS)
    assert "worse" not in tables(response)
    assert "No guide fixes clearly fewer people" in response.text


def test_the_file_says_the_same(analyst, guide):
    played(guide, "symptom=blank", "paper:fixed")
    response = analyst.get(ADDRESS, {"format": "csv"})
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert ["Printer does not print", "1", "100", "100", "100", "0.0", "0", "0"] in lines(response)


def test_the_queries_do_not_grow_with_the_guides(analyst, guide, django_assert_num_queries):
    played(guide, "symptom=blank", "paper:fixed")
    analyst.get(ADDRESS)
    with CaptureQueriesContext(connection) as found:
        analyst.get(ADDRESS)
    number = len(found)
    for name in ("scanner", "copier"):
        played(published(name), "symptom=blank")
    analyst.get(ADDRESS)
    with django_assert_num_queries(number):
        analyst.get(ADDRESS)
