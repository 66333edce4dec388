"""An article imported in the admin and walked through, in a real browser."""

import re
from pathlib import Path

import pytest
from django.contrib.auth.models import Group, User
from playwright.sync_api import expect

from tests.admin.test_importing import ARTICLE
from tests.browser.test_accessibility import complaints
from tests.factories import published
from troubleshooter.models import Guide
from troubleshooter.transfer import current_snapshot

SECRET = "a long enough secret"
GIVE = "/admin/troubleshooter/guide/import/"


@pytest.fixture
def writing(page, db):
    """An author's browser, signed in and at a page."""
    user = User.objects.create_user("writer", password=SECRET, is_staff=True)
    user.groups.add(Group.objects.get(name="authors"))

    def open_page(address, **options):
        opened = page(**options)
        opened.goto(f"/admin/login/?next={address}")
        opened.get_by_label("Username").fill("writer")
        opened.get_by_label("Password").fill(SECRET)
        opened.get_by_role("button", name="Log in").click()
        expect(opened.get_by_role("heading", name="Import an article")).to_be_visible()
        return opened

    return open_page


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without"])
def test_an_article_is_pasted_corrected_stored_and_walked_to_its_end(writing, javascript):
    opened = writing(GIVE, javascript=javascript)
    opened.get_by_label("Or the text of the article").fill(ARTICLE)
    opened.get_by_role("button", name="See what it becomes").click()
    expect(opened.get_by_label("Title of the guide")).to_have_value("The printer stays silent")
    opened.get_by_label("Title of the step “Fill the tray”").fill("Put paper in the tray")
    opened.get_by_label("Keep this step").nth(2).uncheck()
    opened.get_by_role("button", name="Walk through it").click()
    expect(opened.get_by_text("Preview: nothing is recorded")).to_be_visible()
    expect(opened.locator("h1")).to_have_text("Put paper in the tray")
    opened.get_by_role("link", name="Back to editing").click()
    expect(opened.get_by_label("Keep this step").nth(2)).not_to_be_checked()
    opened.get_by_role("button", name="Save as an unpublished guide").click()
    expect(opened.get_by_text("The guide is stored, and not on the site yet.")).to_be_visible()
    opened.goto(f"/admin/troubleshooter/guide/{Guide.objects.get().pk}/preview/")
    expect(opened.locator("h1")).to_have_text("Put paper in the tray")
    expect(opened.get_by_text("Picture to be uploaded: The open tray")).to_be_visible()
    opened.get_by_role("button", name="Still not working").click()
    expect(opened.locator("h1")).to_have_text("Restart the printer")
    opened.get_by_role("button", name="Still not working").click()
    expect(opened.locator("h1")).to_have_text("You have tried everything here")


def test_the_enter_key_in_a_title_stores_nothing(writing):
    opened = writing(GIVE)
    opened.get_by_label("Or the text of the article").fill(ARTICLE)
    opened.get_by_role("button", name="See what it becomes").click()
    title = opened.get_by_label("Title of the guide")
    title.fill("No print")
    with opened.expect_navigation():
        title.press("Enter")
    expect(opened).to_have_url(re.compile("/import/[0-9a-f]{64}/$"))
    expect(title).to_have_value("No print")
    assert Guide.objects.count() == 0


def test_a_file_that_the_help_desk_exported_is_uploaded_and_comes_back(writing, tmp_path):
    guide = published()
    opened = writing(GIVE)
    file = Path(tmp_path / "printer.md")
    file.write_text(opened.request.get("/guides/printer.md").text(), encoding="utf-8")
    opened.get_by_label("A file").set_input_files(file)
    opened.get_by_role("button", name="See what it becomes").click()
    expect(opened.get_by_label("Title of the guide")).to_have_value("Printer does not print")
    opened.get_by_role("button", name="Save as an unpublished guide").click()
    expect(opened.get_by_text("The guide is stored, and not on the site yet.")).to_be_visible()
    copy = current_snapshot(Guide.objects.exclude(pk=guide.pk).get())
    for mine, theirs in zip(copy.steps, guide.live.document.steps, strict=True):
        assert mine.title == theirs.title
        assert [line.text for line in mine.instructions] == [
            line.text for line in theirs.instructions
        ]


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [(390, 844), (1280, 800)], ids=["phone", "desk"])
def test_axe_finds_nothing_on_the_import_and_it_does_not_scroll_sideways(
    writing, color_scheme, viewport
):
    opened = writing(GIVE, color_scheme=color_scheme, viewport=viewport)
    opened.get_by_role("button", name="See what it becomes").click()
    expect(opened.get_by_role("alert")).to_be_visible()
    assert complaints(opened) == []
    opened.get_by_label("Or the text of the article").fill(ARTICLE)
    opened.get_by_role("button", name="See what it becomes").click()
    expect(opened.get_by_label("Title of the guide")).to_be_visible()
    opened.wait_for_load_state()
    for folded in opened.locator(".parts details > summary").all():
        folded.click()
    assert complaints(opened) == []
    assert opened.evaluate("document.documentElement.scrollWidth") <= viewport[0]
