"""What a screen costs the database: the session's own rows and nothing else."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.models.lessons import learns
from tests.views.walking import HTMX, SCREENS, say, seen
from troubleshooter.admin import preview
from troubleshooter.models import Event, TroubleshootingSession
from troubleshooter.urls import urlpatterns

pytestmark = pytest.mark.django_db


def public_addresses(guide, base):
    """Every address that visitors have, for this guide and this session."""
    values = {"slug": guide.slug, "token": base.split("/")[2], "image": f"{'0' * 32}.webp"}
    for found in urlpatterns:
        values["key"] = "symptom" if found.name == "session-question" else "paper"
        asked = {name: values[name] for name in found.pattern.converters}
        yield reverse(f"troubleshooter:{found.name}", kwargs=asked)


def preview_addresses(guide):
    """Every address of the guide's preview."""
    for rest, name, _view in preview.PAGES:
        key = ["symptom" if "question" in name else "paper"] if "key" in rest else []
        yield reverse(f"admin:troubleshooter_guide_preview{name}", args=(guide.pk, *key))


@pytest.mark.parametrize("facts", SCREENS.values(), ids=SCREENS)
def test_a_get_never_writes(visitor, author, walk, guide, base, facts):
    walk(*facts)
    asked = [(visitor, url) for url in public_addresses(guide, base)]
    asked += [(author, url) for url in preview_addresses(guide)]
    with CaptureQueriesContext(connection) as queries:
        answers = {url: client.get(url).status_code for client, url in asked}
    assert [q["sql"] for q in queries if not q["sql"].startswith("SELECT")] == []
    assert {url for url, status in answers.items() if status == 404} == {f"/media/{'0' * 32}.webp"}
    assert len(answers) == len(urlpatterns) + len(preview.PAGES)


@pytest.mark.parametrize("path", ["", "steps/paper/", "questions/symptom/", "summary/"])
def test_a_screen_costs_one_query(visitor, base, path, django_assert_num_queries):
    say(visitor, base, "answers", question="symptom", choice="blank")
    with django_assert_num_queries(1):
        visitor.get(base + path)


@pytest.mark.parametrize("kind", ["fixed", "out", "later"])
def test_an_ending_costs_one_query(visitor, base, kind, django_assert_num_queries):
    if kind == "out":
        say(visitor, base, "answers", question="power", choice="out")
    else:
        say(visitor, base, "attempts", step="reinstall", outcome=kind)
    with django_assert_num_queries(1):
        visitor.get(base)


@pytest.mark.parametrize("headers", [None, HTMX])
def test_recording_an_attempt_costs_at_most_five_queries(
    visitor, base, headers, django_assert_max_num_queries
):
    data = {"step": "paper", "outcome": "not_fixed", "seen": seen(visitor, base)}
    with django_assert_max_num_queries(5):
        visitor.post(f"{base}attempts/", data, headers=headers)
    assert Event.objects.count() == 1


def test_the_answer_that_draws_the_order_costs_one_read_and_one_write_more(
    visitor, guide, base, django_assert_num_queries
):
    learns(guide)
    data = {"question": "symptom", "choice": "blank", "seen": seen(visitor, base)}
    with django_assert_num_queries(5 + 2):
        visitor.post(f"{base}answers/", data, headers=HTMX)
    assert TroubleshootingSession.objects.get().is_drawn


@pytest.mark.parametrize("path", ["/", "/guides/printer/", "/search/?q=paper"])
def test_public_pages_cost_one_query(visitor, guide, path, django_assert_max_num_queries):
    visitor.get(path)
    with django_assert_max_num_queries(1):
        visitor.get(path)
