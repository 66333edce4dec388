"""What was typed in the admin and not saved is not lost by leaving the page."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_admin import step_address, with_picture, writing

__all__ = ["writing"]


@pytest.fixture
def asked():
    """What the browser asked before it left a page; each time the person stays."""
    return []


@pytest.fixture
def form(writing, shipped_guide, asked):
    """A guide's form, open, and what the browser asks there."""
    opened = writing(f"/admin/troubleshooter/guide/{shipped_guide.pk}/change/")

    def stay(dialog):
        asked.append(dialog.type)
        dialog.dismiss()

    opened.on("dialog", stay)
    return opened


def leave(form, name):
    """Click a link, wherever it leads."""
    form.get_by_role("link", name=name, exact=True).first.click(no_wait_after=True)


def test_who_changed_nothing_leaves_unasked(form, asked):
    title = form.get_by_label("Title").first
    saved = title.input_value()
    title.fill("Another")
    title.fill(saved)
    leave(form, "Preview")
    expect(form.get_by_text("nothing is recorded")).to_be_visible()
    assert asked == []


def test_who_typed_something_is_asked_and_keeps_it(form, asked):
    here = form.url
    form.get_by_label("Title").first.fill("Typed and not saved")
    for name in ("Preview", "Publish…", "Statistics"):
        leave(form, name)
    expect(form.get_by_label("Title").first).to_have_value("Typed and not saved")
    assert form.url == here
    assert asked == ["beforeunload"] * 3


def test_a_row_that_was_moved_is_not_saved_either(form, asked):
    form.locator(".moves button:enabled").first.click()
    leave(form, "Preview")
    assert asked == ["beforeunload"]


def test_an_action_is_no_text_to_be_saved(form, asked):
    form.locator("select[name$=action]").first.select_option(label="Publish…")
    form.get_by_role("button", name="Run").first.click()
    form.wait_for_url("**/publish/")
    assert asked == []


def test_the_first_focus_of_a_new_guide_can_be_seen(writing):
    opened = writing("/admin/troubleshooter/guide/add/")
    assert opened.evaluate("document.activeElement.name") == "_save"
    assert opened.evaluate("document.activeElement.closest('[aria-hidden]')") is None


def test_an_action_saves_nothing_so_it_asks(form, asked):
    form.get_by_label("Title").first.fill("Typed and not saved")
    form.locator("select[name$=action]").first.select_option(label="Publish…")
    form.get_by_role("button", name="Run").first.click(no_wait_after=True)
    expect(form.get_by_label("Title").first).to_have_value("Typed and not saved")
    assert asked == ["beforeunload"]


def test_enter_saves_and_runs_no_action(form, asked, shipped_guide):
    form.get_by_label("Title").first.fill("Typed and entered")
    form.get_by_label("Title").first.press("Enter")
    expect(form.locator(".messagelist .success")).to_be_visible()
    shipped_guide.refresh_from_db()
    assert shipped_guide.title == "Typed and entered"
    assert asked == []


def test_what_was_refused_is_not_saved_and_what_is_saved_may_be_left(form, asked):
    form.get_by_label("Title").first.fill("")
    form.get_by_role("button", name="Save and preview").first.click()
    expect(form.locator(".errornote")).to_be_visible()
    leave(form, "Preview")
    assert asked == ["beforeunload"]
    form.get_by_label("Title").first.fill("A title after all")
    form.get_by_role("button", name="Save and preview").first.click()
    expect(form.get_by_text("nothing is recorded")).to_be_visible()
    assert asked == ["beforeunload"]


def test_a_step_is_guarded_too(writing, asked):
    opened = writing(step_address(with_picture()))
    opened.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    opened.get_by_label("Title").first.fill("Typed and not saved")
    leave(opened, "Preview")
    assert asked == ["beforeunload"]
