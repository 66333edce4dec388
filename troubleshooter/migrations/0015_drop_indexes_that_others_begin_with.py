"""Two indexes that no query needs: others begin with the same column. Each was written to by every
answer, or every start.

They are dropped by their names, which are the same on both databases: told to alter the field,
SQLite would copy the whole table. The sessions' index goes first, because whoever answers meanwhile
locks a session before an event, and two that lock in opposite order wait for each other forever.
"""

import django.db.models.deletion
from django.db import migrations, models

OF_EVENTS = "troubleshooter_event_session_id_067d8632"
OF_SESSIONS = "troubleshooter_troubleshootingsession_edition_id_b0d2dddf"


def dropped(name, table, column):
    return migrations.RunSQL(
        f'DROP INDEX IF EXISTS "{name}"', f'CREATE INDEX "{name}" ON "{table}" ("{column}")'
    )


class Migration(migrations.Migration):

    dependencies = [
        ('troubleshooter', '0014_choose_guides_by_an_index'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                dropped(OF_SESSIONS, 'troubleshooter_troubleshootingsession', 'edition_id'),
                dropped(OF_EVENTS, 'troubleshooter_event', 'session_id'),
            ],
            state_operations=[
                migrations.AlterField(
                    model_name='event',
                    name='session',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='events', to='troubleshooter.troubleshootingsession'),
                ),
                migrations.AlterField(
                    model_name='troubleshootingsession',
                    name='edition',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='troubleshooter.edition'),
                ),
            ],
        ),
    ]
