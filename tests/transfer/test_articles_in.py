"""An article's document to rows: nothing that is there changes, and what is missing can wait."""

from io import BytesIO

import pytest
from PIL import Image

from tests.factories import document as printer
from troubleshooter.core.articles import read_article
from troubleshooter.core.canonical import canonical
from troubleshooter.core.formats import DocumentError
from troubleshooter.core.pictures import read_upload
from troubleshooter.models import Guide, Picture, Question, Screenshot, Step
from troubleshooter.transfer import (
    current_snapshot,
    files_in,
    read_folder,
    store,
    store_article,
    with_free_keys,
    write_folder,
)

pytestmark = pytest.mark.django_db

ARTICLE = """\
# No sound

It is quiet.

## 1. Plug it in

1. Open **Settings**.
2. Push the plug.

![The plug](https://pictures.example.com/plug.png)

## 2. Restart

If you have an iPhone X, do this:

1. Side button.

![](top.png)

If you have an iPhone 8, do this:

1. Top button.
"""


def read(text=ARTICLE):
    return read_article(text)[0]


def png(color="red"):
    data = BytesIO()
    Image.new("RGB", (400, 300), color).save(data, "PNG")
    return data.getvalue()


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "PLUG.png").write_bytes(png())
    (tmp_path / "top.png").write_bytes(png("blue"))
    return tmp_path


def test_an_article_becomes_a_guide_that_is_not_published():
    stored, _supplied = store_article(read())
    assert stored.guide.live is None
    assert current_snapshot(stored.guide) == canonical(read())


def test_a_picture_that_is_only_an_address_is_kept_with_its_draft():
    store_article(read())
    rows = Screenshot.objects.order_by("pk")
    assert [(row.picture, row.alt, row.source) for row in rows] == [
        (None, "The plug", "https://pictures.example.com/plug.png"),
        (None, "", "top.png"),
    ]


def test_importing_twice_overwrites_nothing():
    first, _ = store_article(read())
    second, _ = store_article(read())
    assert second.guide.slug == "no-sound-2"
    assert current_snapshot(first.guide) == canonical(read())
    assert sorted(Step.objects.values_list("key", flat=True)) == [
        *("plug-it-in", "plug-it-in-2", "restart", "restart-2"),
    ]
    assert Question.objects.count() == 2


def test_every_mention_of_a_key_follows_it():
    store(printer())
    document = with_free_keys(printer())
    assert not {step.key for step in document.steps} & {step.key for step in printer().steps}
    store(document)
    assert Guide.objects.count() == 2


def test_pictures_are_supplied_by_file_name(folder):
    stored, supplied = store_article(read(), files_in(folder))
    assert supplied.images == {"pictures/plug.png", "pictures/top.png"}
    plug, top = Screenshot.objects.order_by("pk")
    assert (plug.picture.width, plug.source) == (400, "")
    assert (top.alt, top.source) == ("", "top.png")
    assert current_snapshot(stored.guide).steps[0].instructions[1].screenshot.width == 400


def test_a_file_that_is_no_picture_leaves_the_address(folder):
    (folder / "top.png").write_bytes(b"nothing")
    _stored, supplied = store_article(read(), files_in(folder))
    assert supplied.images == {"pictures/plug.png"}
    assert "top.png" in str(supplied.faults[0])


def test_a_picture_of_this_site_is_found_again_by_its_address():
    picture = Picture.objects.keep(read_upload(png()))
    text = ARTICLE.replace("https://pictures.example.com/plug.png", f"/media/{picture.image}")
    store_article(read(text))
    assert Screenshot.objects.get(alt="The plug").picture == picture


def test_a_guide_with_a_picture_to_come_is_not_published_and_says_where_it_lacks():
    stored, _supplied = store_article(read())
    with pytest.raises(DocumentError) as refused:
        stored.guide.publish(current_snapshot(stored.guide))
    assert refused.value.problems == [
        "steps[0].instructions[1].screenshot.image: the picture of instruction 2 of “Plug it in” "
        "is still to be uploaded: upload it, or take it out",
        "steps[1].instructions[0].screenshot.image: the picture of instruction 1 of “Restart” "
        "is still to be uploaded: upload it, or take it out",
        "steps[1].instructions[0].screenshot.alt: say in words what the picture shows; a file name "
        "does not help anybody",
    ]


def test_a_draft_with_pictures_to_come_is_exported_and_comes_back(tmp_path):
    stored, _supplied = store_article(read())
    write_folder(current_snapshot(stored.guide), tmp_path / "out")
    assert read_folder(tmp_path / "out") == current_snapshot(stored.guide)
