"""A picture of an imported article of which only the address is known, until staff upload it."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.admin.pages import address, fields
from troubleshooter.core.articles import read_article
from troubleshooter.models import Guide, Screenshot, Step
from troubleshooter.transfer import store_article

SOURCE = "https://pictures.example.com/plug.png"
ARTICLE = f"""\
# No sound

## 1. Plug it in

1. Push the plug.

![{{alt}}]({SOURCE})

## 2. Restart

1. Press the button.
"""


@pytest.fixture
def step(db):
    return imported("The plug")


def imported(alt):
    store_article(read_article(ARTICLE.format(alt=alt))[0])
    return Step.objects.get(key="plug-it-in")


def upload():
    file = BytesIO()
    Image.new("RGB", (300, 600), "navy").save(file, "PNG")
    return SimpleUploadedFile("plug.png", file.getvalue(), "image/png")


def send(client, step, **changes):
    data = fields(client.get(address(step)))
    data |= {f"instructions-0-{name}": value for name, value in changes.items()}
    return client.post(address(step), {**data, "_save": "Save"})


def shot():
    return Screenshot.objects.select_related("picture").get()


def test_the_form_says_that_it_is_missing_and_where_the_article_had_it(author, step):
    page = author.get(address(step)).content.decode()
    assert "Picture to be uploaded" in page
    assert SOURCE in page


def test_saving_the_step_keeps_it(author, step):
    assert send(author, step, text="Push the plug in.").status_code == 302
    assert (shot().picture, shot().alt, shot().source) == (None, "The plug", SOURCE)


def test_uploading_it_makes_it_whole(author, step):
    assert send(author, step, upload=upload()).status_code == 302
    assert (shot().picture.width, shot().source) == (300, "")


def test_its_words_may_come_later_too(author, db):
    step = imported("")
    assert send(author, step, upload=upload()).status_code == 302
    assert (shot().picture.width, shot().alt, shot().source) == (300, "", SOURCE)
    assert send(author, step, alt="The plug at the back").status_code == 302
    assert (shot().alt, shot().source) == ("The plug at the back", "")


def test_it_can_be_taken_out(author, step):
    assert send(author, step, without="on").status_code == 302
    assert not Screenshot.objects.exists()


def test_the_preview_shows_its_place(author, step):
    guide = Guide.objects.get()
    page = author.get(f"{address(guide, 'preview')}", follow=True).content.decode()
    assert "Picture to be uploaded: The plug" in page
    assert SOURCE not in page


def test_publishing_says_which_picture_lacks_and_leads_to_it(publisher, step):
    guide = Guide.objects.get()
    page = publisher.get(address(guide, "publish")).content.decode()
    assert "the picture of instruction 1 of “Plug it in” is still to be uploaded" in page
    assert address(step) in page
