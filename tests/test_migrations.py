"""Going to the next version with what is there, and back."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def migrate():
    """Migrate to a named state and give its models; afterwards all is as it should be."""

    def to(name):
        executor = MigrationExecutor(connection)
        executor.migrate([("troubleshooter", name)])
        return MigrationExecutor(connection).loader.project_state(("troubleshooter", name)).apps

    yield to
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def test_sessions_that_are_there_are_counted_after_the_upgrade(migrate):
    models = migrate("0001_initial")
    guide = models.get_model("troubleshooter", "Guide").objects.create(
        slug="a", language="en", title="A", summary="S", category="C"
    )
    edition = models.get_model("troubleshooter", "Edition").objects.create(
        guide=guide, number=1, body="{}", digest="", title="A", summary="S", category="C",
        search_text="", steps=1, minutes=1,
    )  # fmt: skip
    sessions = models.get_model("troubleshooter", "TroubleshootingSession").objects
    keys = [sessions.create(token=f"t{n}", edition=edition, order=[]).pk for n in range(3)]
    models = migrate("0004_fold_existing_sessions")
    unfolded = models.get_model("troubleshooter", "Unfolded").objects
    assert sorted(unfolded.values_list("session", flat=True)) == keys
    session = models.get_model("troubleshooter", "TroubleshootingSession").objects.get(pk=keys[0])
    assert (session.estimates, session.is_simulated) == ({}, False)


def test_the_upgrade_can_be_undone_and_done_again(migrate):
    models = migrate("0004_fold_existing_sessions")
    models.get_model("troubleshooter", "Folding").objects.create(folded_at=timezone.now())
    models = migrate("0001_initial")
    assert "tally" not in models.all_models["troubleshooter"]
    tables = connection.introspection.table_names()
    assert not {name for name in tables if name.endswith(("_tally", "_folded", "_unfolded"))}
    migrate("0004_fold_existing_sessions")
    assert "troubleshooter_tally" in connection.introspection.table_names()
