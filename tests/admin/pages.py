"""Reading the admin's pages in tests and sending their forms back as a browser would."""

from html.parser import HTMLParser

from django.urls import reverse

from tests.factories import document
from troubleshooter.models import Guide
from troubleshooter.transfer import current_snapshot, store


def live(slug="printer", **more):
    """The factories' guide as a publisher leaves it: the working copy as it is, live."""
    guide = store(document(slug, **more)).guide
    guide.publish(current_snapshot(guide))
    return guide


def address(row, page="change"):
    return reverse(f"admin:troubleshooter_{row._meta.model_name}_{page}", args=(row.pk,))


def lists(model):
    return reverse(f"admin:troubleshooter_{model._meta.model_name}_changelist")


class Fields(HTMLParser):
    """The fields that a browser would send from the page's forms."""

    def __init__(self, markup):
        super().__init__()
        self.data, self._area, self._select = {}, None, None
        self.feed(markup)

    def _add(self, name, value):
        self.data.setdefault(name, []).append(value)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        name, kind = attrs.get("name"), attrs.get("type", "text")
        if tag == "textarea":
            self._area, self._text = name, ""
        elif tag == "select":
            self._select = name
        elif tag == "option" and "selected" in attrs:
            self._add(self._select, attrs.get("value", ""))
        elif tag == "input" and name and kind in ("checkbox", "radio"):
            if "checked" in attrs:
                self._add(name, attrs.get("value", "on"))
        elif tag == "input" and name and kind not in ("submit", "file"):
            self._add(name, attrs.get("value", ""))

    def handle_data(self, data):
        if self._area:
            self._text += data

    def handle_endtag(self, tag):
        if tag == "textarea":
            self._add(self._area, self._text.removeprefix("\n"))
            self._area = None


def fields(response):
    """What the page's forms hold, ready to be sent back."""
    data = Fields(response.content.decode()).data
    skip = ("_save", "action", "index", "select_across", "_selected_action", "CHANGE_FORM-action")
    return {
        name: values
        for name, values in data.items()
        if name not in skip and "__prefix__" not in name
    }


def save(client, url, **changes):
    """Send the page back with these fields changed; None takes a field out."""
    data = fields(client.get(url))
    for name, value in changes.items():
        if value is None:
            data.pop(name, None)
        else:
            data[name] = value
    return client.post(url, {**data, "_save": "Save"})


def add_row(data, prefix, **values):
    """One more row of an inline, as "Add another" makes it."""
    number = int(data[f"{prefix}-TOTAL_FORMS"][0])
    data[f"{prefix}-TOTAL_FORMS"] = [str(number + 1)]
    data |= {f"{prefix}-{number}-{name}": value for name, value in values.items()}
    return data


def press(client, guide, shown=None):
    """Publish what the page shows now, or what it has shown."""
    url = address(guide, "publish")
    return client.post(url, {"shown": shown or fields(client.get(url)).get("shown", [""])})


def live_number():
    """The number of the edition that visitors walk."""
    return Guide.objects.get().live.number
