"""A preview walks the working copy through the visitors' player and records nothing."""

import re

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission

from tests.admin.pages import address, fields, lists
from tests.factories import started
from troubleshooter.models import Guide, Question, Step

HTMX = {"HX-Request": "true"}


def rows():
    return {
        model.__name__: model.objects.count()
        for model in apps.get_app_config("troubleshooter").get_models()
    }


def titles(page):
    """The headings of a screen."""
    return re.findall(r"<h[123][^>]*>(.*?)</h[123]>", page, re.DOTALL)


class Walker:
    """Somebody who fills in the forms of the page they are at."""

    def __init__(self, client, url):
        self.client = client
        self.get(url)

    def get(self, url):
        response = self.client.get(url)
        self.status, self.page = response.status_code, response.content.decode()
        return self

    def send(self, kind, **data):
        form = re.search(rf'<form class="{kind}"[^>]*>', self.page).group()
        url = re.search(r'action="([^"]*)"', form).group(1).replace("&amp;", "&")
        if seen := re.search(r'name="seen"\s+value="([^"]*)"', self.page):
            data.setdefault("seen", seen.group(1))
        for name in ("question", "step"):
            if hidden := re.search(rf'type="hidden" name="{name}" value="([^"]*)"', self.page):
                data.setdefault(name, hidden.group(1))
        response = self.client.post(url, data)
        assert response.status_code == 303, response.content.decode()[:500]
        return self.get(response["Location"])

    def answer(self, choice):
        return self.send("answer", choice=choice)

    def attempt(self, outcome, **more):
        return self.send("outcomes", outcome=outcome, **more)

    @property
    def title(self):
        return titles(self.page)[0]


@pytest.fixture
def preview(author, guide):
    return Walker(author, address(guide, "preview"))


def test_it_is_marked_and_leads_back(preview, guide):
    assert "Preview: nothing is recorded" in preview.page
    assert f'href="{address(guide)}"' in preview.page


def test_it_shows_the_screens_that_a_visitor_sees_and_records_nothing(preview, visitor, guide):
    session = started(guide)
    walk = Walker(visitor, f"/sessions/{session.token}/")
    said = [
        ("answer", "noise"),
        ("answer", "mac"),
        ("attempt", "not_fixed"),
        ("attempt", "already_tried"),
        ("answer", "unknown"),
        ("attempt", "could_not"),
        ("attempt", "later"),
        ("attempt", "fixed"),
    ]
    before = None
    for verb, what in said:
        getattr(walk, verb)(what)
        count = rows()
        getattr(preview, verb)(what)
        assert rows() == count
        # A preview keeps nothing, so that there is nothing to be reminded of.
        there = [title for title in titles(walk.page) if "Remind me" not in title]
        assert titles(preview.page) == there
        assert titles(walk.page) != before
        before = titles(walk.page)
    assert preview.title == "It is fixed"


def test_it_walks_what_is_saved_and_not_what_is_live(preview, guide):
    Question.objects.filter(key="symptom").update(title="Something new?")
    assert preview.get(address(guide, "preview")).title == "Something new?"


def test_taking_back_and_looking_back(preview, guide):
    preview.answer("noise").answer("mac")
    assert preview.title == "Restart"
    preview.attempt("not_fixed")
    after = preview.title
    back = re.search(r'<a class="back" href="([^"]*)"', preview.page).group(1)
    preview.get(back.replace("&amp;", "&"))
    assert preview.title == "Restart"
    assert "You said: Still not working" in preview.page
    preview.send("undo", event=re.search(r'name="event" value="([^"]*)"', preview.page).group(1))
    assert preview.title == "Restart"
    assert "You said" not in preview.page
    assert preview.attempt("not_fixed").title == after


def test_htmx_gets_the_next_screen_alone(author, guide):
    url = address(guide, "preview_answers")
    response = author.post(url, {"question": "symptom", "choice": "blank"}, headers=HTMX)
    page = response.content.decode()
    assert response.status_code == 200
    assert "<html" not in page
    assert response["HX-Push-Url"] == author_step(guide, "paper", "a.symptom.blank")
    assert author.get(response["HX-Push-Url"]).status_code == 200


def author_step(guide, key, trail):
    return f"/admin/troubleshooter/guide/{guide.pk}/preview/steps/{key}/?trail={trail}"


def test_a_form_that_says_nothing_is_refused_on_its_screen(author, guide):
    response = author.post(address(guide, "preview_answers"), {"question": "symptom"})
    assert response.status_code == 422
    assert "Choose an answer first" in response.content.decode()


@pytest.mark.parametrize("trail", ["nonsense", "a.b", "t.paper.exploded", "a.gone.x~t.gone.fixed"])
def test_a_trail_that_says_nothing_known_is_passed_over(author, guide, trail):
    response = author.get(address(guide, "preview"), {"trail": trail})
    assert response.status_code == 200
    assert titles(response.content.decode())[0] == "Symptom?"


def test_unknown_parts_are_not_found(author, guide):
    base = address(guide, "preview")
    assert author.get(f"{base}steps/gone/").status_code == 404
    assert author.get(f"{base}questions/gone/").status_code == 404
    sent = {"question": "symptom", "choice": "gone"}
    assert author.post(f"{base}answers/", sent).status_code == 404
    assert author.get("/admin/troubleshooter/guide/999/preview/").status_code == 404


def test_a_long_walk_keeps_an_address_that_browsers_carry(preview):
    preview.answer("noise").answer("mac")
    for _again in range(150):
        url = re.search(r'href="([^"]*questions/symptom/[^"]*)"', preview.page)
        preview.get((url.group(1) if url else "").replace("&amp;", "&") or preview_url(preview))
        preview.send("answer", choice="noise", question="symptom")
    trail = re.search(r"trail=([^\"&]*)", preview.page).group(1)
    assert len(trail) < 4000
    assert preview.title == "Restart"


def preview_url(preview):
    here = re.search(r'data-url="([^"]*)"', preview.page).group(1).replace("&amp;", "&")
    return re.sub(r"preview/[^?]*", "preview/questions/symptom/", here)


def test_a_half_written_guide_can_be_walked(author, guide):
    guide.uses.all().delete()
    Step.objects.get(key="paper").instructions.all().delete()
    walk = Walker(author, address(guide, "preview"))
    seen = []
    while walk.title not in seen and "outcomes" in walk.page:
        seen.append(walk.title)
        walk.attempt("not_fixed")
    assert walk.title == "You have tried everything here"
    assert len(seen) == 4
    Guide.objects.get().placements.all().delete()
    assert walk.get(address(guide, "preview")).status == 200


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_a_preview_is_looked_at_and_started_over_and_no_more(author, guide, method):
    assert getattr(author, method)(address(guide, "preview")).status_code == 405


@pytest.mark.parametrize("path", ["", "steps/paper/", "questions/symptom/", "summary/"])
def test_a_preview_answers_head_too(author, guide, path):
    assert author.head(address(guide, "preview") + path).status_code == 200


def test_another_site_cannot_send_the_forms(author, guide):
    response = author.post(
        address(guide, "preview_answers"),
        {"question": "symptom", "choice": "blank"},
        headers={"Sec-Fetch-Site": "cross-site"},
    )
    assert response.status_code == 403


def test_the_summary_and_starting_over(preview, guide):
    preview.answer("blank")
    url = re.search(r'href="([^"]*preview/summary/[^"]*)"', preview.page).group(1)
    preview.get(url.replace("&amp;", "&"))
    assert "Blank" in preview.page
    response = preview.client.post(address(guide, "preview"))
    assert (response.status_code, response["Location"]) == (303, address(guide, "preview"))


# --- From the form to the preview ---


BUTTON = 'name="_save" value="preview"'


def saved_to_preview(client, row, **changes):
    url = address(row)
    data = fields(client.get(url)) | {name: [value] for name, value in changes.items()}
    return client.post(url, data | {"_save": "preview"})


def test_a_guide_is_saved_and_shown(author, guide):
    assert author.get(address(guide)).content.decode().count(BUTTON) == 2
    response = saved_to_preview(author, guide, title="A better title")
    assert (response.status_code, response["Location"]) == (303, address(guide, "preview"))
    guide.refresh_from_db()
    assert guide.title == "A better title"
    said = "was changed successfully"
    assert said in author.get(response["Location"]).content.decode()
    assert said not in author.get(address(guide)).content.decode()


def test_a_step_is_saved_and_shown_as_in_the_guide_that_uses_it(author, guide, paper):
    response = saved_to_preview(author, paper, title="Look at the paper")
    assert "Look at the paper" in author.get(response["Location"]).content.decode()


def test_what_no_guide_uses_cannot_be_shown(author, guide):
    step = Step.objects.create(key="alone", title="Alone", minutes=1, language=guide.language)
    assert BUTTON not in author.get(address(step)).content.decode()
    response = saved_to_preview(author, step, title="Still alone")
    assert response["Location"] == lists(Step)
    step.refresh_from_db()
    assert step.title == "Still alone"


def test_what_is_wrong_is_said_and_nothing_is_shown(author, guide):
    response = saved_to_preview(author, guide, title="")
    assert response.status_code == 200
    assert "errornote" in response.content.decode()


def test_who_may_not_preview_has_no_such_button(author, guide):
    may = Permission.objects.get(codename="preview_guide")
    Group.objects.get(name="authors").permissions.remove(may)
    page = author.get(address(guide)).content.decode()
    assert 'name="_save"' in page
    assert BUTTON not in page
