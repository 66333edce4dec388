"""The shape of the code: which way imports point, how long a file may be, what templates hold."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APP = "troubleshooter"

# What each room may import from the application: itself, and what is named here. The order inside
# models is one chain. What wires everything together is left free.
MAY_SEE = {
    "core": set(),
    "models": {"core"},
    "transfer": {"core", "models"},
    "folding": {"core", "models"},
    "rebuilding": {"core", "models", "folding"},
    "privacy": {"core", "models", "folding"},
    "simulating": {"core", "models", "folding"},
    "backup": {"models"},
    "metrics": {"core", "models"},
    "doctor": {"models", "apps"},
    "reminding": {"core", "models"},
    "forms": {"core"},
    "limits": set(),
    "logs": set(),
    "templatetags": {"core"},
    "views": {
        "core",
        "models",
        "transfer",
        "folding",
        "privacy",
        "reminding",
        "forms",
        "limits",
        "logs",
        "metrics",
    },
    "staff": {"limits"},
    "admin": {"core", "models", "transfer", "folding", "reminding", "forms", "limits", "views"},
    "management": {
        "core",
        "models",
        "transfer",
        "folding",
        "rebuilding",
        "privacy",
        "simulating",
        "reminding",
        "backup",
        "doctor",
        "staff",
    },
}
WIRING = {"__init__", "apps", "urls"}
MODELS = [
    "prepared",
    "library",
    "editions",
    "shelf",
    "guides",
    "choosing",
    "needs",
    "tallies",
    "adding",
    "outbox",
    "events",
    "codes",
    "devices",
    "reminders",
    "heard",
    "learning",
    "ordered",
    "sessions",
]

PYTHON = [
    path
    for folder in (APP, "helpdesk", "tests", "bench", "content")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if "migrations" not in path.parts
]
TEMPLATES = [
    path for folder in ("templates", APP) for path in sorted((ROOT / folder).rglob("*.html"))
]


def named(paths):
    return pytest.mark.parametrize("path", paths, ids=lambda path: str(path.relative_to(ROOT)))


def imports(path, root=ROOT):
    """Every module that the file imports, by its full dotted name, wherever in the file."""
    package = path.relative_to(root).with_suffix("").parts[:-1]
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join([*above, *filter(None, [node.module])])
            yield from (f"{module}.{alias.name}" for alias in node.names)


def room_of(path):
    """The part of the application a file belongs to: a folder or a module beside it."""
    return path.relative_to(ROOT / APP).with_suffix("").parts[0]


def app_imports(path):
    return [name.split(".") for name in imports(path) if name.split(".")[0] == APP]


@named([path for path in PYTHON if APP in path.parts and room_of(path) in MAY_SEE])
def test_imports_point_one_way(path):
    room = room_of(path)
    strangers = {
        ".".join(name)
        for name in app_imports(path)
        if len(name) > 1 and name[1] != room and name[1] not in MAY_SEE[room]
    }
    assert strangers == set(), f"{room} may see only {sorted(MAY_SEE[room])}"


def test_every_file_of_the_application_has_its_place():
    places = {room_of(path) for path in PYTHON if APP in path.parts}
    assert places <= MAY_SEE.keys() | WIRING


@named([path for path in PYTHON if APP in path.parts and room_of(path) == "core"])
def test_the_core_is_plain_python(path):
    outside = {name.split(".")[0] for name in imports(path)} & {"django", "django_htmx", "psycopg"}
    assert outside == set()


@named([path for path in PYTHON if path.parent == ROOT / APP / "models" and path.stem in MODELS])
def test_a_model_file_imports_only_those_before_it(path):
    allowed = MODELS[: MODELS.index(path.stem)]
    seen = {name[2] for name in app_imports(path) if name[1:2] == ["models"] and len(name) > 2}
    assert seen & set(MODELS) <= set(allowed)


@named([path for path in PYTHON if APP in path.parts])
def test_the_application_does_not_know_the_project_around_it(path):
    assert [name for name in imports(path) if name.split(".")[0] == "helpdesk"] == []


@named(PYTHON)
def test_a_file_is_at_most_300_lines(path):
    assert len(path.read_text().splitlines()) <= 300


INLINE = re.compile(
    r"<style\b|<script\b(?![^>]*\bsrc=)|<[^>]+\s(?:style|on[a-z]+)\s*=|\shx-on\b|javascript:",
    re.IGNORECASE,
)
TAGS = re.compile(r"{[{%#].*?[}%#]}", re.DOTALL)


def inline(markup):
    """The first inline script, style or handler; the policy would refuse it in the browser."""
    found = INLINE.search(TAGS.sub("", markup))
    return found and found.group()


@named(TEMPLATES)
def test_a_template_holds_no_inline_script_style_or_handler(path):
    assert inline(path.read_text()) is None


@pytest.mark.parametrize(
    "markup",
    [
        "<style>p {}</style>",
        "<script>go()</script>",
        '<p class="a" style="color: red">',
        '<button {% if a %}disabled{% endif %} onclick="go()">',
        '<form hx-on:submit="go()">',
        '<a href="javascript:go()">',
    ],
)
def test_inline_code_is_recognised(markup):
    assert inline(markup)


@pytest.mark.parametrize(
    "markup",
    [
        "<script src=\"{% static 'js/a.js' %}\" defer></script>",
        '<link rel="stylesheet" href="a.css">',
        '<p data-online="yes">style = on</p>',
    ],
)
def test_what_is_linked_is_not_taken_for_inline_code(markup):
    assert inline(markup) is None


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import a.b", ["a.b"]),
        ("from troubleshooter.core import walk", ["troubleshooter.core.walk"]),
        ("from ..core import walk", ["troubleshooter.core.walk"]),
        ("from . import library", ["troubleshooter.models.library"]),
        ("def f():\n    from .guides import Guide", ["troubleshooter.models.guides.Guide"]),
    ],
)
def test_imports_are_found_by_their_full_name(tmp_path, source, found):
    folder = tmp_path / APP / "models"
    folder.mkdir(parents=True)
    (folder / "sessions.py").write_text(source)
    assert list(imports(folder / "sessions.py", root=tmp_path)) == found
