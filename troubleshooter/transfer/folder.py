"""A guide folder (guide.yaml and its pictures) to a document and back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path, PurePosixPath

from django.db import transaction
from msgspec.structs import replace

from ..core import document as doc
from ..core.canonical import canonical
from ..core.formats import DocumentError
from ..core.guide_yaml import read_source, read_yaml, write_yaml
from ..core.pictures import PictureError, read_svg, read_upload
from ..core.problems import broken_references, find_problems
from ..core.wording import gettext_noop
from ..models import Picture
from .picture_files import PictureFiles

GUIDE_FILE = "guide.yaml"
PICTURES = "pictures"

Change = Callable[[doc.Screenshot, str], doc.Screenshot]


def read_folder(folder: Path, *, to_publish: bool = False) -> doc.Document:
    """The document of a guide folder, fit to be stored or `to_publish`; its pictures are kept.

    Raises DocumentError naming the file and the line of what is wrong, and keeps nothing then.
    """
    file = folder / GUIDE_FILE if folder.is_dir() else folder
    find = find_problems if to_publish else broken_references
    try:
        source = read_source(_text_of(file))
        # Before anything is put in another order: now the paths are those of the file.
        if found := find(source.document):
            raise DocumentError(source.told(found))
        with transaction.atomic():
            document, broken = _with_pictures_kept(source.document, file.parent)
            if broken:
                raise DocumentError(source.told(broken))
    except DocumentError as error:
        raise DocumentError([f"{file}: {problem}" for problem in error.problems]) from error
    return canonical(document)


def _text_of(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise DocumentError([f"cannot be read ({error.strerror})"]) from error
    except UnicodeDecodeError as error:
        raise DocumentError(["is not UTF-8 text: save it as UTF-8"]) from error


def write_folder(document: doc.Document, folder: Path) -> None:
    """Write the document and its pictures: equal documents give the same bytes.

    Where a guide is written over another, the pictures that only the other one names are removed.
    Files that no guide there names are somebody else's and stay.
    """
    files = PictureFiles()

    def to_name(shot: doc.Screenshot, _path: str) -> doc.Screenshot:
        if shot.is_to_come:
            return replace(shot, name="")
        image = f"{PICTURES}/{files.name(shot)}"
        return doc.Screenshot(image=image, alt=shot.alt, targets=shot.targets, source=shot.source)

    text = write_yaml(map_screenshots(canonical(document), to_name))
    earlier = _pictures_named_in(folder / GUIDE_FILE)
    files.write(folder / PICTURES)
    (folder / GUIDE_FILE).write_text(text, encoding="utf-8", newline="\n")
    written = {name.casefold() for name in files.names}  # some disks take Tray.svg for tray.svg
    for name in earlier:
        if name.casefold() not in written:
            (folder / PICTURES / name).unlink(missing_ok=True)


def _pictures_named_in(file: Path) -> set[str]:
    """The pictures that an export of the guide file there would have written; none if broken."""
    try:
        document = read_yaml(_text_of(file))
    except DocumentError:
        return set()
    images = [
        PurePosixPath(item.screenshot.image)
        for part in (*document.steps, *document.questions)
        for item in part.instructions
        if item.screenshot
    ]
    return {
        image.name
        for image in images
        if image.parts == (PICTURES, image.name) and image.suffix in (".svg", ".webp")
    }


def _with_pictures_kept(document: doc.Document, folder: Path) -> tuple[doc.Document, list[str]]:
    """The document naming the pictures by content address, and what is wrong with them."""
    problems: list[str] = []
    kept: dict[str, Picture] = {}

    def keep(shot: doc.Screenshot, path: str) -> doc.Screenshot:
        try:
            if shot.image not in kept:
                kept[shot.image] = _keep_file(folder, shot.image)
        except (OSError, PictureError) as error:
            if shot.source and isinstance(error, FileNotFoundError):
                return replace(shot, name=doc.picture_name(PurePosixPath(shot.image).stem))
            reason = getattr(error, "strerror", None) or error
            problems.append(f"{path}.image: {shot.image}: {reason}")
            return shot
        picture = kept[shot.image]
        return replace(
            shot,
            image=picture.image,
            name=doc.picture_name(PurePosixPath(shot.image).stem),
            width=picture.width,
            height=picture.height,
            renditions=tuple(doc.Rendition(**item) for item in picture.renditions),
            source="" if shot.alt else shot.source,
        )

    return map_screenshots(document, keep), problems


def _keep_file(folder: Path, name: str) -> Picture:
    file = (folder / name).resolve()
    if not file.is_relative_to(folder.resolve()):
        raise PictureError(gettext_noop("the picture must be inside the guide's folder"))
    read = read_svg if file.suffix.lower() == ".svg" else read_upload
    return Picture.objects.keep(read(file.read_bytes()))


def map_screenshots(document: doc.Document, change: Change) -> doc.Document:
    """The document with each screenshot changed; the change is told the path to it."""

    def mapped(part: doc.Step | doc.Question, path: str) -> doc.Step | doc.Question:
        instructions = tuple(
            replace(
                item, screenshot=change(item.screenshot, f"{path}.instructions[{i}].screenshot")
            )
            if item.screenshot
            else item
            for i, item in enumerate(part.instructions)
        )
        return replace(part, instructions=instructions)

    return replace(
        document,
        steps=tuple(mapped(step, f"steps[{i}]") for i, step in enumerate(document.steps)),
        questions=tuple(mapped(q, f"questions[{i}]") for i, q in enumerate(document.questions)),
    )
