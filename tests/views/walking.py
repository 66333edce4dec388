"""Walking by HTTP in tests: send the forms that a page shows."""

import re

from troubleshooter.core.formats import convert
from troubleshooter.transfer import store

HTMX = {"HX-Request": "true"}

TO_RESTART = ("symptom=noise", "system=unknown")
TO_PAPER = ("symptom=blank",)
TO_REINSTALL = (*TO_RESTART, "restart:not_fixed", "paper:not_fixed", "power=on", "cable:not_fixed")
SCREENS = {
    "question": (),
    "step": TO_PAPER,
    "interruption": TO_RESTART,
    "step that takes time": TO_REINSTALL,
    "fixed": (*TO_PAPER, "paper:fixed"),
    "waiting": (*TO_REINSTALL, "reinstall:later"),
    "exhausted": (*TO_REINSTALL, "reinstall:could_not:too_risky"),
    "not your side": (*TO_PAPER, "paper:not_fixed", "power=out"),
}
"""What to say to `tests.factories.plain_guide` to see each kind of screen."""


def seen(visitor, address):
    """What the form on a page would send as `seen`."""
    page = visitor.get(address).content.decode()
    return re.search(r'name="seen"\s+value="([^"]*)"', page).group(1)


def say(visitor, base, path, headers=None, **data):
    """Send a form the way the page at hand would."""
    return visitor.post(f"{base}{path}/", {"seen": seen(visitor, base), **data}, headers=headers)


def started(visitor, parts):
    """The address of a session on a guide made of these parts."""
    document = convert(parts)
    store(document).guide.publish(document)
    return visitor.post(f"/guides/{document.guide.slug}/sessions/")["Location"]


def buttons(page, **attributes):
    """What a page's buttons say and send."""
    return {button.text: button["value"] for button in page.all("button", **attributes)}
