"""Reading a page in tests: its elements, and the words that a person meets."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"input", "meta", "link", "img", "br", "hr"}
UNSEEN = {"script", "style"}
SPOKEN = ("alt", "aria-label", "title", "placeholder", "data-offline", "data-failed", "data-busy")


@dataclass
class Element:
    """One element with its attributes and, once closed, all the text in it."""

    name: str
    attributes: dict
    parents: tuple = ()
    texts: list = field(default_factory=list)

    def __getitem__(self, attribute):
        return self.attributes.get(attribute)

    def __contains__(self, attribute):
        return attribute in self.attributes

    @property
    def text(self):
        return " ".join("".join(self.texts).split())

    def is_in(self, name):
        return any(parent.name == name for parent in self.parents)


class Page(HTMLParser):
    """A response's markup, parsed."""

    def __init__(self, response):
        super().__init__()
        self.elements, self.words, self._open = [], [], []
        self.markup = response if isinstance(response, str) else response.content.decode()
        self.feed(self.markup)

    def handle_starttag(self, tag, attributes):
        element = Element(tag, dict(attributes), tuple(self._open))
        self.elements.append(element)
        self.words += [element[name] for name in SPOKEN if element[name]]
        if element["name"] == "description":
            self.words.append(element["content"])
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag, attributes):
        self.elements.append(Element(tag, dict(attributes), tuple(self._open)))

    def handle_endtag(self, tag):
        while self._open and self._open.pop().name != tag:
            pass

    def handle_data(self, data):
        for element in self._open:
            element.texts.append(data)
        if data.strip() and not any(element.name in UNSEEN for element in self._open):
            self.words.append(data.strip())

    def all(self, tag, /, **attributes):
        """The elements of this name that carry these attributes (`class_` for class)."""
        wanted = {key.rstrip("_").replace("_", "-"): value for key, value in attributes.items()}
        return [
            element
            for element in self.elements
            if element.name == tag and all(element[key] == value for key, value in wanted.items())
        ]

    def one(self, tag, /, **attributes):
        found = self.all(tag, **attributes)
        assert len(found) == 1, f"{len(found)} times <{tag}> with {attributes}"
        return found[0]

    @property
    def ids(self):
        return {element["id"] for element in self.elements if "id" in element}

    @property
    def text(self):
        return " ".join(" ".join(self.words).split())

    @property
    def heading(self):
        return self.one("h1").text

    @property
    def screen(self):
        """The markup of the one screen, without what stands around it."""
        after = re.search(r'<div id="screen".*?(?=\s*<div id="offline"|\Z)', self.markup, re.DOTALL)
        return after.group().strip()
