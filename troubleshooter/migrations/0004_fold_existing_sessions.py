from itertools import batched

from django.db import migrations


def list_all(apps, schema_editor):
    """The first folds after an upgrade count the sessions that are there."""
    sessions = apps.get_model("troubleshooter", "TroubleshootingSession").objects
    unfolded = apps.get_model("troubleshooter", "Unfolded")
    keys = sessions.order_by("pk").values_list("pk", flat=True).iterator()
    for some in batched(keys, 5000):
        unfolded.objects.bulk_create(unfolded(session_id=key) for key in some)


class Migration(migrations.Migration):

    dependencies = [
        ("troubleshooter", "0003_tallies"),
    ]

    operations = [
        migrations.RunPython(list_all, migrations.RunPython.noop),
    ]
