"""The pictures of the first guide: all there, safe to serve, just as the tool draws them."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from defusedxml.ElementTree import fromstring

ROOT = Path(__file__).parents[2]
TOOL = ROOT / "content" / "drawing"
PICTURES = ROOT / "content" / "icloud-backup" / "pictures"

SCREENS = [
    "s1a", "s1b", "s1c", "s2a", "s2b", "s2c", "s4a", "s4b", "s5", "s9a", "s9b", "s9c",
    "p0", "v1", "v2", "v3", "p2d", "p3", "p4c", "p4d", "p5b", "p6a", "p6b", "p6c", "p6d",
    "p7", "p7a", "p7b", "p7c", "p8a", "p8b",
]  # fmt: skip
LOOK_ONLY = {"v3", "p5b"}
LOW = {"p7": 410, "p7b": 600}
"""Pictures that are shown whole, so that what counts at their foot is seen."""
TWO_TARGETS = {"p7a"}
ERAS = {"ios13", "ios15", "ios18"}
ELEMENTS = {
    "svg", "title", "desc", "style", "g", "defs", "linearGradient", "stop", "clipPath", "rect",
    "circle", "ellipse", "line", "path", "polyline", "polygon", "text", "tspan",
}  # fmt: skip
SVG = "{http://www.w3.org/2000/svg}"

INDEX = yaml.safe_load((TOOL / "index.yaml").read_text())
FILES = sorted(PICTURES.glob("*.svg"))
each_picture = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)


@pytest.fixture(scope="module")
def drawn_again(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("drawn")
    subprocess.run([sys.executable, TOOL / "draw.py", "--to", folder], check=True)
    return folder


@pytest.mark.parametrize("screen", SCREENS)
def test_every_screen_has_one_picture_for_each_era(screen):
    eras = [era for entry in INDEX.values() if entry["screen"] == screen for era in entry["eras"]]
    assert sorted(eras) == sorted(ERAS)


def test_the_index_names_the_pictures_and_no_others():
    assert [file.stem for file in FILES] == sorted(INDEX)
    assert {entry["screen"] for entry in INDEX.values()} == set(SCREENS)


def test_drawing_again_gives_the_same_bytes(drawn_again):
    assert sorted(file.name for file in drawn_again.glob("*.svg")) == [file.name for file in FILES]
    for file in FILES:
        assert (drawn_again / file.name).read_bytes() == file.read_bytes(), file.name
    assert (drawn_again / "index.yaml").read_bytes() == (TOOL / "index.yaml").read_bytes()


@each_picture
def test_a_picture_weighs_at_most_forty_kilobytes(file):
    assert file.stat().st_size <= 40_000


@each_picture
def test_a_picture_holds_nothing_that_runs_or_loads(file):
    text = file.read_text()
    for forbidden in ("url(", "@import", "\\", "href", "<!", "javascript:"):
        assert forbidden not in text
    for element in fromstring(text).iter():
        assert element.tag.removeprefix(SVG) in ELEMENTS
        for name in element.attrib:
            assert re.fullmatch(r"(?!on|style)[a-zA-Z0-9-]+", name), name


@each_picture
def test_a_picture_is_390_by_844_or_lower_and_says_what_it_shows(file):
    svg = fromstring(file.read_text())
    height = LOW.get(file.stem, 844)
    assert svg.attrib["viewBox"] == f"0 0 390 {height}"
    assert (svg.attrib["width"], svg.attrib["height"]) == ("390", str(height))
    assert svg.findtext(f"{SVG}title") == INDEX[file.stem]["alt"]


@each_picture
def test_no_text_is_too_small_to_read_when_the_picture_shrinks(file):
    for text in fromstring(file.read_text()).iter(f"{SVG}text"):
        assert float(text.get("font-size", 17)) >= 15, text.text


@each_picture
def test_every_target_lies_inside_the_picture(file):
    entry = INDEX[file.stem]
    expected = 0 if entry["screen"] in LOOK_ONLY else 2 if entry["screen"] in TWO_TARGETS else 1
    assert len(entry["targets"]) == expected
    for x, y, width, height in entry["targets"]:
        assert 0 <= x < x + width <= 100
        assert 0 <= y < y + height <= 100


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("s1a-ios13", "iCloud"),
        ("s1c-ios15", "OK"),
        ("s2a", "Wi-Fi"),
        ("s4b", "Delete"),
        ("s5", "iCloud Backup"),
        ("s9b", "Download and Install"),
        ("p4d", "Upgrade"),
        ("p6a-ios18", "Sign Out"),
        ("p6b", "Turn Off"),
        ("p8a-ios13", "Reset"),
        ("p8b-ios13", "Reset All Settings"),
        ("p8b-ios15", "Reset All Settings"),
    ],
)
def test_the_marked_label_and_no_other_stands_in_the_target(name, label):
    [[x, y, width, height]] = INDEX[name]["targets"]
    left, top, right, foot = 3.9 * x, 8.44 * y, 3.9 * (x + width), 8.44 * (y + height)
    inside = [
        text.text
        for text in fromstring((PICTURES / f"{name}.svg").read_text()).iter(f"{SVG}text")
        if left <= float(text.get("x")) <= right and top <= float(text.get("y")) <= foot
    ]
    assert label in inside
    assert set(inside) <= {label, "Home"}
