"""Import an article: give it, look at what it becomes, correct it, store it."""

import html
import re
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from msgspec.structs import replace

from tests.admin.pages import fields
from tests.admin.test_preview import Walker
from tests.factories import published
from tests.translations import untranslated
from troubleshooter.core.exporting import write_article
from troubleshooter.models import Guide, Step
from troubleshooter.transfer import current_snapshot, trials

pytestmark = pytest.mark.django_db
GIVE = "/admin/troubleshooter/guide/import/"
ARTICLE = """\
# The printer stays silent

Nothing comes out? Try these.

## 1. Fill the tray

1. Open **the tray**.
2. Put paper in.

![The open tray](https://pictures.example.org/tray.png)

## 2. Restart the printer

1. Press the button.
2. Wait a minute.

## 3. Sing a song

1. Sing it loudly.
"""


def give(client, text=ARTICLE, **more):
    return client.post(GIVE, {"text": text, **more})


@pytest.fixture
def look(author):
    """The page that shows what the article becomes."""
    response = give(author)
    assert response.status_code == 302
    return response["Location"]


def send(client, url, button, **changes):
    data = fields(client.get(url))
    for name, value in changes.items():
        data[name.replace("__", "-")] = value
    return client.post(url, {**data, button: "x"})


def words(response):
    return html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_an_article_shows_its_steps_and_what_to_look_at_and_stores_nothing(author, look):
    page = author.get(look)
    titles = [value[0] for name, value in fields(page).items() if name.startswith("title-")]
    assert titles == ["Fill the tray", "Restart the printer", "Sing a song"]
    assert fields(page)["title"] == ["The printer stays silent"]
    assert "Picture to be added: The open tray" in words(page)
    assert "is only an address (https://pictures.example.org/tray.png)" in words(page)
    assert (Guide.objects.count(), Step.objects.count()) == (0, 0)


def test_it_is_stored_as_an_unpublished_guide_with_the_corrections(author, look):
    key = "sing-a-song"
    kept = ["fill-the-tray", "restart-the-printer"]
    assert key in fields(author.get(look))["keep"]
    response = send(author, look, "save", keep=kept, title="No print")
    guide = Guide.objects.get()
    assert response["Location"] == f"/admin/troubleshooter/guide/{guide.pk}/change/"
    assert (guide.title, guide.slug, guide.live) == ("No print", "no-print", None)
    document = current_snapshot(guide)
    assert [step.title for step in document.steps] == ["Fill the tray", "Restart the printer"]
    page = author.get(response["Location"])
    assert "stored, and not on the site yet" in words(page)
    assert "What to look at</a>" in page.content.decode()


def test_pictures_are_asked_for_only_where_some_are_to_come(author, look):
    page = author.get(send(author, look, "save")["Location"])
    assert "Upload its pictures." in words(page)
    bare = give(author, ARTICLE.replace("![The open tray]", "[the tray]"))["Location"]
    page = author.get(send(author, bare, "save")["Location"])
    assert "stored, and not on the site yet." in words(page)
    assert "Upload its pictures." not in words(page)


def test_the_pictures_of_an_exported_guide_are_one_thing_to_look_at(author, look):
    send(author, look, "save")
    document = current_snapshot(Guide.objects.get())
    step = document.steps[0]
    shot = next(line.screenshot for line in step.instructions if line.screenshot)
    lines = tuple(
        replace(line, screenshot=replace(shot, image=f"pictures/{n}.png"))
        for n, line in enumerate(step.instructions)
    )
    document = replace(document, steps=(replace(step, instructions=lines), *document.steps[1:]))
    article = write_article(document, picture=lambda shot: shot.image)
    page = words(author.get(give(author, article)["Location"]))
    assert "is only an address" not in page
    assert page.count("2 pictures are only addresses") == 1
    assert "manage.py import_article FILE --images DIR" in page


def test_a_corrected_title_is_there_after_looking_again(author, look):
    title = {"title-fill-the-tray": "Put paper in"}
    data = {**fields(author.get(look)), **title, "keep": ["fill-the-tray"], "again": "x"}
    again = author.post(look, data)["Location"]
    page = author.get(again)
    assert fields(page)["title-fill-the-tray"] == ["Put paper in"]
    assert fields(page)["keep"] == ["fill-the-tray"]
    assert fields(author.get(look))["title-fill-the-tray"] == ["Fill the tray"]


def test_it_is_walked_through_the_visitors_player_before_it_is_stored(author, look):
    start = send(author, look, "walk", keep=["fill-the-tray", "restart-the-printer"])["Location"]
    walker = Walker(author, start)
    assert "Preview: nothing is recorded" in walker.page
    assert f'href="{look}"' not in walker.page  # back to the corrections, not to what was before
    assert walker.title == "Fill the tray"
    assert "Picture to be uploaded: The open tray" in walker.page
    assert "pictures.example.org" not in walker.page
    assert walker.attempt("not_fixed").title == "Restart the printer"
    assert walker.attempt("fixed").title == "It is fixed"
    assert Guide.objects.count() == 0


def test_a_file_goes_before_the_text(author):
    file = SimpleUploadedFile("printer.md", ARTICLE.encode())
    response = give(author, "", file=file)
    assert "Fill the tray" in words(author.get(response["Location"]))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"text": ""}, "There is no text"),
        ({"text": "Just a sentence."}, "No fix was recognised"),
        ({"text": "kept", "file": SimpleUploadedFile("a.png", b"\x89PNG\r\n")}, "not text"),
        ({"text": "kept", "file": SimpleUploadedFile("a.md", b"caf\xe9 " * 9)}, "not UTF-8"),
        ({"text": "kept", "file": SimpleUploadedFile("a.md", b"x" * 8_000_001)}, "than 8 MB"),
    ],
)
def test_a_refusal_is_one_sentence_and_keeps_what_was_pasted(author, given, said):
    for file in (value for value in given.values() if hasattr(value, "seek")):
        file.seek(0)
    response = author.post(GIVE, given)
    assert response.status_code == 422
    notes = re.findall(r'class="errornote" role="alert">(.*?)</p>', response.content.decode())
    assert len(notes) == 1
    assert said in html.unescape(notes[0])
    assert fields(response)["text"] == [given["text"]]
    assert Guide.objects.count() == 0


def test_at_least_one_step_is_kept(author, look):
    response = send(author, look, "save", keep=[])
    assert response.status_code == 422
    assert "Keep at least one step." in words(response)
    assert Guide.objects.count() == 0


def test_the_text_can_be_brought_back_and_changed(author, look):
    key = look.rstrip("/").rpartition("/")[2]
    assert fields(author.get(f"{GIVE}?from={key}"))["text"][0].replace("\r", "") == ARTICLE


def test_nothing_active_is_ever_shown(author):
    evil = (
        "# Evil <script>alert(1)</script>\n\n## 1. Click <img src=x onerror=alert(2)>\n\n"
        "1. [here](javascript:alert(3)) <script>alert(4)</script>\n"
        "2. ![pic](javascript:alert(5))\n\n## 2. Other\n\n1. Do it.\n"
    )
    look = give(author, evil)["Location"]
    start = send(author, look, "walk")["Location"]
    for url in (look, start):
        page = author.get(url).content.decode()
        assert "<script>alert" not in page
        assert not re.search(r"<[^>]+\son\w+=", page)
        assert 'href="javascript' not in page
        assert 'src="javascript' not in page


def test_nothing_that_is_there_is_changed(author):
    guide = published()
    before = current_snapshot(guide)
    article = author.get("/guides/printer.md").content.decode()
    look = give(author, article)["Location"]
    send(author, look, "save")
    assert current_snapshot(guide) == before
    copy = Guide.objects.exclude(pk=guide.pk).get()
    assert copy.slug != "printer"
    assert [step.title for step in current_snapshot(copy).steps] == [
        step.title for step in before.steps
    ]


@pytest.mark.parametrize("path", ["", f"{'0' * 64}/", f"{'0' * 64}/preview/"])
def test_only_who_may_import_is_let_in(analyst, visitor, path):
    assert analyst.get(GIVE + path).status_code == 403
    assert visitor.get(GIVE + path).status_code == 302
    assert "/login/" in visitor.get(GIVE + path)["Location"]


def test_the_way_in_is_shown_to_who_may_import(author, analyst):
    assert GIVE in author.get("/admin/troubleshooter/guide/").content.decode()
    assert GIVE not in analyst.get("/admin/troubleshooter/guide/").content.decode()


@pytest.mark.parametrize("key", ["0" * 64, "..", "x"])
def test_an_article_that_is_gone_is_asked_for_again(author, key):
    response = author.get(f"{GIVE}{key}/", follow=True)
    if key == "..":
        assert response.status_code in (200, 404)
        return
    assert response.redirect_chain == [(GIVE, 302)]
    assert "not kept any more" in words(response)
    assert author.get(f"{GIVE}{key}/preview/").status_code == 404


def test_an_article_is_forgotten_after_some_days(author, look, monkeypatch):
    monkeypatch.setattr(trials, "KEPT_FOR", timedelta(seconds=-1))
    give(author, ARTICLE.replace("silent", "loud"))
    assert author.get(look).status_code == 302
    assert len(default_storage.listdir(trials.FOLDER)[1]) == 1


def test_a_get_writes_nothing(author, look, django_assert_num_queries):
    names = default_storage.listdir(trials.FOLDER)
    author.get(look)
    author.get(GIVE)
    assert default_storage.listdir(trials.FOLDER) == names


def test_no_visitor_reaches_what_was_given(visitor, look):
    key = look.rstrip("/").rpartition("/")[2]
    for path in (f"/media/{key}.json", f"/media/imports/{key}.json"):
        assert visitor.get(path).status_code == 404


QUOTED = """\
# «The printer»

«Nothing comes out?»

## 1. «Fill the tray»

1. «Open it.»
2. «Put paper in.»

![«The tray»](https://pictures.example.org/tray.png)

## 2. «Restart it»

1. «Press the button.»
"""


def told(response):
    """The words of the page's own part, and of its buttons."""
    page = response.content.decode().split('id="content-main"', 1)[1].split("<footer", 1)[0]
    page = page.partition(">")[2]
    buttons = re.findall(r'type="submit"[^>]*value="([^"]*)"', page)
    shown = re.sub(r"<textarea.*?</textarea>", "", page, flags=re.S)
    return [html.unescape(text).strip() for text in [*re.split(r"<[^>]*>", shown), *buttons]]


def test_every_word_of_an_import_can_be_translated(author, marked):
    pages = [author.get(GIVE), give(author, " "), author.get(give(author, QUOTED)["Location"])]
    for page in pages:
        assert [line for line in told(page) if untranslated(line)] == []
    assert "⟦Save as an unpublished guide⟧" in told(pages[-1])
