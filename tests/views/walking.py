"""Walking by HTTP in tests: send the forms that a page shows."""

import re

HTMX = {"HX-Request": "true"}


def seen(visitor, address):
    """What the form on a page would send as `seen`."""
    page = visitor.get(address).content.decode()
    return re.search(r'name="seen"\s+value="([^"]*)"', page).group(1)


def say(visitor, base, path, headers=None, **data):
    """Send a form the way the page at hand would."""
    return visitor.post(f"{base}{path}/", {"seen": seen(visitor, base), **data}, headers=headers)
