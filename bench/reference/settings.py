"""The site's production settings, with the reference application in its place."""

from helpdesk.settings import *  # noqa: F403
from helpdesk.settings import BASE_DIR, INSTALLED_APPS, TEMPLATES

ROOT_URLCONF = "bench.reference.urls"
WSGI_APPLICATION = "bench.reference.wsgi.application"
INSTALLED_APPS = [*INSTALLED_APPS, "bench.reference"]
OWN = BASE_DIR / "bench" / "reference" / "templates"
TEMPLATES = [{**TEMPLATES[0], "DIRS": [*TEMPLATES[0]["DIRS"], OWN]}]
