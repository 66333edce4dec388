"""Sessions to fold, and the tallies as plain values, for the tests of folding."""

import time
from datetime import timedelta

from django.utils import timezone

from tests.core.adding import add_up, statuses
from tests.factories import plain_guide, started
from tests.folding.threads import PATIENCE
from tests.views.reading import say
from troubleshooter.core.formats import convert
from troubleshooter.core.tallies import COLUMNS
from troubleshooter.folding import catch_up
from troubleshooter.models import Folded, Tally, TroubleshootingSession, Unfolded
from troubleshooter.models.adding import Row
from troubleshooter.models.stories import told
from troubleshooter.rebuilding import rebuild
from troubleshooter.transfer import store

STEPS = ("symptom=blank", "paper:not_fixed", "power=on", "cable:fixed")


def apart(slug="printer"):
    """The factories' guide, live, with its first question telling groups of people apart."""
    plain = plain_guide(slug)
    plain["uses"][0]["segments"] = True
    document = convert(plain)
    guide = store(document).guide
    guide.publish(document)
    return guide


def played(guide, *facts, at=None, **columns):
    """A session in which all this was said, started `at` some time. With `estimates` its order is
    the author's and nothing is drawn."""
    session = started(guide)
    if at:
        columns["started_at"] = at
    if "estimates" in columns:
        columns["arm"] = "author"
    TroubleshootingSession.objects.filter(pk=session.pk).update(**columns)
    session.refresh_from_db()
    say(session, *facts)
    return session


def kept():
    """All tallies: {row: its columns that are not 0}, but for the guide."""
    return {Row.of(tally): dict(tally.counts) for tally in Tally.objects.all()}


def counts(rows, **names):
    """The sum of the rows of one kind and key, without what is 0."""
    total = rows.filter(**names).total()
    return {name: number for name in COLUMNS if (number := getattr(total, name))}


def soon():
    return timezone.now() + timedelta(minutes=1)


def added_up(sessions, now):
    """What became of these sessions, added up session by session."""
    return add_up(story for _session, story in told(sessions, now))


def agree(now):
    """All is folded, and a rebuild comes to the same to the last digit; so do the sessions."""
    folded = rebuilds_alike(now)
    sessions = added_up(TroubleshootingSession.objects.order_by("edition"), now)
    found = Tally.objects.of_all().monthly().about_sessions().total()
    assert statuses(found) == sessions.sessions
    return folded


def rebuilds_alike(now):
    """All is folded, and a rebuild comes to the same to the last digit."""
    until = time.monotonic() + PATIENCE
    while Unfolded.objects.exists() and time.monotonic() < until:
        catch_up(now)  # whoever was killed may hold the lock for another moment
    catch_up(now)
    assert not Unfolded.objects.exists()
    folded = kept()
    assert sum(wrong for *_, wrong in rebuild(now)) == 0
    assert kept() == folded
    Tally.objects.all().delete()
    Folded.objects.all().delete()
    assert sum(wrong for *_, wrong in rebuild(now)) == len(folded)
    assert kept() == folded
    return folded
