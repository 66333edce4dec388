"""SVG drawings: is this one harmless, and how large is it?

The bytes are served as they came, so nothing is repaired: what is not on the lists is refused.
"""

from __future__ import annotations

import re
from xml.parsers.expat import ExpatError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser, ParseError

LARGEST_DRAWING = 200 * 1024
"""In bytes."""
DEEPEST = 64
"""Elements within elements; browsers give up somewhere above."""
LONGEST_SIDE = 10_000
MOST_COPIES = 5_000
"""Elements that all `use` together may repeat; a small file could otherwise draw millions."""


_SVG = "{http://www.w3.org/2000/svg}"
_XLINK = "{http://www.w3.org/1999/xlink}"
_XML = "{http://www.w3.org/XML/1998/namespace}"


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


ELEMENTS = _names(
    """svg title desc style g defs linearGradient radialGradient stop clipPath
    rect circle ellipse line path polyline polygon text tspan use"""
)
ATTRIBUTES = {f"{_XML}space", f"{_XML}lang"} | _names(
    """id class style version viewBox preserveAspectRatio width height x y rx ry cx cy r x1 y1 x2 y2
    dx dy d points pathLength transform rotate textLength lengthAdjust href type media lang
    fx fy fr offset gradientUnits gradientTransform spreadMethod clipPathUnits
    color color-scheme fill fill-opacity fill-rule stroke stroke-width stroke-opacity
    stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit
    opacity stop-color stop-opacity clip-path clip-rule display visibility overflow
    paint-order vector-effect shape-rendering text-rendering
    font-family font-size font-style font-variant font-weight letter-spacing word-spacing
    text-anchor text-decoration dominant-baseline alignment-baseline baseline-shift
    direction unicode-bidi writing-mode
    role focusable aria-hidden aria-label aria-labelledby aria-describedby"""
)

# What could fetch, run or hide something. Attributes are read as style too: many of them are.
_UNSAFE_STYLE = re.compile(
    r"""\\ | < | expression | javascript
    | @ (?! media\b)
    | (?: image | image-set | cross-fade | src ) \s* \(
    | url \s* \( (?! \s* (["']?) \#[\w.-]+ \1 \s* \) )""",
    re.IGNORECASE | re.VERBOSE,
)
_OTHER_ENCODING = re.compile(rb"""<\?xml[^>]*encoding\s*=\s*["'](?!utf-8["'])""", re.IGNORECASE)
_LENGTH = re.compile(r"\s*([0-9]{1,9}(?:\.[0-9]{1,9})?)(?:px)?\s*")


class PictureError(ValueError):
    """A picture that is not accepted. Its text is a sentence for the person who chose it."""


def measure(data: bytes) -> tuple[int, int]:
    """Return width and height, in pixels, of a drawing that proved harmless.

    Harmless: at most `LARGEST_DRAWING` bytes of UTF-8; no document type, entity or processing
    instruction; only `ELEMENTS` with `ATTRIBUTES`; no reference out of the drawing; no `use` of a
    `use`, which could unfold without end. Raises PictureError.
    """
    if len(data) > LARGEST_DRAWING:
        raise PictureError(
            f"The drawing weighs more than {LARGEST_DRAWING // 1024} KB. "
            "Simplify it and import it again."
        )
    inspector = _Inspector()
    try:
        data.decode("utf-8")
        if _OTHER_ENCODING.match(data.removeprefix(b"\xef\xbb\xbf")):
            raise _refused("says that it is not written in UTF-8", "Save it as UTF-8")
        parser = DefusedXMLParser(target=inspector, forbid_dtd=True)
        parser.feed(data)
        parser.close()
    except DefusedXmlException as error:
        raise _refused("has a document type or entities", "Remove the DOCTYPE") from error
    except UnicodeDecodeError as error:
        raise _refused("is not written in UTF-8", "Save it as UTF-8") from error
    except (ParseError, ExpatError) as error:
        raise _refused(f"is not well-formed XML ({error})", "Save it as plain SVG") from error
    inspector.refuse_unfolding()
    return inspector.size


def _refused(reason: str, remedy: str) -> PictureError:
    return PictureError(f"The drawing {reason}. {remedy} and import it again.")


class _Inspector:
    """Told by the parser what it meets, in order; raises at the first thing not on the lists."""

    def __init__(self) -> None:
        self.size = (0, 0)
        self._open: list[tuple[str, str, int]] = []  # elements around: name, id, count before
        self._count = 0
        self._style = ""
        self._used: list[str] = []
        self._holding_use: set[str] = set()
        self._weights: dict[str, int] = {}

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.removeprefix(_SVG)
        if tag == name or name not in ELEMENTS:
            raise _refused(f"has the element <{_short(tag)}>", "Remove it")
        if not self._open:
            if name != "svg":
                raise _refused(f"begins with <{name}>", "Save it as plain SVG")
            self.size = _size(attributes)
        elif self._open[-1][0] == "style":
            # A browser reads a style around its elements, so they could part a word in two.
            raise _refused("has an element within <style>", "Remove it")
        if len(self._open) >= DEEPEST:
            raise _refused(f"has more than {DEEPEST} elements within each other", "Flatten it")
        for attribute, value in attributes.items():
            self._inspect(name, attribute, value)
        self._open.append((name, attributes.get("id", ""), self._count))
        self._count += 1
        if name == "use":
            self._holding_use.update(key for _, key, _ in self._open)

    def _inspect(self, element: str, attribute: str, value: str) -> None:
        name = "href" if attribute == f"{_XLINK}href" else attribute
        if name not in ATTRIBUTES:
            raise _refused(f'has the attribute "{_short(attribute)}" on <{element}>', "Remove it")
        if name == "href":
            if not re.fullmatch(r"#[\w.-]+", value):
                raise _refused(
                    f'refers to "{value[:60]}" on <{element}>',
                    'Let it refer to a part of the drawing itself ("#name")',
                )
            if element == "use":
                self._used.append(value[1:])
        elif not name.startswith("aria-"):
            _inspect_style(value, f'the attribute "{name}" on <{element}>')

    def data(self, text: str) -> None:
        if self._open and self._open[-1][0] == "style":
            self._style += text

    def end(self, tag: str) -> None:
        _, key, before = self._open.pop()
        self._weights[key] = max(self._weights.get(key, 0), self._count - before)
        if tag == f"{_SVG}style":
            _inspect_style(self._style, "<style>")
            self._style = ""

    def pi(self, target: str, text: str | None = None) -> None:
        raise _refused(f"has the processing instruction <?{target[:60]}?>", "Remove it")

    def close(self) -> None:
        """The parser asks for it; there is nothing left to do."""

    def refuse_unfolding(self) -> None:
        if self._holding_use.intersection(self._used):
            raise _refused("has a <use> that shows another <use>", "Show the part itself")
        if sum(self._weights.get(key, 0) for key in self._used) > MOST_COPIES:
            raise _refused(f"repeats more than {MOST_COPIES} elements by <use>", "Simplify it")


def _short(name: str) -> str:
    """Without the namespace's address, which would fill the sentence."""
    return name.rpartition("}")[2][:60]


def _inspect_style(text: str, place: str) -> None:
    found = _UNSAFE_STYLE.search(text)
    if found:
        raise _refused(f'has "{found[0]}" in {place}, which could reach outside', "Remove it")


def _size(attributes: dict[str, str]) -> tuple[int, int]:
    """Width and height as given, else those of the viewBox, in whole pixels."""
    box = re.split(r"[\s,]+", attributes.get("viewBox", "").strip())
    lengths = [attributes.get("width", ""), attributes.get("height", "")]
    for pair in (lengths, box[2:]):
        found = [match for length in pair if (match := _LENGTH.fullmatch(length))]
        if len(found) == len(pair) == 2:
            width, height = (round(float(match[1])) for match in found)
            if min(width, height) >= 1 and max(width, height) <= LONGEST_SIDE:
                return width, height
    raise _refused(
        f"has no usable size (1 to {LONGEST_SIDE} pixels)", "Give <svg> a width and height"
    )
