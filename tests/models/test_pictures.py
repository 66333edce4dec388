"""Pictures at their content address: whole or not there."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from troubleshooter.core.pictures import read_svg
from troubleshooter.models import Picture

pytestmark = pytest.mark.django_db
DRAWING = read_svg(
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 20">'
    b'<rect width="10" height="20"/></svg>'
)


def stored():
    with default_storage.open(DRAWING.image) as file:
        return file.read()


def test_a_picture_whose_writing_broke_off_is_written_when_it_comes_again(
    media_folder, monkeypatch
):
    def breaks_off(self, *_size):
        yield DRAWING.data[:40]
        raise OSError("No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(ContentFile, "chunks", breaks_off)
        with pytest.raises(OSError, match="No space left"):
            Picture.objects.keep(DRAWING)
    assert list(media_folder.iterdir()) == []
    Picture.objects.keep(DRAWING)
    assert stored() == DRAWING.data
    assert [path.name for path in media_folder.iterdir()] == [DRAWING.image]


def test_half_a_file_of_earlier_is_replaced(media_folder):
    media_folder.mkdir()
    (media_folder / DRAWING.image).write_bytes(DRAWING.data[:40])
    Picture.objects.keep(DRAWING)
    assert stored() == DRAWING.data


def test_a_picture_that_is_there_is_not_written_again(media_folder):
    Picture.objects.keep(DRAWING)
    before = (media_folder / DRAWING.image).stat()
    assert Picture.objects.keep(DRAWING) == Picture.objects.get()
    after = (media_folder / DRAWING.image).stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_storage_that_is_no_disk_keeps_a_picture_too(settings):
    backend = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    settings.STORAGES = settings.STORAGES | {"default": backend}
    for _again in range(2):
        Picture.objects.keep(DRAWING)
        assert stored() == DRAWING.data
