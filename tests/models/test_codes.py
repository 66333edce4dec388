"""Going on with a session on another device, by a code."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from tests.factories import published, started
from troubleshooter.core.codes import grouped
from troubleshooter.models import Device, TroubleshootingSession
from troubleshooter.models.codes import code_hash

pytestmark = pytest.mark.django_db

sessions = TroubleshootingSession.objects


def redeem(code, visitor="other", after=timedelta()):
    return sessions.redeem(code, visitor, timezone.now() + after)


def listed(visitor):
    return [session.pk for session in sessions.of_visitor(visitor)]


def test_the_code_can_be_shown_again_and_only_its_hash_is_kept():
    session = started()
    again = sessions.get(pk=session.pk)
    assert again.code == session.code
    assert again.code_hash == code_hash(session.code)
    assert session.code not in again.code_hash


def test_a_code_leads_to_the_session_once_and_the_next_one_is_good_then():
    session = started()
    first = session.code
    assert redeem(grouped(first).lower()) == session
    again = sessions.get(pk=session.pk)
    assert again.code != first
    assert redeem(first) is None
    assert redeem(again.code) == session


def test_a_device_lists_what_it_started_and_what_it_was_handed_each_once():
    edition = published().live
    own = sessions.start(edition, "other")
    handed = sessions.start(edition, "first")
    for _ in range(2):
        redeem(sessions.get(pk=handed.pk).code)
    redeem(own.code)
    assert sorted(listed("other")) == [own.pk, handed.pk]
    assert listed("first") == [handed.pk]
    assert Device.objects.count() == 1


def test_a_code_is_good_for_seven_days_after_the_last_event():
    session = started()
    session.answer("symptom", "blank", "")
    sessions.filter(pk=session.pk).update(started_at=timezone.now() - timedelta(days=30))
    assert redeem(session.code, after=timedelta(days=7, minutes=1)) is None
    assert redeem(session.code, after=timedelta(days=6, hours=23)) == session


def test_before_the_first_event_the_seven_days_begin_with_the_start():
    session = started()
    assert redeem(session.code, after=timedelta(days=7, minutes=1)) is None
    assert redeem(session.code) == session


@pytest.mark.parametrize("code", ["", "no", "00000000"])
def test_a_wrong_code_changes_nothing(code):
    session = started()
    assert redeem(code) is None
    assert sessions.get(pk=session.pk).code == session.code
    assert not Device.objects.exists()


def test_finishing_on_a_device_forgets_all_of_it_there_and_nothing_elsewhere():
    edition = published().live
    own, handed = sessions.start(edition, "other"), sessions.start(edition, "first")
    redeem(handed.code)
    sessions.forget("other")
    assert listed("other") == []
    assert listed("first") == [handed.pk]
    assert sessions.filter(pk=own.pk).exists()
    assert not Device.objects.exists()


def test_a_code_that_another_session_has_is_drawn_anew_at_the_start(monkeypatch):
    taken = started()
    tokens = iter([taken.token, taken.token, "another-token-of-22-ch"])
    field = TroubleshootingSession._meta.get_field("token")
    monkeypatch.setattr(field, "default", lambda: next(tokens))
    monkeypatch.delattr(field, "_get_default", raising=False)
    vars(field).pop("_get_default", None)
    with transaction.atomic():
        session = sessions.start(taken.edition)
    assert session.token == "another-token-of-22-ch"


def test_a_code_that_another_session_has_is_passed_over_when_one_is_redeemed(monkeypatch):
    guide = published()
    one, other = started(guide), started(guide)
    drawn = {(one.token, 1): other.code, (one.token, 2): "HHHHHHHH", (one.token, 0): one.code}
    monkeypatch.setattr(
        "troubleshooter.models.codes.code_of", lambda token, number: drawn[token, number]
    )
    assert redeem(one.code) == one
    again = sessions.get(pk=one.pk)
    assert (again.code_number, again.code) == (2, "HHHHHHHH")


def test_under_a_new_key_a_code_is_shown_again_only_once_it_leads_somewhere(settings):
    session = started()
    settings.SECRET_KEY = "another key of the site, as long as the one before, but not the same"
    kept = sessions.get(pk=session.pk)
    assert kept.code == ""
    kept.answer("symptom", "blank", "")
    assert redeem(sessions.get(pk=session.pk).code) == session


def test_a_session_of_an_older_release_gets_its_code_with_the_next_event():
    session = started()
    sessions.filter(pk=session.pk).update(code_hash=None)
    old = sessions.get(pk=session.pk)
    assert old.code == ""
    old.answer("symptom", "blank", "")
    again = sessions.get(pk=session.pk)
    assert redeem(again.code) == session
