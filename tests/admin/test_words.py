"""What keeps a guide or a picture from being taken is said in the language of who reads it."""

import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.admin.pages import address, fields
from tests.core.picture_samples import encoded, jpeg_header, photograph, png_header, screenshot
from tests.factories import plain_guide
from tests.translations import authored, untranslated
from troubleshooter.core.formats import convert
from troubleshooter.models import Choice, Guide, Instruction, Picture, Screenshot, Step
from troubleshooter.transfer import store

TAG = re.compile(r"<[^>]*>")


@pytest.fixture
def guide(db):
    return store(convert(authored(plain_guide()))).guide


def bad_alt(_guide):
    picture = Picture.objects.create(image=f"{'0' * 32}.webp", width=1, height=1)
    for line in Instruction.objects.all():
        Screenshot.objects.create(instruction=line, picture=picture, alt="IMG_1.png")


@pytest.mark.parametrize(
    "damage",
    [
        lambda guide: Guide.objects.update(summary="", title="a\nb", symptoms="x" * 201),
        lambda guide: Step.objects.update(minutes=32_000, why="x" * 20_001, note="a\x07b"),
        lambda guide: Instruction.objects.update(text=" "),
        lambda guide: Choice.objects.filter(key="mac").delete(),
        lambda guide: Step.objects.filter(key="cable").update(language="de"),
        lambda guide: guide.placements.all().delete(),
        bad_alt,
    ],
    ids=["guide", "step", "line", "choice", "language", "nothing", "alt"],
)
def test_every_word_of_what_keeps_a_guide_from_going_live_can_be_translated(
    publisher, guide, marked, damage
):
    damage(guide)
    page = publisher.get(address(guide, "publish")).content.decode()
    lines = page.split('class="problems"')[1].split("</ol>")[0].split("<li>")[1:]
    told = [unescape(TAG.sub("", line.partition("</a>: ")[2])) for line in lines]
    assert told
    assert [words for words in told if untranslated(words.replace("(de)", ""))] == []


@pytest.mark.parametrize(
    "data",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"not a picture at all",
        b"x" * (8 * 1024**2 + 1),
        png_header(10_000, 6_100),
        jpeg_header(10_000, 6_100),
        encoded(screenshot())[:200],
        encoded(screenshot(), save_all=True, append_images=[photograph()], duration=100),
    ],
    ids=["drawing", "no picture", "heavy", "large", "large photograph", "cut off", "animation"],
)
def test_every_word_of_why_a_picture_is_refused_can_be_translated(author, guide, marked, data):
    url = address(Step.objects.get(key="paper"))
    file = SimpleUploadedFile("tray.png", data)
    sent = fields(author.get(url)) | {"instructions-0-upload": file, "_save": "Save"}
    page = author.post(url, sent).content.decode()
    told = [TAG.sub("", words) for words in re.findall(r'class="errorlist".*?</ul>', page, re.S)]
    assert len(told) == 1
    assert untranslated(told[0].partition(">")[2]) == ""
