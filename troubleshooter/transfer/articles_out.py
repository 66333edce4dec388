"""A guide's document as one Markdown article: as text, or as a file with its pictures beside it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from django.utils import translation

from ..core.document import Document, Screenshot
from ..core.exporting import write_article
from .picture_files import PictureFiles


def article_of(
    document: Document, *, picture: Callable[[Screenshot], str], address: str = ""
) -> str:
    """The article in the guide's own language; `picture` tells where a screenshot is."""
    with translation.override(document.guide.language):
        return write_article(
            document, picture=picture, address=address, translate=translation.gettext
        )


def write_article_file(document: Document, folder: Path) -> Path:
    """Write <slug>.md, and its pictures in a folder <slug>; returns the path of the article."""
    slug, files = document.guide.slug, PictureFiles()
    text = article_of(document, picture=lambda shot: f"{slug}/{files.name(shot)}")
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{slug}.md"
    file.write_text(text, encoding="utf-8", newline="\n")
    if files.names:
        files.write(folder / slug)
    return file
