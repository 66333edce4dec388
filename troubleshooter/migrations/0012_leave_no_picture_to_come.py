from django.db import migrations
from django.db.models import Q


def take_out(apps, schema_editor):
    """Going back: a picture that is only an address has no place in the older tables."""
    screenshots = apps.get_model("troubleshooter", "Screenshot").objects
    screenshots.filter(Q(picture=None) | Q(alt="")).delete()


class Migration(migrations.Migration):
    dependencies = [("troubleshooter", "0011_pictures_to_come")]

    operations = [migrations.RunPython(migrations.RunPython.noop, take_out, elidable=True)]
