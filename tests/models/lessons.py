"""Guides that have learned something, for tests."""

from troubleshooter.core.evidence import Counters, Evidence
from troubleshooter.models import Learned, Learning, TroubleshootingSession

LEARNED = 1000
"""Sessions that a guide has learned from where a test does not say."""

CLEAR = {"cable": 400, "restart": 50, "paper": 10}
"""Of 500 sessions each, those that a step fixed: the order is beyond doubt."""


def teach(guide, sessions=LEARNED, is_simulated=False, **fixed):
    """Let the guide know how many of 500 sessions each step fixed."""
    evidence = {
        ("", key): Evidence(float(number), 500.0, 500.0, 500 * 120.0, at=sessions)
        for key, number in (fixed or CLEAR).items()
    }
    Learned.objects.keep(guide.pk, is_simulated, Counters(), Counters(sessions, evidence))
    return guide


def learns(guide, mode="learn", control=0, **more):
    """The guide, which learns and knows something."""
    Learning.objects.update_or_create(guide=guide, defaults={"mode": mode, "control": control})
    return teach(guide, **more)


def frozen(session):
    """All that must never change again, as it is in the database."""
    row = TroubleshootingSession.objects.get(pk=session.pk)
    return row.order, row.estimates, row.segment, row.number, row.arm
