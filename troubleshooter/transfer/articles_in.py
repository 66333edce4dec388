"""An article's document to rows: under keys of its own, with what pictures there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction
from msgspec.structs import replace

from ..core import document as doc
from ..core.articles import file_of
from ..core.canonical import canonical
from ..core.keys import key_from
from ..core.pictures import PictureError, read_svg, read_upload
from ..core.wording import Fault
from ..models import Guide, Picture, Question, Step
from .folder import map_screenshots
from .store import Stored, store


@dataclass
class Supplied:
    """Which pictures of an article have their file now, by their names in the document."""

    images: set[str] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)


def files_in(folder: Path) -> dict[str, Path]:
    """The files in a folder and those below it, by name."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.name.casefold(): path for path in reversed(files)}


@transaction.atomic
def store_article(
    document: doc.Document, files: Mapping[str, Path] | None = None
) -> tuple[Stored, Supplied]:
    """Store an article's document as a new guide that is not published.

    Nothing that is there is changed: keys that are taken give way to free ones. `files` are
    pictures by file name (`files_in`); those of the article that are not among them, or are no
    pictures, stay addresses to be filled in later.
    """
    document = with_free_keys(document)
    supplied = Supplied()
    document = with_pictures(document, files or {}, supplied)
    return store(document), supplied


def with_free_keys(document: doc.Document) -> doc.Document:
    """The document under a slug and keys that nothing in the database has."""
    language = document.guide.language
    steps = _renamed(document.step, Step.objects.filter(language=language))
    questions = _renamed(document.question, Question.objects.filter(language=language))
    slugs = set(Guide.objects.values_list("slug", flat=True))

    def condition(clauses: doc.Condition) -> doc.Condition:
        return tuple(replace(item, question=questions[item.question]) for item in clauses)

    def part(value: Any, keys: Mapping[str, str]) -> Any:
        items = tuple(
            replace(item, condition=condition(item.condition)) for item in value.instructions
        )
        return replace(value, key=keys[value.key], instructions=items)

    return canonical(
        replace(
            document,
            guide=replace(document.guide, slug=key_from(document.guide.slug, slugs)),
            steps=tuple(part(step, steps) for step in document.steps),
            questions=tuple(part(question, questions) for question in document.questions),
            placements=tuple(
                replace(
                    item,
                    step=steps[item.step],
                    condition=condition(item.condition),
                    after=tuple(steps[key] for key in item.after),
                )
                for item in document.placements
            ),
            uses=tuple(
                replace(
                    use,
                    question=questions[use.question],
                    choices=tuple(
                        replace(item, front=tuple(steps[key] for key in item.front))
                        for item in use.choices
                    ),
                )
                for use in document.uses
            ),
        )
    )


def _renamed(keys: Iterable[str], rows: Any) -> dict[str, str]:
    """For each key of the document a free one, the same where it is free."""
    taken = set(rows.values_list("key", flat=True))
    wanted = set(keys)
    names: dict[str, str] = {}
    for key in keys:
        free = key_from(key, taken | (wanted - {key})) if key in taken else key
        names[key] = free
        taken.add(free)
    return names


def with_pictures(
    document: doc.Document, files: Mapping[str, Path], supplied: Supplied
) -> doc.Document:
    """The document with the files of its pictures kept, where there are any."""
    kept: dict[str, Picture | None] = {}

    def find(shot: doc.Screenshot, path: str) -> doc.Screenshot:
        if not shot.is_to_come:
            return shot
        if shot.image not in kept:
            kept[shot.image] = _picture_of(shot, path, files, supplied)
        picture = kept[shot.image]
        if picture is None:
            return shot
        supplied.images.add(shot.image)
        return replace(
            shot,
            image=picture.image,
            width=picture.width,
            height=picture.height,
            renditions=tuple(doc.Rendition(**item) for item in picture.renditions),
            source="" if shot.alt else shot.source,
        )

    return map_screenshots(document, find)


def _picture_of(
    shot: doc.Screenshot, path: str, files: Mapping[str, Path], supplied: Supplied
) -> Picture | None:
    """The stored picture of that address, or of the file that has its name; None for neither."""
    name = file_of(shot.source)
    own = shot.image.rpartition("/")[2]
    file = files.get(name.casefold()) or files.get(own.casefold())
    if file is None:
        return Picture.objects.filter(image=name).first()
    try:
        read = read_svg if file.suffix.lower() == ".svg" else read_upload
        return Picture.objects.keep(read(file.read_bytes()))
    except OSError as error:
        supplied.faults.append(Fault(path, "{reason}", {"reason": f"{file}: {error.strerror}"}))
    except PictureError as error:
        supplied.faults.append(Fault(f"{path} ({file})", error.template, error.values))
    return None
