"""A picture beside an instruction: uploaded, described, with where to tap."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.admin.pages import address, fields
from troubleshooter.models import Picture, Screenshot, Step


@pytest.fixture
def step(guide):
    return Step.objects.get(key="paper")


def upload(name="IMG_0042.png", kind="PNG", size=(300, 600), colour="navy"):
    file = BytesIO()
    Image.new("RGB", size, colour).save(file, kind)
    return SimpleUploadedFile(name, file.getvalue(), "image/png")


def send(client, step, **changes):
    data = fields(client.get(address(step)))
    data |= {f"instructions-0-{name}": value for name, value in changes.items()}
    return client.post(address(step), {**data, "_save": "Save"})


def targets(*numbers):
    return {f"targets_{index}": number for index, number in enumerate(numbers)}


def shot():
    return Screenshot.objects.select_related("picture").get()


def test_a_picture_is_kept_with_its_words_and_targets(author, step):
    response = send(
        author, step, upload=upload(), alt="The tray, open", **targets(10, 20, 30.55, 5, 1, 2, 3, 4)
    )
    assert response.status_code == 302
    assert (shot().alt, shot().name) == ("The tray, open", "IMG_0042")
    assert shot().targets == [[10.0, 20.0, 30.6, 5.0], [1.0, 2.0, 3.0, 4.0]]
    assert shot().picture.image.endswith(".webp")
    assert (shot().picture.width, shot().picture.height) == (300, 600)
    page = author.get(address(step)).content.decode()
    assert f'src="/media/{shot().picture.image}"' in page
    assert '<rect x="10" y="20" width="30.6" height="5">' in page


def test_saving_again_changes_nothing(author, step):
    send(author, step, upload=upload(), alt="The tray, open", **targets(10, 20, 30, 5))
    before = shot()
    assert send(author, step).status_code == 302
    assert (shot().pk, shot().targets, shot().name) == (before.pk, before.targets, before.name)


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        (SimpleUploadedFile("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"), "SVG"),
        (SimpleUploadedFile("a.png", b"not a picture at all"), "picture"),
        (SimpleUploadedFile("a.png", b"x" * (8 * 1024**2 + 1)), "the largest accepted is 8 MB"),
    ],
    ids=["drawing", "wrong content", "too heavy"],
)
def test_what_is_refused_is_refused_with_a_reason_and_loses_nothing_typed(
    author, step, file, reason
):
    file.seek(0)
    typed = {"text": "Open the *tray*.", "alt": "The tray, open", **targets(1, 2, 3, 4)}
    response = send(author, step, upload=file, **typed)
    page = response.content.decode()
    assert response.status_code == 200
    error = page.split('class="errorlist"', 1)[1].split("</ul>")[0]
    assert reason in error
    kept = fields(response)
    assert kept["instructions-0-text"] == ["Open the *tray*."]
    assert kept["instructions-0-alt"] == ["The tray, open"]
    assert kept["instructions-0-targets_3"] == ["4"]
    assert not Screenshot.objects.exists()


@pytest.mark.parametrize("alt", ["", "IMG_0042.png", "Screenshot 3", "image.jpg"])
def test_words_for_the_picture_are_needed_and_a_file_name_is_none(author, step, alt):
    response = send(author, step, upload=upload(), alt=alt)
    assert response.status_code == 200
    assert "Say in words what the picture shows" in response.content.decode()
    assert not Screenshot.objects.exists()


def test_an_accepted_picture_need_not_be_chosen_again(author, step):
    response = send(author, step, upload=upload(), alt="")
    kept = Picture.objects.get()
    page = fields(response)
    assert page["instructions-0-kept"] == [f"{kept.image} IMG_0042"]
    assert f'src="/media/{kept.image}"' in response.content.decode()
    page["instructions-0-alt"] = ["The tray, open"]
    assert author.post(address(step), {**page, "_save": "Save"}).status_code == 302
    assert (shot().picture, shot().name) == (kept, "IMG_0042")


def test_a_new_picture_takes_the_place_of_the_old(author, step):
    send(author, step, upload=upload(), alt="The tray, open")
    old = shot().picture
    send(author, step, upload=upload("tray.png", colour="red"))
    assert shot().picture != old
    assert (shot().name, shot().alt) == ("tray", "The tray, open")


def test_a_picture_is_taken_out(author, step):
    send(author, step, upload=upload(), alt="The tray, open")
    assert send(author, step, without="on").status_code == 302
    assert not Screenshot.objects.exists()
    assert step.instructions.count() == 1


@pytest.mark.parametrize(
    ("numbers", "reason"),
    [
        ((10, 20, 30), "Target 1: give all four numbers, or none of them."),
        ((10, 20, 0, 5), "Target 1: use numbers from 0 up; width and height above 0."),
        ((-1, 20, 5, 5), "Target 1: use numbers from 0 up"),
        ((1, 1, 1, 1, 80, 20, 30, 5), "Target 2 reaches outside the picture."),
        (("wide", 1, 1, 1), "Enter a number."),
        (("nan", 1, 1, 1), "Enter a number."),
    ],
)
def test_targets_must_be_rectangles_inside_the_picture(author, step, numbers, reason):
    response = send(author, step, upload=upload(), alt="The tray, open", **targets(*numbers))
    assert reason in response.content.decode()
    assert not Screenshot.objects.exists()


def test_a_line_without_a_picture_needs_no_words(author, step):
    assert send(author, step, text="Only words.").status_code == 302
    assert not Screenshot.objects.exists()
