"""Pages rendered once: the very page that would be rendered anew, and nothing of anybody else's."""

import re

import pytest
from django.shortcuts import render
from django.template import engines
from django.test import Client, RequestFactory
from django.utils import translation

from tests.factories import plain_guide
from tests.views.walking import HTMX, SCREENS, say, seen
from troubleshooter.core.formats import convert
from troubleshooter.models import Event, TroubleshootingSession
from troubleshooter.views import rendered
from troubleshooter.views.responses import PAGE, context_of

NEW = "Now it is called otherwise"

pytestmark = pytest.mark.django_db

SHARED = ("question", "step", "interruption", "step that takes time")


def session_at(base):
    return TroubleshootingSession.objects.by_token(base.split("/")[2])


def anew(base):
    """The session's page as one template renders it for one request."""
    session = session_at(base)
    return render(RequestFactory().get(base), PAGE, context_of(session, session.walk())).content


def timeless(page):
    """The page but for the moment at which it was sent."""
    return re.sub(rb'data-now="[0-9]+"', b"", page)


def start(slug="printer"):
    visitor = Client()
    return visitor, visitor.post(f"/guides/{slug}/sessions/")["Location"]


def walked(facts):
    """A session of somebody else's, and what they said."""
    visitor, base = start()
    for fact in facts:
        kind, data = "answers", dict(zip(("question", "choice"), fact.split("="), strict=False))
        if "=" not in fact:
            kind = "attempts"
            data = dict(zip(("step", "outcome", "reason"), fact.split(":"), strict=False))
        say(visitor, base, kind, **data)
    return visitor, base


def reworded():
    parts = plain_guide()
    parts["guide"]["title"] = NEW
    return convert(parts)


def secrets_of(base):
    session = session_at(base)
    code = {session.code, f"{session.code[:4]}-{session.code[4:]}"}
    return {session.token, *session.events.values_list("key", flat=True), *code}


def kept():
    """All that is kept of all pages, and what it is kept under."""
    pages = rendered.pages._pages.items()
    return "".join(
        f"{key!r}" + "".join(part if isinstance(part, str) else part.decode() for part in page)
        for key, page in pages
    )


@pytest.fixture
def not_anew(monkeypatch):
    """From here on nothing is rendered that was not kept."""

    def refuse():
        def fail(*args, **kwargs):
            raise AssertionError("rendered anew")

        monkeypatch.setattr(rendered, "render_to_string", fail)

    return refuse


@pytest.mark.parametrize("facts", SCREENS.values(), ids=SCREENS)
def test_it_is_the_page_that_would_be_rendered_anew(guide, facts):
    for visitor, base in (walked(facts), walked(facts)):
        assert timeless(visitor.get(base).content) == timeless(anew(base))


@pytest.mark.parametrize("facts", [SCREENS[name] for name in SHARED], ids=SHARED)
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
def test_a_screen_that_somebody_saw_is_not_rendered_again(guide, facts, headers, not_anew):
    (one, base), (other, theirs) = walked(facts), walked(facts)
    one.get(base, headers=headers)
    not_anew()
    assert other.get(theirs, headers=headers).status_code == 200


@pytest.mark.parametrize("facts", [SCREENS[name] for name in SHARED], ids=SHARED)
def test_nobody_is_sent_what_is_somebody_elses(guide, facts):
    (one, base), (other, theirs) = walked(facts), walked(facts)
    mine, yours = one.get(base).content.decode(), other.get(theirs).content.decode()
    assert [secret for secret in secrets_of(theirs) - secrets_of(base) if secret in mine] == []
    assert [secret for secret in secrets_of(base) - secrets_of(theirs) if secret in yours] == []
    assert session_at(base).token in mine
    assert session_at(theirs).token in yours


@pytest.mark.parametrize("facts", SCREENS.values(), ids=SCREENS)
def test_what_is_kept_holds_nothing_of_anybodys(guide, facts):
    visitor, base = walked(facts)
    for path in ("", "steps/paper/", "questions/symptom/", "summary/"):
        visitor.get(base + path)
    assert rendered.pages._pages
    assert [secret for secret in secrets_of(base) if secret in kept()] == []


def test_a_form_knows_the_last_event_of_its_own_session(guide):
    for visitor, base in (walked(SCREENS["step"]), walked(SCREENS["step"])):
        last = Event.objects.filter(session__token=base.split("/")[2]).last()
        assert seen(visitor, base) == last.key


def test_the_host_of_one_visitor_is_not_shown_to_another(guide, settings):
    settings.ALLOWED_HOSTS = ["one.example", "other.example", "testserver"]
    for host in ("one.example", "other.example"):
        _visitor, base = walked(SCREENS["interruption"])
        page = Client().get(base, headers={"Host": host}).content.decode()
        assert f"{host}/resume/" in page
        assert page.count(".example") == page.count(host)


def shown(template, context, **own):
    from unittest.mock import patch

    source = engines["django"].from_string(template)
    texts = {name: lambda text=text: text for name, text in own.items()}
    with patch.object(rendered, "render_to_string", lambda _name, found: source.render(found)):
        request = RequestFactory().get("/")
        return rendered.for_one("a page", context, rendered.Own(request, texts)).decode()


EVIL = """"><script>alert('1')</script>&amp;"""


def test_what_is_filled_in_is_escaped_as_a_template_does():
    context = {"mine": rendered.Personal(EVIL)}
    page = shown('<p title="{{ mine }}">{{ mine }}</p>', context)
    plain = engines["django"].from_string('<p title="{{ mine }}">{{ mine }}</p>')
    assert page == plain.render({"mine": EVIL})
    assert "<script>" not in page


def test_what_is_filled_in_cannot_open_another_hole():
    own = rendered.Personal(rendered.hole("-token"))
    assert shown("{{ mine }}", {"mine": own}, **{"-token": "stolen"}) == own


def test_two_texts_of_one_person_keep_to_their_places():
    template = "{{ a }}|{{ b }}|{{ a }}"
    for a, b in (("1", "2"), ("2", "1"), ("3", "3")):
        context = {"a": rendered.Personal(a), "b": rendered.Personal(b)}
        assert shown(template, context) == f"{a}|{b}|{a}"


def test_a_text_that_is_there_and_one_that_is_not_are_not_the_same_page():
    template = "{% if mine %}yes: {{ mine }}{% else %}no{% endif %}"
    assert shown(template, {"mine": rendered.Personal("x")}) == "yes: x"
    assert shown(template, {"mine": rendered.Personal("")}) == "no"
    assert shown(template, {"mine": rendered.Personal("y")}) == "yes: y"


def test_a_page_for_many_may_not_ask_who_is_asking():
    with pytest.raises(RuntimeError, match="user"):
        shown("{{ request.user }}", {})


@pytest.mark.parametrize("path", ["", "/", "/guides/printer/"])
def test_a_page_of_one_language_is_not_shown_in_another(guide, path):
    visitor, base = start()
    for language in ("en", "de", "en", "ar"):
        with translation.override(language):
            page = visitor.get(path or base).content.decode()
        assert f'<html lang="{language}"' in page


def test_no_more_is_kept_than_fits():
    pages = rendered.Pages(3 * 7_500)
    for number in range(50):
        pages.get(number, lambda: "x" * 1_000)
    assert pages._held <= 3 * 7_500
    assert set(pages._pages) == {47, 48, 49}


def test_what_is_asked_for_most_stays():
    pages = rendered.Pages(3 * 7_500)
    for number in range(50):
        pages.get("often", lambda: "x")
        pages.get(number, lambda: "x" * 1_000)
    assert "often" in pages._pages


@pytest.mark.parametrize("path", ["/", "/guides/printer/"])
def test_a_new_edition_is_seen_at_once(visitor, guide, path):
    old = visitor.get(path)
    guide.publish(reworded())
    assert NEW in visitor.get(path).content.decode()
    guide.roll_back(guide.editions.get(number=1))
    assert visitor.get(path).content == old.content
    guide.withdraw()
    assert old.content != visitor.get(path).content


def test_a_walk_goes_on_in_its_own_edition(guide):
    visitor, base = start()
    old = timeless(visitor.get(base).content)
    guide.publish(reworded())
    assert timeless(visitor.get(base).content) == old


@pytest.mark.parametrize("path", ["/", "/guides/printer/"])
def test_a_browser_that_has_the_page_is_told_so(visitor, guide, path):
    first = visitor.get(path)
    again = visitor.get(path, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    guide.publish(reworded())
    assert visitor.get(path, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_home_leads_each_visitor_to_their_own_place(guide):
    (one, base), (other, theirs) = walked(SCREENS["step"]), walked(SCREENS["step"])
    assert base in one.get("/").content.decode()
    assert theirs in other.get("/").content.decode()
    assert "/sessions/" + theirs.split("/")[2] not in Client().get("/").content.decode()


def test_nothing_is_kept_while_templates_are_written(guide, settings):
    settings.DEBUG = True
    visitor, base = start()
    visitor.get(base)
    assert not rendered.pages._pages


def test_the_preview_is_rendered_anew_each_time(author, guide):
    author.get(f"/admin/troubleshooter/guide/{guide.pk}/preview/")
    assert not rendered.pages._pages
