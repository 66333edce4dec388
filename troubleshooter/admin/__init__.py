"""Staff's side: guides and their library to edit, editions and sessions to read."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from . import editions, guides, library, sessions

__all__ = ["editions", "guides", "library", "sessions"]

admin.site.site_header = admin.site.site_title = _("Help desk")
admin.site.index_title = _("Write, publish and read what fixed it")
