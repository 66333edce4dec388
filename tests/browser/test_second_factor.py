"""Staff switch the second factor on and sign in with it, on a phone, as a person would."""

import time

import pytest
from django.contrib.auth import get_user_model
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice
from playwright.sync_api import expect

from tests.browser.test_accessibility import complaints

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "a long password"
PAGE = "/admin/second-factor/"


def sign_in(opened, code=""):
    opened.goto(f"/admin/login/?next={PAGE}")
    opened.get_by_label("Username").fill("staff")
    opened.get_by_label("Password").fill(PASSWORD)
    if code:
        opened.get_by_label("Code from your phone").fill(code)
    opened.get_by_role("button", name="Log in").click()


def shown():
    """What the app on the phone shows."""
    device = TOTPDevice.objects.get()
    code = TOTP(device.bin_key)
    code.time = time.time()
    return f"{code.token():06}"


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_it_is_set_up_and_asked_for(page, color_scheme):
    get_user_model().objects.create_superuser("staff", password=PASSWORD)
    phone = page(color_scheme=color_scheme)
    sign_in(phone)
    for button, next_heading in (
        ("Set it up", "1. Scan this with your app"),
        ("Switch it on", "Your recovery codes"),
    ):
        assert complaints(phone) == []
        assert phone.evaluate("document.documentElement.scrollWidth") <= 390
        if button == "Switch it on":
            expect(phone.locator("svg.qr")).to_be_visible()
            phone.get_by_label("Six figures").fill(shown())
        phone.get_by_role("button", name=button).click()
        expect(phone.get_by_role("heading", name=next_heading)).to_be_visible()
    assert complaints(phone) == []
    recovery = phone.locator("ol code").first.inner_text()

    other = page(color_scheme=color_scheme)
    sign_in(other)
    expect(other.get_by_text("The code is missing, wrong or used already.")).to_be_visible()
    assert complaints(other) == []
    sign_in(other, recovery)
    expect(other.get_by_role("heading", name="It is switched on")).to_be_visible()
    expect(other.get_by_text("9 recovery codes are left.")).to_be_visible()
    assert complaints(other) == []
