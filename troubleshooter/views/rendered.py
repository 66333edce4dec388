"""Pages rendered once and sent to many: what an edition alone decides is not rendered anew for each
person.

Called by the views of what never changes. The template is rendered with a hole in place of each
text that is somebody's own (their token, the keys of their events), and the page is kept in this
process, under all that it was rendered from, cut at its holes. To send it, the holes are filled. So
what is kept holds nothing of anybody's, and nobody can be sent what is somebody else's.

A hole is 22 characters, most of them drawn at random when the process starts: no author can write
one, and no address or filter of a template takes offence at them.
"""

from __future__ import annotations

import dataclasses
import html
import re
import secrets
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from hashlib import blake2b
from threading import Lock
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response
from django.utils.functional import Promise
from django.utils.translation import get_language

MOST_BYTES = 8 * 1024 * 1024
"""Of kept pages in one process: hundreds of screens. Those not asked for the longest go first."""

_MARK = secrets.token_urlsafe(12)
_HOLE = re.compile(rf"{re.escape(_MARK)}(.{{6}})")


Page = tuple[bytes | str, ...]
"""Bytes to send, and at every odd place the name of a hole."""


def hole(name: str) -> str:
    """What stands for somebody's own text in a page until it is sent. Six letters name it."""
    return f"{_MARK}{name}"


class Personal(str):
    """A text of one person's in the context of a page that many are sent."""

    __slots__ = ()


@dataclasses.dataclass(frozen=True)
class HoldsPersonal:
    """A value of a context with `Personal` among its fields."""


class SharedRequest:
    """What the template of a kept page may know of a request. Anything else is an error, said
    aloud: it would be kept for everybody."""

    scheme = hole("scheme")
    get_host = hole("--host")

    def __getattr__(self, name: str) -> Any:
        raise RuntimeError(f"request.{name} on a page that is rendered once for everybody")


class Own(dict[str, str]):
    """What is filled in for one person, by the name of its hole: it is asked for where a page has
    such a hole, and only then. What of the request a page may hold is among it."""

    def __init__(self, request: HttpRequest, texts: Mapping[str, Callable[[], str]]) -> None:
        self._texts = {
            "scheme": lambda: request.scheme or "",
            "--host": request.get_host,
            **texts,
        }

    def __missing__(self, name: str) -> str:
        return self._texts[name]()


class Pages:
    """Pages by what they were rendered from, at most so many bytes of them."""

    def __init__(self, most: int) -> None:
        self._most, self._held = most, 0
        self._pages: OrderedDict[Hashable, Page] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, render: Callable[[], str]) -> Page:
        """The page kept under the key, else the one that `render` makes now."""
        with self._lock:
            if found := self._pages.get(key):
                self._pages.move_to_end(key)
                return found
        page = cut(render())
        with self._lock:
            if not settings.DEBUG and key not in self._pages:
                self._pages[key] = page
                self._held += _size(page)
                while self._held > self._most:
                    self._held -= _size(self._pages.popitem(last=False)[1])
        return page

    def clear(self) -> None:
        """Keep none."""
        with self._lock:
            self._pages.clear()
            self._held = 0


pages = Pages(MOST_BYTES)


def kept_page(request: HttpRequest, key: Hashable, render: Callable[[], str]) -> HttpResponse:
    """A page without anybody's own, kept under the key and the language; 304 for a browser that
    has it."""
    body = fill(pages.get((key, get_language()), render), {})
    etag = f'"{blake2b(body, digest_size=16).hexdigest()}"'
    response = HttpResponse(body, headers={"ETag": etag, "Cache-Control": "no-cache"})
    return cast(HttpResponse, get_conditional_response(request, etag=etag, response=response))


def for_one(template: str, context: Mapping[str, Any], own: Own) -> bytes:
    """The page of a template for one person. Their own texts are the `Personal` ones of the context
    and, by the name of their hole, `own`. What else is in the context is the page's key."""
    holes: dict[str, str] = {}
    shared = {name: _lifted(value, holes) for name, value in context.items()}
    key = (template, get_language(), *((name, _key(value)) for name, value in shared.items()))
    page = pages.get(
        key, lambda: render_to_string(template, {**shared, "request": SharedRequest()})
    )
    own.update((hole, text) for text, hole in holes.items())
    return fill(page, own)


def cut(page: str) -> Page:
    """The page in parts, cut at its holes."""
    parts = _HOLE.split(page)
    return tuple(part if place % 2 else part.encode() for place, part in enumerate(parts))


def fill(page: Page, own: Mapping[str, str]) -> bytes:
    """The page with each hole filled, escaped. Raises KeyError where something is missing."""
    filled: dict[str, bytes] = {}
    parts: list[bytes] = []
    for part in page:
        if isinstance(part, bytes):
            parts.append(part)
        elif (text := filled.get(part)) is not None:  # a token stands in a dozen addresses
            parts.append(text)
        else:
            filled[part] = html.escape(own[part]).encode()
            parts.append(filled[part])
    return b"".join(parts)


def _lifted(value: Any, holes: dict[str, str]) -> Any:
    """The value with holes in place of all that is personal, which `holes` then names by text."""
    if type(value) in _PLAIN:
        return value
    match value:
        case Personal():
            if not value:
                return ""
            return hole(holes.setdefault(value, f"{len(holes):06}"))
        case HoldsPersonal():
            fields = dataclasses.fields(value)
            parts = {field.name: _lifted(getattr(value, field.name), holes) for field in fields}
            return type(value)(**parts)
        case list() | tuple():
            return tuple(_lifted(part, holes) for part in value)
    return value


@dataclasses.dataclass(frozen=True, eq=False)
class _Same:
    """Equal to itself alone: for what cannot be compared, or only at a cost."""

    value: Any

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.value is other.value

    def __hash__(self) -> int:
        return id(self.value)


def _key(value: Any) -> Hashable:
    """The value as a part of a key. Words to translate, and tables of them, are a module's."""
    if type(value) in _PLAIN:
        return value
    match value:
        case tuple():
            return tuple(_key(part) for part in value)
        case dict() | Promise():
            return _Same(value)
    return value


_PLAIN = {str, int, bool, type(None)}


def _size(page: Page) -> int:
    """Its bytes, and about what its key and the tables around it take."""
    return sum(len(part) for part in page) + 6_000
