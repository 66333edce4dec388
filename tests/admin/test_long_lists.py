"""Long lists stay cheap however many rows there are, and say what they leave out."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.admin.pages import lists
from tests.factories import published, started
from tests.views.reading import say
from troubleshooter.admin import reading, sessions
from troubleshooter.models import Edition, Step, TroubleshootingSession

pytestmark = pytest.mark.django_db

LIST = reverse("admin:troubleshooter_troubleshootingsession_changelist")


def test_it_lists_the_newest_and_says_so_where_there_are_more(superuser, monkeypatch):
    monkeypatch.setattr(sessions, "MOST_LISTED", 3)
    monkeypatch.setattr(sessions.SessionAdmin, "list_per_page", 2)
    guide = published()
    made = [started(guide) for _ in range(4)]
    for days, session in enumerate(made):
        TroubleshootingSession.objects.filter(pk=session.pk).update(
            started_at=timezone.now() - timedelta(days=days)
        )
    page = superuser.get(LIST)
    assert page.context["cl"].result_count == 3
    shown = [*page.context["cl"].result_list]
    shown += superuser.get(f"{LIST}?p=2").context["cl"].result_list
    assert [row.pk for row in shown] == [one.pk for one in made[:3]]
    assert "The newest 3; the filters find older ones." in page.text


def test_it_says_nothing_of_the_kind_where_it_holds_all(superuser):
    started(published())
    assert "The newest" not in superuser.get(LIST).text


def test_its_queries_do_not_grow_with_the_list(superuser, django_assert_max_num_queries):
    guide = published()
    for number in range(12):
        say(started(guide), *["symptom=blank", "power=on"][: number % 3])
    superuser.get(LIST)
    with django_assert_max_num_queries(12):
        page = superuser.get(LIST)
    assert [page.text.count(f'<td class="field-events_made">{n}</td>') for n in range(3)] == [
        4,
        4,
        4,
    ]


def test_a_filter_offers_the_guides_of_the_newest_rows_and_the_chosen_one(superuser, monkeypatch):
    monkeypatch.setattr(reading, "MOST_LOOKED_AT", 2)
    guides = [published(slug) for slug in ("printer", "scanner", "router")]
    for guide in guides:
        started(guide)
    for address in (LIST, lists(Edition)):
        assert offered(superuser.get(address)) == {guides[1].pk, guides[2].pk}
    chosen = superuser.get(f"{LIST}?edition__guide__id__exact={guides[0].pk}")
    assert offered(chosen) == {guide.pk for guide in guides}
    assert chosen.context["cl"].result_count == 1


@pytest.mark.parametrize("typed", ["x", "", "99999999999999999999", "-1"])
def test_a_filter_typed_wrong_is_no_fault(superuser, typed):
    started(published())
    page = superuser.get(f"{LIST}?edition__guide__id__exact={typed}")
    assert page.status_code in (200, 302)


def test_steps_are_filtered_by_the_guides_that_use_them(superuser):
    one, other = published("printer"), published("scanner")
    page = superuser.get(lists(Step))
    assert offered(page) == {one.pk, other.pk}
    few = superuser.get(f"{lists(Step)}?placements__guide__id__exact={one.pk}")
    assert few.context["cl"].result_count == one.placements.count()


def offered(page):
    found = [one for one in page.context["cl"].filter_specs if "guide" in one.title]
    return {pk for spec in found for pk, _label in spec.lookup_choices}
