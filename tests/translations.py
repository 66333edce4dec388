"""A language that marks every translation, so that what was forgotten shows."""

import ast
import inspect
import re
from functools import cache

from django.utils import translation

CONTENT = {
    *("title", "summary", "category", "tip", "exhausted", "before", "text", "label", "why"),
    *("happens", "loses", "done", "how_to_tell", "note", "help", "needs", "symptoms", "put_back"),
}
ADDRESS = re.compile(r"https?://\S+")
SPELLED = r"(?:[0-9A-Z] ){3}[0-9A-Z]"
CODE = re.compile(rf"\b[0-9A-Z]{{4}}-[0-9A-Z]{{4}}\b|\b{SPELLED}, {SPELLED}\b")
SLOT = re.compile(r"{\w+}")
INNERMOST = re.compile(r"«[^«»⟦⟧]*»|⟦[^«»⟦⟧]*⟧")


def authored(value, key=""):
    """The guide with «…» around what an author wrote."""
    if isinstance(value, dict):
        return {name: authored(item, name) for name, item in value.items()}
    if isinstance(value, list):
        return [authored(item, key) for item in value]
    return f"«{value.replace('*', '')}»" if key in CONTENT else value


def untranslated(words):
    """The letters that come neither from a translation ⟦…⟧ nor from the guide «…»."""
    text = CODE.sub("", ADDRESS.sub("", words))
    while text != (shorter := INNERMOST.sub("", text)):
        text = shorter
    return re.sub(r"[\W\d_]+", " ", text).strip()


def mark(monkeypatch):
    """Have every translation marked ⟦…⟧."""

    def plural(one, many, number):
        return f"⟦{one if number == 1 else many}⟧"

    functions = {
        # What is nothing but a slot gives a translator nothing to translate.
        "gettext": lambda text: text if SLOT.fullmatch(text) else f"⟦{text}⟧",
        "pgettext": lambda _context, text: f"⟦{text}⟧",
        "ngettext": plural,
        "npgettext": lambda _context, *said: plural(*said),
    }
    for name, function in functions.items():
        monkeypatch.setattr(translation._trans, name, function)


@cache
def marked_texts(module):
    """The texts that a module marks for translators."""
    return {
        node.args[0].value
        for node in ast.walk(ast.parse(inspect.getsource(module)))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "gettext_noop"
    }
