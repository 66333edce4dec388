"""What fixed it, for staff: one guide's statistics, all guides', and the move they suggest."""

from .pages import statistics
from .site import site_statistics
from .suggestion import moves

__all__ = ["moves", "site_statistics", "statistics"]
