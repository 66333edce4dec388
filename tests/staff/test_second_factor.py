"""The second factor: a code from a phone, recovery codes, and being made to have one."""

import base64
import re
import time
from datetime import UTC, datetime

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests.views.markup import Page

pytestmark = pytest.mark.django_db

PAGE = "/admin/second-factor/"
HOUR = 60 * 60
RIGHT = "correct horse battery"


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def anna():
    return get_user_model().objects.create_superuser("anna", password=RIGHT)


@pytest.fixture
def clock(monkeypatch):
    now = [time.time()]
    monkeypatch.setattr(time, "time", lambda: now[0])
    monkeypatch.setattr(timezone, "now", lambda: datetime.fromtimestamp(now[0], UTC))
    return lambda seconds: now.__setitem__(0, now[0] + seconds)


def shown(user):
    """What the person's phone shows now."""
    device = TOTPDevice.objects.get(user=user)
    code = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    code.time = time.time()
    return f"{code.token():06}"


def sign_in(code="", password=RIGHT, client=None):
    client = client or Client()
    data = {"username": "anna", "password": password, "next": "/admin/", "code": code}
    client.answer = client.post("/admin/login/", data)
    return client


def is_in(client):
    return client.get("/admin/").status_code == 200


@pytest.fixture
def switched_on(anna, clock):
    """Anna's browser after she switched it on, with her recovery codes as `.codes`."""
    client = sign_in()
    client.post(PAGE, {"action": "begin"})
    page = client.post(PAGE, {"action": "confirm", "code": shown(anna)})
    client.codes = [element.text for element in Page(page).all("code")]
    clock(60)
    return client


def test_it_is_offered_and_nobody_has_to(anna):
    client = sign_in()
    assert is_in(client)
    assert "It is switched off" in client.get(PAGE).text
    assert PAGE in client.get("/admin/").text
    assert 'name="code"' not in Client().get("/admin/login/").text


def test_it_is_set_up_by_scanning_and_typing_the_first_code(anna, clock):
    client = sign_in()
    client.post(PAGE, {"action": "begin"})
    page = client.get(PAGE).text
    assert "<svg" in page
    key = TOTPDevice.objects.get().key
    typed = re.search(r"<code>([A-Z2-7 ]+)</code>", page)[1].replace(" ", "")
    assert base64.b32decode(typed).hex() == key
    wrong = client.post(PAGE, {"action": "confirm", "code": "000000"})
    assert wrong.status_code == 422
    assert is_in(sign_in())
    clock(HOUR)
    done = client.post(PAGE, {"action": "confirm", "code": shown(anna)})
    assert len(Page(done).all("code")) == 10
    assert is_in(client)


def test_the_password_alone_is_not_enough_then(switched_on, anna):
    refused = sign_in()
    assert refused.answer.status_code == 200
    assert "The code is missing, wrong or used already." in refused.answer.text
    assert not is_in(refused)
    assert not is_in(sign_in("123456"))


def test_password_and_code_are(switched_on, anna):
    assert is_in(sign_in(shown(anna)))


def test_a_code_is_good_once(switched_on, anna):
    code = shown(anna)
    assert is_in(sign_in(code))
    assert not is_in(sign_in(code))


def test_a_code_does_not_replace_the_password(switched_on, anna):
    assert not is_in(sign_in(shown(anna), password="wrong"))


def test_wrong_codes_make_wait(switched_on, anna, clock):
    for _ in range(3):
        sign_in("123456")
    assert not is_in(sign_in(shown(anna)))
    clock(HOUR)
    assert is_in(sign_in(shown(anna)))


def test_a_code_that_came_too_soon_is_told_when_to_come_again(switched_on, anna):
    sign_in("123456")
    page = sign_in(shown(anna)).answer
    assert "it was not checked. Try again in 1 second." in page.text
    assert "Try again in 1 second." not in sign_in(switched_on.codes[0]).answer.text
    page = switched_on.post(PAGE, {"action": "off", "code": "123456"})
    assert "it was not checked. Try again in 1 second." in page.text
    assert TOTPDevice.objects.exists()


@pytest.mark.parametrize("missing", ["", "  ", "-"])
def test_a_missing_code_makes_nobody_wait(switched_on, anna, missing):
    assert not is_in(sign_in(missing))
    assert is_in(sign_in(switched_on.codes[0]))
    assert switched_on.post(PAGE, {"action": "off", "code": missing}).status_code == 422
    assert is_in(sign_in(shown(anna)))


def test_a_missing_first_code_makes_nobody_wait(anna, clock):
    client = sign_in()
    client.post(PAGE, {"action": "begin"})
    assert client.post(PAGE, {"action": "confirm", "code": ""}).status_code == 422
    done = client.post(PAGE, {"action": "confirm", "code": shown(anna)})
    assert len(Page(done).all("code")) == 10


def test_a_first_code_that_came_too_soon_is_told_so(anna, clock):
    client = sign_in()
    client.post(PAGE, {"action": "begin"})
    client.post(PAGE, {"action": "confirm", "code": "000000"})
    page = client.post(PAGE, {"action": "confirm", "code": shown(anna)})
    assert "it was not checked. Try again in 1 second." in page.text


def test_a_recovery_code_is_good_once_and_kept_as_a_hash(switched_on):
    code = switched_on.codes[3]
    plain = code.replace("-", "")
    assert not StaticToken.objects.filter(token__in=[code, plain, plain[:16]]).exists()
    assert is_in(sign_in(f" {code.upper()} "))
    assert not is_in(sign_in(code))
    assert "9 recovery codes are left." in switched_on.get(PAGE).text


def test_new_recovery_codes_replace_the_old(switched_on, clock):
    page = switched_on.post(PAGE, {"action": "renew"})
    new = [element.text for element in Page(page).all("code")]
    assert not is_in(sign_in(switched_on.codes[0]))
    assert set(new).isdisjoint(switched_on.codes)
    clock(HOUR)
    assert is_in(sign_in(new[0]))


def test_other_browsers_have_to_sign_in_anew(anna, clock):
    other, client = sign_in(), sign_in()
    client.post(PAGE, {"action": "begin"})
    client.post(PAGE, {"action": "confirm", "code": shown(anna)})
    assert is_in(client)
    assert not is_in(other)
    assert other.get(PAGE).status_code == 302
    assert "not enough for this page" in other.get("/admin/login/").text


def test_it_is_switched_off_with_a_code_only(switched_on, anna):
    assert switched_on.post(PAGE, {"action": "off", "code": "123456"}).status_code == 422
    assert TOTPDevice.objects.exists()
    assert (
        switched_on.post(PAGE, {"action": "off", "code": switched_on.codes[0]}).status_code == 302
    )
    assert not TOTPDevice.objects.exists()
    assert not StaticToken.objects.exists()
    assert is_in(switched_on)


def test_where_it_is_required_staff_are_led_to_it_and_nowhere_else(anna, clock, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    client = sign_in()
    assert client.get("/admin/", follow=True).redirect_chain[-1][0] == PAGE
    assert client.get("/admin/troubleshooter/guide/").status_code == 302
    assert "Set it up before you go on" in client.get(PAGE).text
    client.post(PAGE, {"action": "begin"})
    client.post(PAGE, {"action": "confirm", "code": shown(anna)})
    assert is_in(client)


def test_the_page_is_for_staff_alone(visitor, db):
    assert visitor.get(PAGE)["Location"].startswith("/admin/login/")
    get_user_model().objects.create_user("carl", password=RIGHT)
    visitor.login(username="carl", password=RIGHT)
    assert visitor.post(PAGE, {"action": "begin"}).status_code == 302
    assert not TOTPDevice.objects.exists()


def test_a_form_of_another_site_changes_nothing(anna):
    client = sign_in(client=Client(enforce_csrf_checks=False))
    forged = Client(enforce_csrf_checks=True)
    forged.cookies = client.cookies
    assert forged.post(PAGE, {"action": "begin"}).status_code == 403
    assert not TOTPDevice.objects.exists()


def test_looking_writes_nothing(switched_on):
    before = list(TOTPDevice.objects.values())
    switched_on.get(PAGE)
    assert list(TOTPDevice.objects.values()) == before


def test_a_lost_phone_is_helped_by_a_command(switched_on, capsys):
    call_command("switch_off_second_factor", "anna")
    assert capsys.readouterr().out == "anna signs in with the password alone.\n"
    assert is_in(sign_in())
    with pytest.raises(CommandError, match="no account named 'nobody'"):
        call_command("switch_off_second_factor", "nobody")


def test_secrets_are_not_in_the_admin(superuser):
    for path in ("otp_totp/totpdevice", "otp_static/staticdevice"):
        assert superuser.get(f"/admin/{path}/").status_code == 404
