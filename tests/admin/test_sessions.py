"""The list of sessions stays cheap however many there are, and says what it leaves out."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import published, started
from tests.views.reading import say
from troubleshooter.admin import sessions
from troubleshooter.models import TroubleshootingSession

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
