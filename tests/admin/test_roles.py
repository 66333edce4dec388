"""Who may do what: visitors walk, authors edit, publishers publish, analysts read."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.admin.pages import address, lists, save
from troubleshooter.models import Edition, Event, Guide, Question, Step, TroubleshootingSession

OWN_PAGES = ("change", "preview", "publish", "withdraw", "order", "statistics")


def statuses(client, guide):
    return {page: client.get(address(guide, page)).status_code for page in OWN_PAGES}


def test_a_visitor_is_sent_to_sign_in(visitor, guide):
    assert set(statuses(visitor, guide).values()) == {302}
    assert "/admin/login/" in visitor.get(lists(Step))["Location"]


def test_an_author_edits_and_previews_and_cannot_publish(author, guide):
    refused = dict.fromkeys(("publish", "withdraw", "order", "statistics"), 403)
    assert statuses(author, guide) == {"change": 200, "preview": 200, **refused}
    assert author.post(address(guide, "publish")).status_code == 403
    assert author.post(address(guide, "withdraw")).status_code == 403
    assert author.post(address(guide.live, "roll_back")).status_code == 403
    assert Guide.objects.get().live == guide.live


def test_an_author_is_not_offered_what_is_not_theirs(author, guide):
    page = author.get(address(guide)).content.decode()
    assert "Preview" in page
    assert "Publish…" not in page
    assert "Take off the site" not in page
    assert "Statistics" not in page
    assert "Roll back" not in author.get(lists(Edition)).content.decode()


def test_an_author_cannot_delete_a_guide(author, guide):
    assert author.get(address(guide, "delete")).status_code == 403


def test_a_publisher_may_do_all_with_a_guide(publisher, guide):
    assert set(statuses(publisher, guide).values()) == {200}


def test_an_analyst_reads_and_cannot_edit(analyst, guide):
    refused = dict.fromkeys(("preview", "publish", "withdraw", "order"), 403)
    assert statuses(analyst, guide) == {"change": 200, "statistics": 200, **refused}
    assert "Printer does not print" in analyst.get(lists(Guide)).content.decode()
    assert save(analyst, address(guide), title="Mine").status_code == 403
    assert analyst.get(lists(Step)).status_code == 403
    assert analyst.get(lists(Question)).status_code == 403
    assert Guide.objects.get().title == "Printer does not print"


def test_staff_without_a_group_see_nothing(client, django_user_model, guide):
    client.force_login(django_user_model.objects.create_user("nobody", is_staff=True))
    assert set(statuses(client, guide).values()) == {403}
    assert client.get(lists(Guide)).status_code == 403


def test_nobody_edits_what_is_a_record(superuser, guide):
    session = TroubleshootingSession.objects.start(guide.live)
    session.answer("symptom", "blank", "")
    for row in (guide.live, session):
        assert superuser.get(address(row)).status_code == 200
        assert superuser.post(address(row), {"number": 7}).status_code == 403
        assert superuser.post(address(row, "delete"), {"post": "yes"}).status_code == 403
        assert superuser.get(f"{lists(row)}add/").status_code == 403
    assert (Edition.objects.count(), Event.objects.count()) == (1, 1)


def test_more_events_cost_a_sessions_page_no_more_queries(superuser, guide):
    session = TroubleshootingSession.objects.start(guide.live)

    def queries_after(number):
        for _more in range(number):
            made = session.answer("symptom", "noise", session.walk().last_key)
            session.undo(made.event.key)
        superuser.get(address(session))  # what a process asks once
        with CaptureQueriesContext(connection) as asked:
            page = superuser.get(address(session)).content.decode()
        assert page.count("taken back") == session.events.count() / 2
        return len(asked)

    few = queries_after(2)
    assert queries_after(10) == few
    assert session.events.count() == 24


def test_a_session_is_read_in_words_and_its_token_is_not_shown(superuser, guide):
    session = TroubleshootingSession.objects.start(guide.live)
    session.answer("symptom", "noise", "")
    recorded = session.attempt("restart", "could_not", "too_risky", "abcdefgh")
    session.undo(recorded.event.key)
    page = superuser.get(address(session)).content.decode()
    said = ["Symptom?", "Noise", "Restart", "It seems too risky", "taken back"]
    events = page.partition('id="events-group"')[2]
    assert [events.find(words) for words in said] == sorted(events.find(words) for words in said)
    assert -1 not in [events.find(words) for words in said]
    for shown in (page, superuser.get(lists(session)).content.decode()):
        assert session.token not in shown
        assert session.token[:4] in shown
