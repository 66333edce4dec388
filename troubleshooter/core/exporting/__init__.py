"""A guide as one Markdown article, and such an article back as the guide it was. This file only
re-exports."""

from .rereading import reread_article
from .writing import write_article

__all__ = ["reread_article", "write_article"]
