#!/usr/bin/env python
"""Run one of Django's or the help desk's commands; `manage.py help` lists them."""

import os
import sys


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings")
    try:
        from django.conf import settings
        from django.core.exceptions import ImproperlyConfigured
        from django.core.management import execute_from_command_line
    except ImportError:
        sys.exit("HELPDESK: Django is not installed here: run make install, then .venv/bin/python.")
    try:
        settings.INSTALLED_APPS  # noqa: B018  (reads the settings, so that what is wrong shows)
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"HELPDESK: {error}")


if __name__ == "__main__":
    main()
