"""Coming back, going on elsewhere, and leaving nothing behind, in a real browser."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.wire import comes_true, is_kept
from troubleshooter.models import Event


@pytest.fixture
def at_restart(page, shipped_guide):
    """A phone that was just told to restart."""
    phone = page()
    phone.goto("/guides/icloud-backup/")
    phone.get_by_role("button", name="Start fixing").click()
    for choice in ("verification", "all-green", "face-id"):
        if phone.get_by_role("heading", name="Restart your iPhone").count():
            break
        phone.locator(f"input[value={choice}], input[value=unknown]").first.check()
        before = phone.locator("h1").inner_text()
        phone.get_by_role("button", name="Continue").click()
        expect(phone.locator("h1")).not_to_have_text(before)
    expect(phone.locator("h1")).to_have_text("Restart your iPhone")
    return phone


def test_after_the_restart_the_first_thing_is_the_question(at_restart):
    Event.objects.update(at=timezone.now() - timedelta(minutes=3))
    at_restart.reload()
    expect(at_restart.locator("h1")).to_have_text("You restarted your iPhone. Did that fix it?")
    button = at_restart.get_by_role("button", name="Still not working", exact=True)
    expect(button).to_be_in_viewport()
    button.click()
    expect(at_restart.locator("h1")).not_to_contain_text("restarted")
    assert Event.objects.filter(outcome="not_fixed").count() == 1


def test_a_code_read_from_one_device_goes_on_on_another(at_restart, page):
    code = at_restart.locator(".code [aria-hidden]").inner_text()
    other = page(viewport=(1280, 800))
    other.goto("/resume/")
    other.get_by_label("The code").fill(code.lower().replace("-", " "))
    other.get_by_role("button", name="Go on here").click()
    expect(other.locator("h1")).to_have_text("Restart your iPhone")
    other.goto("/")
    expect(other.get_by_role("link", name="Continue: iPhone won't back up")).to_be_visible()


def test_finishing_leaves_nothing_on_the_device(at_restart):
    kept = "[Object.keys(localStorage), (await indexedDB.databases()).map(({ name }) => name)]"
    at_restart.wait_for_function("Object.keys(localStorage).length > 0")
    is_kept(at_restart)
    at_restart.goto("/sessions/")
    at_restart.get_by_role("button", name="Finish on this device").click()
    expect(at_restart.get_by_role("status")).to_contain_text("this device has forgotten")
    comes_true(at_restart, f"async () => JSON.stringify({kept}) === '[[],[]]'")
    assert at_restart.context.cookies() == []
    comes_true(at_restart, "async () => !self.caches || !(await caches.keys()).length")
