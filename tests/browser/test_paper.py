"""Paper in a real browser: what the printer gets."""

import re

import pytest
from playwright.sync_api import expect

from tests.factories import published, step
from troubleshooter.models import TroubleshootingSession


@pytest.fixture
def printed(page, shipped_guide):
    opened = page(color_scheme="dark", viewport=(1280, 800))
    opened.goto("/guides/icloud-backup/print/")
    opened.emulate_media(media="print", color_scheme="dark")
    return opened


def styles(page, selector, *names):
    """The values that these style properties have on all that match."""
    read = "(all, names) => all.map(one => names.map(name => getComputedStyle(one)[name]))"
    return {tuple(row) for row in page.locator(selector).evaluate_all(read, list(names))}


def test_it_is_black_on_white_in_the_dark_too_and_without_the_sites_bars(printed):
    assert styles(printed, "body", "color", "backgroundColor") == {
        ("rgb(0, 0, 0)", "rgb(255, 255, 255)")
    }
    expect(printed.locator(".desk")).to_be_hidden()
    assert printed.locator("form").count() == 0


def test_no_picture_and_no_line_is_split_over_two_pages(printed):
    assert printed.locator("figure").count() > 40
    assert styles(printed, "figure", "breakInside") == {("avoid",)}
    assert styles(printed, ".todo > li", "breakInside") == {("avoid",)}
    assert styles(printed, ".boxes > li", "breakInside") == {("avoid",)}


@pytest.mark.parametrize("media", ["print", "screen"])
def test_a_line_number_of_two_digits_stands_in_one_line_beside_its_text(page, db, media):
    lines = [{"text": f"Line {number}."} for number in range(1, 13)]
    published(
        steps=[step("paper", instructions=lines)],
        placements=[{"step": "paper"}],
        uses=[],
        questions=[],
    )
    opened = page()
    opened.goto("/guides/printer/print/")
    opened.emulate_media(media=media)
    expect(opened.get_by_text("Line 12.")).to_be_visible()
    # A number is drawn before its line: one line high, and it ends where the words begin.
    sizes = opened.locator(".todo > li").evaluate_all(
        """all => all.map(one => {
          const number = getComputedStyle(one, "::before")
          const room = parseFloat(getComputedStyle(one).paddingLeft)
          return [number.height, parseFloat(number.width) <= room - 4]
        })"""
    )
    assert len(sizes) == 12
    assert {tuple(size) for size in sizes} == {(sizes[0][0], True)}


def test_every_picture_is_there_with_its_target_when_the_page_is_printed(printed):
    loaded = "all => all.every(one => one.complete && one.naturalWidth > 0)"
    printed.wait_for_load_state("networkidle")
    assert printed.locator("figure img").evaluate_all(loaded)
    assert printed.locator("figure img[loading=lazy]").count() == 0
    assert printed.locator("figure rect.dark").count() > 40
    pages = len(re.findall(rb"/Type\s*/Page\b", printed.pdf(prefer_css_page_size=True)))
    assert 10 < pages < 30


def test_the_print_button_opens_the_browsers_dialog_and_needs_no_script_to_be_missed(page, db):
    published()
    opened = page()
    opened.add_init_script("window.print = () => { document.title = 'printing'; }")
    opened.goto("/guides/printer/print/")
    opened.get_by_role("button", name="Print").click()
    expect(opened).to_have_title("printing")
    without = page(javascript=False)
    without.goto("/guides/printer/print/")
    expect(without.get_by_role("button", name="Print")).to_be_hidden()
    expect(without.get_by_text("Print this page with your browser")).to_be_visible()


def test_a_session_is_printed_from_its_own_screen(page, db):
    published()
    opened = page()
    opened.goto("/guides/printer/")
    opened.get_by_role("button", name="Start fixing").click()
    opened.get_by_label("Noise").check()
    opened.get_by_role("button", name="Continue").click()
    expect(opened.locator("h1")).to_have_text("System?")
    opened.get_by_role("link", name="Print what is left").click()
    expect(opened.get_by_role("heading", name="Step 1: Restart")).to_be_visible()
    opened.get_by_role("link", name="Go on where you are").click()
    expect(opened.locator("h1")).to_have_text("System?")


def test_what_a_page_keeps_hidden_is_not_seen_whatever_its_looks(page, db):
    guide = published()
    opened = page(javascript=False)
    opened.goto(f"/sessions/{TroubleshootingSession.objects.start(guide.live).token}/")
    for hidden in opened.locator("[hidden]").all():
        expect(hidden).to_be_hidden()
    assert opened.locator("button[hidden]").count() > 0
