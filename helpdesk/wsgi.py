"""The door for a web server: gunicorn helpdesk.wsgi"""

import os
import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application
from django.db import connection

# gunicorn's own exit code for an application that cannot load; with any other it would start the
# worker again and again.
CANNOT_LOAD = 4

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings")
try:
    application = get_wsgi_application()
except ImproperlyConfigured as error:
    print(f"HELPDESK: {error}", file=sys.stderr, flush=True)
    raise SystemExit(CANNOT_LOAD) from None

if connection.vendor == "postgresql":
    from helpdesk.postgresql.pool import Line

    Line.patience = settings.DATABASE_PATIENCE or None
    visitors = application

    def application(environ, start_response):
        """Staff's questions are larger: in the admin each may take ten times as long."""
        Line.own.times = 10 if environ["PATH_INFO"].startswith("/admin/") else 1
        try:
            return visitors(environ, start_response)
        finally:
            Line.own.times = 1
