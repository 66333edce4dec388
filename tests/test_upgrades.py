"""A release runs on the schema of the next one, so that containers can be replaced one by one.

Migrations therefore only add: a column of a table that the older release writes needs a value that
the database itself puts in. What nobody uses any more goes one release later.
"""

import pytest
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from troubleshooter.core.events import Attempt
from troubleshooter.models import Event, TroubleshootingSession

APP = "troubleshooter"
RELEASED = "0004_fold_existing_sessions"
"""The last migration of the release that may still be running. Raise it with each release."""

ADDING = (
    migrations.CreateModel,
    migrations.AddField,
    migrations.AddConstraint,
    migrations.AddIndex,
    migrations.RemoveConstraint,  # what the older release writes obeys it all the same
    migrations.RunPython,
    migrations.AlterModelOptions,
    migrations.AlterModelManagers,
)

DROPPED = {
    'DROP INDEX IF EXISTS "troubleshooter_event_session_id_067d8632"',
    'DROP INDEX IF EXISTS "troubleshooter_troubleshootingsession_edition_id_b0d2dddf"',
}
"""Indexes of which nothing depends but speed."""

LOOSENED = {(APP, "screenshot", "alt"), (APP, "screenshot", "picture")}
"""Columns that may be empty now, in working copies alone: visitors are walked through editions."""


def newer():
    """The migrations that came after the release."""
    loader = MigrationLoader(None)
    names = sorted(name for app, name in loader.disk_migrations if app == APP and name > RELEASED)
    return [(name, loader.disk_migrations[APP, name]) for name in names]


def complaints(operations):
    """What of these operations the older release could not live with."""
    created = {op.name_lower for op in operations if isinstance(op, migrations.CreateModel)}
    for op in operations:
        if isinstance(op, migrations.AddField) and op.model_name_lower not in created:
            field = op.field
            if not (field.null or field.has_db_default() or field.many_to_many):
                yield f"{op.model_name}.{op.name} has no value in the database itself"
        elif isinstance(op, migrations.AlterField):
            if (APP, op.model_name_lower, op.name_lower) in LOOSENED:
                continue
            yield f"{op.model_name}.{op.name} becomes another: add a column, and move to it"
        elif isinstance(op, migrations.SeparateDatabaseAndState):
            # What is altered in the models alone is judged by what is done to the database.
            yield from complaints(op.database_operations)
        elif isinstance(op, migrations.RunSQL) and op.sql in DROPPED:
            continue  # slower at worst
        elif not isinstance(op, ADDING):
            yield f"{type(op).__name__} takes something away"


def test_migrations_since_the_release_only_add():
    found = [
        f"{name}: {line}"
        for name, migration in newer()
        for line in complaints(migration.operations)
    ]
    assert found == []


@pytest.mark.parametrize(
    "operation",
    [
        migrations.RemoveField("session", "order"),
        migrations.RenameField("session", "order", "steps"),
        migrations.DeleteModel("Session"),
        migrations.AddField("session", "colour", models.CharField(max_length=5, default="")),
        migrations.AlterField("session", "order", models.TextField()),
        migrations.RunSQL("DROP TABLE session"),
        migrations.RunSQL('DROP INDEX "event_key_once_a_session"'),
        migrations.SeparateDatabaseAndState([migrations.RunSQL("DROP TABLE session")]),
    ],
    ids=lambda operation: type(operation).__name__,
)
def test_what_the_older_release_could_not_live_with_is_noticed(operation):
    assert len(list(complaints([operation]))) == 1


def test_a_column_that_the_database_fills_is_no_trouble():
    filled = models.CharField(max_length=5, default="", db_default="")
    assert list(complaints([migrations.AddField("session", "colour", filled)])) == []


@pytest.mark.django_db
def test_the_older_release_records_on_the_newer_schema_and_the_newer_reads_it():
    """The older release's own models, as its migrations left them, write; today's read."""
    older = MigrationLoader(connection).project_state((APP, RELEASED)).apps
    create = {name: older.get_model(APP, name).objects.create for name in (
        "Guide", "Edition", "TroubleshootingSession", "Event", "Unfolded",
    )}  # fmt: skip
    guide = create["Guide"](slug="a", language="en", title="A", summary="S", category="C")
    edition = create["Edition"](
        guide=guide, number=1, body="{}", digest="", title="A", summary="S", category="C",
        search_text="", steps=1, minutes=1,
    )  # fmt: skip
    session = create["TroubleshootingSession"](
        token="0123456789012345678901", edition=edition, order=["restart"]
    )
    create["Event"](
        session=session, key="k", at=timezone.now(), kind="attempt", step="restart", outcome="fixed"
    )
    create["Unfolded"](session=session)
    read = TroubleshootingSession.objects.get(token=session.token)
    assert read.order == ["restart"]
    [event] = Event.objects.filter(session=read)
    assert isinstance(event.fact, Attempt)


@pytest.mark.django_db
def test_the_index_that_no_model_names_is_there_after_all_migrations():
    """A migration that makes the table anew, as SQLite needs for some, has to make it again."""
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, "troubleshooter_edition")
    assert "edition_listed" in found
