"""An article that this help desk exported comes back whole; only its pictures are looked at."""

from __future__ import annotations

from msgspec.structs import replace

from .. import document as doc
from ..canonical import canonical
from .findings import Findings
from .naming import Names


def with_sources(document: doc.Document, findings: Findings) -> doc.Document:
    """The document with each picture named, and its address as its source."""
    names = Names()

    def named(items: doc.Instructions) -> doc.Instructions:
        return tuple(
            replace(item, screenshot=_from_address(item.screenshot, names, findings))
            if item.screenshot
            else item
            for item in items
        )

    return canonical(
        replace(
            document,
            steps=tuple(replace(s, instructions=named(s.instructions)) for s in document.steps),
            questions=tuple(
                replace(q, instructions=named(q.instructions)) for q in document.questions
            ),
        )
    )


def _from_address(shot: doc.Screenshot, names: Names, findings: Findings) -> doc.Screenshot:
    image = names.image(shot.image)
    findings.picture(None, image, shot.image)
    name = shot.name or names.stem(shot.image)
    return doc.Screenshot(
        image=image, alt=shot.alt, name=name, targets=shot.targets, source=shot.image
    )
