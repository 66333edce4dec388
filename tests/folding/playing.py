"""Sessions to fold, and the tallies as plain values, for the tests of folding."""

from tests.factories import plain_guide, started
from tests.views.reading import say
from troubleshooter.core.formats import convert
from troubleshooter.core.tallies import COLUMNS
from troubleshooter.models import Tally, TroubleshootingSession
from troubleshooter.models.adding import Row
from troubleshooter.transfer import store


def apart(slug="printer"):
    """The factories' guide, live, with its first question telling groups of people apart."""
    plain = plain_guide(slug)
    plain["uses"][0]["segments"] = True
    document = convert(plain)
    guide = store(document).guide
    guide.publish(document)
    return guide


def played(guide, *facts, at=None, **columns):
    """A session in which all this was said, started `at` some time."""
    session = started(guide)
    if at:
        columns["started_at"] = at
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
