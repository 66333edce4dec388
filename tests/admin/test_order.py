"""Who decides about a guide's order, and that everybody sees what was decided."""

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.admin.pages import address, fields, lists, live, save
from tests.models.lessons import learns
from troubleshooter.models import Guide, Learning, TroubleshootingSession


def listed(client):
    return client.get(lists(Guide)).text


def test_a_publisher_decides_and_it_is_written_down(publisher, guide):
    page = address(guide, "order")
    assert fields(publisher.get(page))["mode"] == ["suggest"]
    assert save(publisher, page, mode="learn", control="10")["Location"] == address(guide)
    learning = Learning.of(guide)
    assert (learning.mode, learning.control) == ("learn", 10)
    assert LogEntry.objects.get().change_message == ("Order of the steps: learned, 10% to compare.")
    assert fields(publisher.get(page))["mode"] == ["learn"]


@pytest.mark.parametrize("control", ["51", "-1", "many"])
def test_a_share_that_there_is_not_is_refused_in_words(publisher, guide, control):
    response = save(publisher, address(guide, "order"), mode="learn", control=control)
    assert "errorlist" in response.text
    assert not Learning.objects.exists()


def test_an_author_and_an_analyst_cannot_decide(author, analyst, guide):
    for client in (author, analyst):
        sent = client.post(address(guide, "order"), {"mode": "learn", "control": "0"})
        assert sent.status_code == 403
        assert "Order…" not in client.get(address(guide)).text
    assert not Learning.objects.exists()


def test_the_list_shows_what_each_guide_does(author, publisher, guide):
    assert "suggest only" in listed(author)
    learns(guide, control=10)
    learns(live("scanner"), mode="author")
    page = listed(author)
    assert "learned, 10% to compare" in page
    assert "author&#x27;s" in page
    for mode, number in {"learn": 1, "author": 1, "suggest": 0}.items():
        found = publisher.get(lists(Guide), {"order": mode}).text
        assert f"{number} guide" in found


def test_the_list_costs_no_more_with_more_guides(publisher, guide):
    learns(guide)

    def asked():
        with CaptureQueriesContext(connection) as queries:
            publisher.get(lists(Guide))
        return len(queries)

    asked()
    few = asked()
    for slug in ("scanner", "copier"):
        learns(live(slug))
    assert asked() == few


def test_the_kill_switch_is_said_where_it_matters(publisher, guide, settings):
    learns(guide)
    assert "switched off" not in listed(publisher)
    settings.LEARNED_ORDER = False
    assert "switched off" in listed(publisher)
    assert "LEARNED_ORDER" in publisher.get(address(guide, "order")).text


def test_the_page_says_how_many_sessions_were_learned_from(publisher, guide):
    learns(guide, sessions=1)
    assert "1 session was learned from so far." in publisher.get(address(guide, "order")).text


def test_saving_the_working_copy_leaves_the_decision_alone(author, guide):
    learns(guide, control=10)
    assert save(author, address(guide), title="Mine").status_code == 302
    assert Learning.of(guide).control == 10


def test_a_session_shows_its_order_and_why_it_is_so(superuser, guide):
    session = TroubleshootingSession.objects.start(learns(guide).live)
    assert "not drawn yet: " in superuser.get(address(session)).text
    session.answer("symptom", "blank", "")
    assert "not drawn yet" not in superuser.get(address(session)).text
