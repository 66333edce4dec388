"""What the templates draw: screenshots with what to tap, texts, times."""

import gzip
from pathlib import Path

import pytest
from django.template import Context, Template
from django.utils import translation

from troubleshooter.core.document import Rendition, Screenshot, Target
from troubleshooter.templatetags.pages import duration, icon, mark, part

STATIC = Path(__file__).parents[2] / "static"
PHONE = (390, 844)


def drawn(lazy=True, **more):
    fields = {"image": "a" * 32 + ".png", "alt": 'The "switch"', "width": 400, "height": 800}
    shot = Screenshot(**(fields | more))
    template = Template("{% load pages %}{% screenshot shot lazy=lazy %}")
    return template.render(Context({"shot": shot, "lazy": lazy}))


def test_a_screenshot_has_its_size_and_words_so_that_nothing_jumps():
    markup = drawn()
    assert f'src="/media/{"a" * 32}.png"' in markup
    assert 'width="400" height="800" alt="The &quot;switch&quot;"' in markup
    assert 'loading="lazy"' in markup
    assert "<svg" not in markup
    assert "srcset" not in markup


def test_the_first_picture_is_not_put_off():
    assert "loading" not in drawn(lazy=False)


def test_smaller_pictures_are_offered_with_their_widths():
    markup = drawn(renditions=(Rendition(200, "b" * 32 + ".webp"),))
    assert f'srcset="/media/{"b" * 32}.webp 200w, /media/{"a" * 32}.png 400w"' in markup


def test_a_page_that_is_kept_names_one_file_that_is_sharp_enough():
    template = Template("{% load pages %}{% screenshot shot one_size=True %}")
    sizes = ((900, "c"), (450, "b"), (300, "d"))
    renditions = tuple(Rendition(width, letter * 32 + ".webp") for width, letter in sizes)
    big = {"image": "a" * 32 + ".webp", "alt": "A switch", "width": 1200, "height": 2400}
    shot = Screenshot(**big, renditions=renditions)
    markup = template.render(Context({"shot": shot}))
    assert f'src="/media/{"b" * 32}.webp"' in markup
    assert markup.count("/media/") == 1
    small = Screenshot(**big | {"width": 400, "height": 800}, renditions=renditions[2:])
    assert f'src="/media/{"a" * 32}.webp"' in template.render(Context({"shot": small}))


def test_a_target_is_drawn_dark_and_light_in_the_pictures_own_pixels():
    markup = drawn(targets=(Target(10, 50, 20, 5),))
    assert 'viewBox="0 0 400 800" aria-hidden="true"' in markup
    assert markup.count('x="40.0" y="400.0" width="80.0" height="40.0"') == 2
    assert "<text" not in markup
    assert "style" not in markup


def test_several_targets_are_numbered():
    markup = drawn(targets=(Target(10, 10, 20, 5), Target(10, 30, 20, 5)))
    assert ">1</text>" in markup
    assert ">2</text>" in markup


def test_numbers_keep_their_point_in_every_language():
    with translation.override("de"):
        assert 'x="40.0"' in drawn(targets=(Target(10, 50, 20, 5),))


def test_a_targets_number_stays_inside_the_picture():
    placed = mark(Target(0, 0, 100, 100), *PHONE)
    assert placed.badge_x > 0
    assert placed.badge_y > 0


@pytest.mark.parametrize(
    ("targets", "seen"),
    [
        ([], ""),
        ([(7, 14, 85, 9)], "upper"),
        ([(7, 45, 85, 6)], "upper"),
        ([(51, 55, 35, 5)], "middle"),
        ([(7, 82, 85, 6)], "lower"),
        ([(7, 5, 85, 5), (7, 85, 85, 5)], ""),
    ],
)
def test_of_a_tall_picture_the_part_with_the_targets_is_shown(targets, seen):
    assert part(tuple(Target(*target) for target in targets), *PHONE) == seen


def test_a_wide_picture_is_shown_whole():
    assert part((Target(7, 14, 85, 9),), 800, 600) == ""


@pytest.mark.parametrize(
    ("minutes", "words"), [(1, "1 min"), (45, "45 min"), (60, "1 h"), (150, "2 h 30 min")]
)
def test_minutes_in_words(minutes, words):
    assert duration(minutes) == words


def test_texts_are_rendered_and_made_safe():
    template = Template("{% load pages %}{{ t|markdown }}|{{ t|markdown_inline }}|{{ t|plain }}")
    markup = template.render(Context({"t": "**a** <b>"}))
    assert markup == (
        "<p><strong>a</strong> &lt;b&gt;</p>\n|<strong>a</strong> &lt;b&gt;|a &lt;b&gt;"
    )


def test_an_icon_says_nothing_to_a_screen_reader():
    assert 'aria-hidden="true"' in icon("clock")


def test_the_style_sheet_that_every_page_loads_stays_small():
    data = (STATIC / "css/site.css").read_bytes()
    assert 0 < len(gzip.compress(data)) <= 12_000
