"""What lists and the search choose guides by, without reading the long rows of their editions."""

from django.db import migrations

NAME = "edition_listed"
COLUMNS = {
    # In SQLite a row lies in one piece, the document before what the search reads.
    "sqlite": "category, title, id, search_text",
    # PostgreSQL keeps a document apart from its row, and takes no long text into an index.
    "postgresql": "category, title, id",
}


def add(apps, schema_editor):
    columns = COLUMNS[schema_editor.connection.vendor]
    schema_editor.execute(f"CREATE INDEX {NAME} ON troubleshooter_edition ({columns})")


def drop(apps, schema_editor):
    schema_editor.execute(f"DROP INDEX IF EXISTS {NAME}")


class Migration(migrations.Migration):
    dependencies = [("troubleshooter", "0013_shelf")]

    operations = [migrations.RunPython(add, drop)]
