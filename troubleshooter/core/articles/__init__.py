"""A how-to article (Markdown, HTML) to a document. This file only re-exports."""

from .findings import ArticleRefused, ArticleWarning, pictures_at_once
from .naming import file_of, image_of
from .reading import read_article
from .source import decode_article
from .telling import outline_of

__all__ = [
    "ArticleRefused",
    "ArticleWarning",
    "decode_article",
    "file_of",
    "image_of",
    "outline_of",
    "pictures_at_once",
    "read_article",
]
