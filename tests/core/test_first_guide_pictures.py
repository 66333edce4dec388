"""Every picture of the guide the project ships stands beside the line it belongs to."""

from functools import cache
from pathlib import Path

import pytest
import yaml
from defusedxml.ElementTree import fromstring

from tests.core.first_guide import CONTENT, DESTRUCTIVE, ERAS, FOLDER, GUIDE, lines_of
from troubleshooter.core.document import Target
from troubleshooter.templatetags.pages import part

SVG = "{http://www.w3.org/2000/svg}"
BAR = GUIDE.question["storage-full"].instructions[-1].screenshot


def screenshots():
    return [
        item.screenshot
        for holder in (*GUIDE.steps, *GUIDE.questions)
        for item in holder.instructions
        if item.screenshot
    ]


@cache
def drawn():
    return yaml.safe_load((CONTENT / "drawing" / "index.yaml").read_text())


def test_it_shows_every_picture_that_was_drawn():
    shown = {shot.image for shot in screenshots()}
    assert shown == {f"pictures/{file.name}" for file in (FOLDER / "pictures").iterdir()}
    assert shown == {f"pictures/{name}.svg" for name in drawn()}
    assert len({entry["screen"] for entry in drawn().values()}) == 31


def test_its_pictures_say_and_mark_what_was_drawn():
    for shot in screenshots():
        if shot == BAR:
            continue
        entry = drawn()[Path(shot.image).stem]
        targets = [[t.x, t.y, t.width, t.height] for t in shot.targets]
        assert (shot.alt, targets) == (entry["alt"], entry["targets"]), shot.image


def test_a_picture_shows_the_home_button_and_the_message_that_it_is_about():
    """A tall picture is cut to the part with its target: a low one is shown whole."""
    for name, seen in (("p7", ""), ("p7b", ""), ("v2-ios15", "upper"), ("v2-ios13", "upper")):
        svg = fromstring((FOLDER / "pictures" / f"{name}.svg").read_text())
        targets = tuple(Target(*numbers) for numbers in drawn()[name]["targets"])
        assert part(targets, int(svg.get("width")), int(svg.get("height"))) == seen, name


def test_the_slider_looks_the_same_on_every_phone():
    svg = (FOLDER / "pictures" / "p7c.svg").read_text()
    assert 'class="hole"' not in svg
    assert "09:41" not in svg


def test_the_question_of_storage_marks_the_bar_and_not_an_app():
    svg = fromstring((FOLDER / BAR.image).read_text())
    [label] = [text for text in svg.iter(f"{SVG}text") if "GB used" in text.text]
    [target] = BAR.targets
    assert Path(BAR.image).stem == "s4a"
    assert target.x < float(label.get("x")) / 3.9 < target.x + target.width
    assert target.y < float(label.get("y")) / 8.44 < target.y + target.height
    assert "bar" in BAR.alt


@pytest.mark.parametrize("key", DESTRUCTIVE)
@pytest.mark.parametrize("ios", ERAS)
def test_where_the_version_is_known_every_picture_is_of_that_version(key, ios):
    for line in lines_of(GUIDE.step[key], ios):
        if shot := line.screenshot:
            assert ERAS[ios] in drawn()[Path(shot.image).stem]["eras"]


def test_a_picture_of_one_era_stands_beside_a_line_for_that_era():
    for holder in (*GUIDE.steps, *GUIDE.questions):
        for item in holder.instructions:
            if item.screenshot:
                named = {clause.question: clause.choices for clause in item.condition}
                holds = drawn()[Path(item.screenshot.image).stem]["eras"]
                # A line for every era shows the newest screen.
                for choice in named.get("which-ios", ["ios-18-26"]):
                    assert ERAS[choice] in holds, item.text
