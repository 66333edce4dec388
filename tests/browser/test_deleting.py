"""Deleting a session takes away what the device kept of it, and of it alone."""

import pytest
from playwright.sync_api import expect

from tests.browser.wire import opened
from tests.factories import published, started

pytestmark = pytest.mark.django_db(transaction=True)

NAMES = "async () => (await caches.keys()).map((name) => name.replace('session:', ''))"


def test_what_was_kept_on_the_device_goes_with_the_session(page):
    guide = published()
    deleted, other = started(guide), started(guide)
    phone = opened(page(), other)
    opened(phone, deleted)
    assert set(phone.evaluate(NAMES)) == {deleted.token, other.token}
    phone.goto(f"/sessions/{deleted.token}/data/")
    phone.get_by_role("button", name="Delete for good").click()
    expect(phone.get_by_role("heading", name="Your session is deleted")).to_be_visible()
    phone.wait_for_function(
        "async (token) => !(await caches.has('session:' + token))", arg=deleted.token
    )
    assert phone.evaluate(NAMES) == [other.token]
