"""What a screen costs the database: the session's own rows and nothing else."""

import pytest

from tests.views.walking import HTMX, say, seen
from troubleshooter.models import Event

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["", "steps/paper/", "questions/symptom/", "summary/"])
def test_a_get_never_writes(visitor, base, path, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        visitor.get(base + path)
    assert not [q for q in queries if not q["sql"].startswith("SELECT")]


@pytest.mark.parametrize("path", ["", "steps/paper/", "questions/symptom/", "summary/"])
def test_a_screen_costs_two_queries(visitor, base, path, django_assert_num_queries):
    say(visitor, base, "answers", question="symptom", choice="blank")
    with django_assert_num_queries(2):
        visitor.get(base + path)


@pytest.mark.parametrize(("kind", "count"), [("fixed", 2), ("out", 2), ("later", 2)])
def test_an_ending_costs_two_queries(visitor, base, kind, count, django_assert_num_queries):
    if kind == "out":
        say(visitor, base, "answers", question="power", choice="out")
    else:
        say(visitor, base, "attempts", step="reinstall", outcome=kind)
    with django_assert_num_queries(count):
        visitor.get(base)


@pytest.mark.parametrize("headers", [None, HTMX])
def test_recording_an_attempt_costs_at_most_six_queries(
    visitor, base, headers, django_assert_max_num_queries
):
    data = {"step": "paper", "outcome": "not_fixed", "seen": seen(visitor, base)}
    with django_assert_max_num_queries(6):
        visitor.post(f"{base}attempts/", data, headers=headers)
    assert Event.objects.count() == 1


@pytest.mark.parametrize(
    ("path", "most"), [("/", 1), ("/guides/printer/", 1), ("/search/?q=paper", 1)]
)
def test_public_pages_cost_one_query(visitor, guide, path, most, django_assert_max_num_queries):
    visitor.get(path)
    with django_assert_max_num_queries(most):
        visitor.get(path)
