"""Staff's side: guides and their library to edit, editions and sessions to read."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from . import editions, guides, library, sessions

__all__ = ["editions", "guides", "library", "sessions"]

admin.site.site_header = admin.site.site_title = _("Help desk")
admin.site.index_title = _("Write, publish and read what fixed it")

# Secrets are nobody's to read. Each account has its own page; a command helps who lost a phone.
admin.site.unregister((StaticDevice, TOTPDevice))
