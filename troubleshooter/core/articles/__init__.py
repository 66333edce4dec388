"""A how-to article (Markdown, HTML) to a document. This file only re-exports."""

from .findings import ArticleRefused, ArticleWarning
from .reading import read_article
from .source import decode_article

__all__ = ["ArticleRefused", "ArticleWarning", "decode_article", "read_article"]
