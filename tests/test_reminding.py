"""One e-mail, when it is due, and then the address is gone."""

import threading
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from tests.factories import started
from troubleshooter import reminding
from troubleshooter.models import Reminder, TroubleshootingSession

pytestmark = pytest.mark.django_db

ADDRESS = "https://help.example.org/sessions/x/"
NOW = timezone.now()


def waiting(email="ann@example.org", session=None, due_at=NOW):
    session = session or started()
    session.attempt("reinstall", "later", None, seen="")
    Reminder.objects.ask(session, email, ADDRESS, due_at)
    return session


@pytest.fixture
def no_mail(monkeypatch):
    """The mail server refuses, and its words name the address."""

    def refuse(message):
        raise OSError(f"refused {message.to}")

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)


def test_what_is_due_is_sent_once_and_the_address_deleted():
    waiting()
    assert reminding.send_due(5, NOW) == 1
    assert reminding.send_due(5, NOW + timedelta(days=9)) == 0
    [message] = mail.outbox
    assert message.to == ["ann@example.org"]
    assert message.subject == "Did this fix it? Printer does not print"
    assert "whether this helped: Reinstall" in message.body
    assert ADDRESS in message.body
    assert "your e-mail address has been deleted" in message.body
    assert not Reminder.objects.exists()


def test_nothing_is_sent_before_its_time():
    waiting(due_at=NOW + timedelta(minutes=1))
    assert reminding.send_due(5, NOW) == 0
    assert Reminder.objects.exists()


def test_who_has_answered_meanwhile_is_not_written_to():
    session = waiting()
    session.attempt("reinstall", "fixed", None, seen=session.walk().last_key)
    assert reminding.send_due(5, NOW) == 0
    assert not mail.outbox
    assert not Reminder.objects.exists()


def test_what_is_not_sent_is_tried_again_three_times_in_all_and_then_forgotten(no_mail, caplog):
    waiting()
    for hours in range(3):
        assert Reminder.objects.count() == 1
        assert reminding.send_due(5, NOW + timedelta(hours=hours)) == 0
        assert reminding.send_due(5, NOW + timedelta(hours=hours, minutes=59)) == 0
    assert caplog.text.count("A reminder was not sent: OSError") == 3
    assert reminding.send_due(5, NOW + timedelta(hours=3)) == 0
    assert not Reminder.objects.exists()
    assert "ann@example.org" not in caplog.text


def test_one_address_that_fails_does_not_stop_the_others(monkeypatch):
    first = waiting("nobody@example.org")
    from troubleshooter.models import TroubleshootingSession

    waiting(session=TroubleshootingSession.objects.start(first.edition))
    send = mail.EmailMessage.send

    def refuse_one(message):
        if message.to == ["nobody@example.org"]:
            raise OSError
        return send(message)

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse_one)
    assert reminding.send_due(5, NOW) == 1
    assert Reminder.objects.get().email == "nobody@example.org"


def test_what_is_being_sent_is_not_taken_up_by_another():
    waiting()
    [mine] = Reminder.objects.claim(5, NOW)
    assert Reminder.objects.claim(5, NOW) == []
    assert [row.pk for row in Reminder.objects.claim(5, NOW + timedelta(hours=1))] == [mine.pk]


def test_asking_again_replaces_what_was_asked():
    session = waiting()
    Reminder.objects.ask(session, "bob@example.org", ADDRESS, NOW)
    assert reminding.send_due(5, NOW) == 1
    assert mail.outbox[0].to == ["bob@example.org"]


@pytest.mark.parametrize("due_at", [NOW + timedelta(days=2), NOW + timedelta(hours=1)])
def test_who_asks_anew_while_the_mail_goes_out_is_reminded_again(monkeypatch, due_at):
    session = waiting()
    send = mail.EmailMessage.send

    def ask_meanwhile(message):
        Reminder.objects.ask(session, "bob@example.org", ADDRESS, due_at)
        return send(message)

    with monkeypatch.context() as patched:
        patched.setattr("django.core.mail.EmailMessage.send", ask_meanwhile)
        assert reminding.send_due(5, NOW) == 1
    assert Reminder.objects.get().email == "bob@example.org"
    assert reminding.send_due(5, due_at) == 1
    assert not Reminder.objects.exists()


def test_the_command_sends_all_that_is_due(capsys):
    waiting()
    call_command("send_reminders")
    assert capsys.readouterr().out == "1 reminders sent.\n"
    call_command("send_reminders")
    assert capsys.readouterr().out == "No reminder was due.\n"
    assert len(mail.outbox) == 1


def test_the_task_sends_some():
    waiting()
    assert reminding.send_some.enqueue().return_value == 1


@pytest.fixture
def clock(monkeypatch):
    """The process's clock, in seconds; it has not looked for reminders yet."""
    moment = [1000.0]
    monkeypatch.setattr(reminding, "_next_at", 0.0)
    monkeypatch.setattr(reminding, "time", SimpleNamespace(monotonic=lambda: moment[0]))
    return moment


def sent():
    """Waits for those that send, as long as that may take."""
    for thread in threading.enumerate():
        if thread.name == "reminders":
            thread.join(10)
            assert not thread.is_alive()
    return len(mail.outbox)


@pytest.mark.django_db(transaction=True)
def test_an_answer_of_anybody_sends_what_is_due_once_a_minute(visitor, clock):
    waiting()
    base = visitor.post("/guides/printer/sessions/")["Location"]
    assert sent() == 1
    waiting(session=TroubleshootingSession.objects.get(token=base.split("/")[2]))
    visitor.post("/guides/printer/sessions/")
    assert sent() == 1
    clock[0] += 60
    visitor.post("/guides/printer/sessions/")
    assert sent() == 2


@pytest.mark.django_db(transaction=True)
def test_a_mail_server_that_hangs_keeps_nobody_waiting(visitor, clock, monkeypatch):
    waiting()
    hangs, goes_on = threading.Event(), threading.Event()
    real, lines = mail.EmailMessage.send, []

    def hang(message):
        lines.append(connection.connection)
        hangs.set()
        assert goes_on.wait(10)
        return real(message)

    monkeypatch.setattr("django.core.mail.EmailMessage.send", hang)
    base = visitor.post("/guides/printer/sessions/")["Location"]
    assert hangs.wait(10)
    assert mail.outbox == []
    waiting(session=TroubleshootingSession.objects.get(token=base.split("/")[2]))
    clock[0] += 60
    assert visitor.post("/guides/printer/sessions/").status_code == 303
    assert [thread.name for thread in threading.enumerate()].count("reminders") == 1
    goes_on.set()
    assert sent() == 1
    assert lines == [None]  # the database's line was given back meanwhile
    clock[0] += 60
    visitor.post("/guides/printer/sessions/")
    assert sent() == 2


def test_nothing_due_starts_nothing(visitor, clock, monkeypatch):
    waiting(due_at=timezone.now() + timedelta(days=1))
    monkeypatch.setattr(reminding, "Thread", None)
    assert visitor.post("/guides/printer/sessions/").status_code == 303
