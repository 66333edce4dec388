"""What tests of backups do: run the commands, fill the site, and damage an archive."""

import io
import tarfile

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command

from tests.factories import published
from troubleshooter.models import Guide, Picture, TroubleshootingSession


def run(command, *arguments, **options):
    said = io.StringIO()
    call_command(command, *arguments, stdout=said, stderr=said, **options)
    return said.getvalue()


def some_sessions(count=3):
    guide = Guide.objects.first() or published()
    for _ in range(count):
        session = TroubleshootingSession.objects.start(guide.live)
        session.answer("symptom", "unknown", "")


def a_picture(name="0123456789abcdef0123456789abcdef.webp", data=b"a picture"):
    default_storage.save(name, ContentFile(data))
    return Picture.objects.create(image=name, width=1, height=1)


def edited(path, change, name="manifest.json"):
    """The archive with one file changed by a function of its bytes, or left out for None."""
    with tarfile.open(path) as archive:
        parts = [(part.name, archive.extractfile(part).read()) for part in archive]
    with tarfile.open(path, "w:gz") as archive:
        for part, data in parts:
            data = change(data) if part == name else data
            if data is not None:
                entry = tarfile.TarInfo(part)
                entry.size = len(data)
                archive.addfile(entry, io.BytesIO(data))
