"""Guides and sessions by the million, copied inside the database from one of each."""

from datetime import timedelta

NUMBERS = {
    "sqlite": "(WITH RECURSIVE c(n) AS (SELECT %s UNION ALL SELECT n + 1 FROM c WHERE n < %s)"
    " SELECT n FROM c)",
    "postgresql": "(SELECT n FROM generate_series(%s, %s) AS c(n))",
}
KEY = {"sqlite": "printf('%%032x', {})", "postgresql": "lpad(to_hex({}), 32, '0')::uuid"}
SESSIONS = "troubleshooter_troubleshootingsession"
MODEL = "the-model-of-sessions-"
TOKEN, FIGURES = "bench-", 16
DAYS, CHUNK = 120, 100_000
WORDS = ("fan", "screen", "battery", "sound", "camera", "login", "update", "mail", "scan", "cable")


def copied(table, number, changed, condition):
    """Copies of the one row of a table that meets the condition, `number` of them numbered by n."""
    from django.db import connection

    with connection.cursor() as cursor:
        columns = [c.name for c in connection.introspection.get_table_description(cursor, table)]
        chosen = ", ".join(
            changed.get(name, f"o.{name}") for name in columns if name in changed or name != "id"
        )
        names = ", ".join(f'"{name}"' for name in columns if name in changed or name != "id")
        numbers = NUMBERS[connection.vendor]
        cursor.execute(
            f"INSERT INTO {table} ({names}) SELECT {chosen.replace('o.order', 'o."order"')}"
            f" FROM {table} o CROSS JOIN {numbers} c WHERE {condition}",
            number,
        )


def more_guides(first, last):
    """Live guides numbered from `first` to `last`, each an edition of the first guide's length."""
    from django.db import connection, transaction

    word = "CASE n % {} " + " ".join(f"WHEN {i} THEN '{w}'" for i, w in enumerate(WORDS)) + " END"
    one = word.format(len(WORDS)).replace("%", "%%")
    key = KEY[connection.vendor].format("n + 4096")
    title = f"'Guide ' || n || ' about the ' || {one}"
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        ahead = "o.slug = 'icloud-backup'"
        values = {"id": "n + 100", "slug": "'guide-' || n", "title": title, "live_id": key}
        copied("troubleshooter_guide", (first, last), values, ahead)
        own = {
            "id": key,
            "guide_id": "n + 100",
            "title": title,
            "category": "'Category ' || (n %% 40)",
            "search_text": f"lower({title}) || ' ' || o.search_text",
        }
        of_first = "o.guide_id = (SELECT id FROM troubleshooter_guide WHERE slug = 'icloud-backup')"
        copied("troubleshooter_edition", (first, last), own, of_first)
    from troubleshooter.models import Shelf

    Shelf.change()


def more_sessions(first, last):
    """Sessions numbered from `first` to `last`, with three events each, folded already. They
    began one after the other over the last `DAYS`, so that the first are the oldest."""
    from django.utils import timezone

    now = timezone.now()
    chunk = min(CHUNK, (last - first) // DAYS + 1)
    chunks = range(first, last + 1, chunk)
    for place, begin in enumerate(chunks):
        at = now - timedelta(days=DAYS * (1 - place / len(chunks)))
        apart = DAYS * 24 * 60 * 60 / len(chunks) / chunk
        _sessions(begin, min(begin + chunk - 1, last), at, apart)


def _sessions(first, last, at, apart):
    """Those of one chunk; the first began `at`, each later one so many seconds after it."""
    from django.db import connection, transaction

    text = "'{}' || substr('0000000000000000' || n, -{})"
    start = f"'{at:%Y-%m-%d %H:%M:%S}'"
    moment = (
        f"strftime('%%Y-%%m-%%d %%H:%%M:%%f', {start}, ((n - {first}) * {apart}) || ' seconds')"
    )
    if connection.vendor == "postgresql":
        text = "'{}' || right('0000000000000000' || n, {})"
        moment = f"{start}::timestamptz + (n - {first}) * interval '{apart} seconds'"
    code = text.format(TOKEN, FIGURES)
    model = f"o.token = '{MODEL}'"
    own = {"id": "-n - 1000", "token": code, "code_hash": code, "visitor": code}
    with transaction.atomic():
        copied(
            SESSIONS,
            (first, last),
            {**own, "started_at": moment},
            model,
        )
        for number in range(3):
            one = {"session_id": "-n - 1000", "key": f"'event-key-{number}'", "at": moment}
            copied("troubleshooter_event", (first, last), one, f"o.key = 'event-{number}'")
        of_model = f"o.session_id = (SELECT id FROM {SESSIONS} WHERE token = '{MODEL}')"
        own = {"session_id": "-n - 1000", "due_at": "NULL"}
        copied("troubleshooter_folded", (first, last), own, of_model)


def token(number):
    """The token of the session with this number."""
    return f"{TOKEN}{number:0{FIGURES}}"


def model_session(guide):
    """The session that the others are copies of."""
    from django.utils import timezone

    from troubleshooter.folding import catch_up
    from troubleshooter.models import Event, Folded, TroubleshootingSession

    session = TroubleshootingSession.objects.start(guide.live)
    walk = session.answer("what-do-you-see", "unknown", "").walk
    for _ in range(2):
        walk = session.attempt(walk.screen.step.key, "not_fixed", None, walk.last_key).walk
    for number, event in enumerate(session.events.all()):
        Event.objects.filter(pk=event.pk).update(key=f"event-{number}")
    TroubleshootingSession.objects.filter(pk=session.pk).update(token=MODEL)
    catch_up(timezone.now())
    # Its copies add nothing to any tally, so nothing may be taken from there when they are folded.
    row = Folded.objects.get(session=session)
    columns = ("shown", "not_fixed", "exposure", "seconds", "seconds_squared", "took_5")
    parts = {f"step/{key}": dict.fromkeys(columns, 0) for key in session.order[:4]}
    row.contribution |= {"parts": {"session/": {"not_fixed": 0}, **parts}}
    row.save()
