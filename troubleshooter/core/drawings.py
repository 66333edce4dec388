"""SVG drawings: is this one harmless, and how large is it?

The bytes are served as they came, so nothing is repaired: what is not on the lists is refused.
"""

from __future__ import annotations

import re
from xml.parsers.expat import ExpatError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser, ParseError

from .wording import Worded, gettext_noop

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


CLAIMS_OTHER_ENCODING = gettext_noop(
    "The drawing says that it is not written in UTF-8. Save it as UTF-8 and import it again."
)
IS_NOT_UTF_8 = gettext_noop(
    "The drawing is not written in UTF-8. Save it as UTF-8 and import it again."
)
IS_NOT_XML = gettext_noop(
    "The drawing is not well-formed XML ({reason}). Save it as plain SVG and import it again."
)
HAS_DOCTYPE = gettext_noop(
    "The drawing has a document type or entities. Remove the DOCTYPE and import it again."
)
HAS_INSTRUCTION = gettext_noop(
    "The drawing has the processing instruction <?{name}?>. Remove it and import it again."
)
HAS_ELEMENT = gettext_noop("The drawing has the element <{name}>. Remove it and import it again.")
HAS_ELEMENT_IN_STYLE = gettext_noop(
    "The drawing has an element within <style>. Remove it and import it again."
)
HAS_ATTRIBUTE = gettext_noop(
    'The drawing has the attribute "{name}" on <{element}>. Remove it and import it again.'
)
BEGINS_OTHERWISE = gettext_noop(
    "The drawing begins with <{name}>. Save it as plain SVG and import it again."
)
IS_TOO_DEEP = gettext_noop(
    "The drawing has more than {most} elements within each other. Flatten it and import it again."
)
REFERS_OUTSIDE = gettext_noop(
    'The drawing refers to "{target}" on <{element}>. '
    'Let it refer to a part of the drawing itself ("#name") and import it again.'
)
REACHES_OUTSIDE_BY_ATTRIBUTE = gettext_noop(
    'The drawing has "{found}" in the attribute "{name}" on <{element}>, '
    "which could reach outside. Remove it and import it again."
)
REACHES_OUTSIDE_BY_STYLE = gettext_noop(
    'The drawing has "{found}" in <style>, which could reach outside. '
    "Remove it and import it again."
)
USES_A_USE = gettext_noop(
    "The drawing has a <use> that shows another <use>. Show the part itself and import it again."
)
REPEATS_TOO_MUCH = gettext_noop(
    "The drawing repeats more than {most} elements by <use>. Simplify it and import it again."
)
HAS_NO_SIZE = gettext_noop(
    "The drawing has no usable size (1 to {most} pixels). "
    "Give <svg> a width and height and import it again."
)


class PictureError(Worded, ValueError):
    """A picture that is not accepted: a sentence for the person who chose it."""

    def __init__(self, template: str, **values: str) -> None:
        self.template, self.values = template, values
        super().__init__(self.message)


def measure(data: bytes) -> tuple[int, int]:
    """Return width and height, in pixels, of a drawing that proved harmless.

    Harmless: at most `LARGEST_DRAWING` bytes of UTF-8; no document type, entity or processing
    instruction; only `ELEMENTS` with `ATTRIBUTES`; no reference out of the drawing; no `use` of a
    `use`, which could unfold without end. Raises PictureError.
    """
    if len(data) > LARGEST_DRAWING:
        template = gettext_noop(
            "The drawing weighs more than {most} KB. Simplify it and import it again."
        )
        raise PictureError(template, most=str(LARGEST_DRAWING // 1024))
    inspector = _Inspector()
    try:
        data.decode("utf-8")
        if _OTHER_ENCODING.match(data.removeprefix(b"\xef\xbb\xbf")):
            raise PictureError(CLAIMS_OTHER_ENCODING)
        parser = DefusedXMLParser(target=inspector, forbid_dtd=True)
        parser.feed(data)
        parser.close()
    except DefusedXmlException as error:
        raise PictureError(HAS_DOCTYPE) from error
    except UnicodeDecodeError as error:
        raise PictureError(IS_NOT_UTF_8) from error
    except (ParseError, ExpatError) as error:
        raise PictureError(IS_NOT_XML, reason=str(error)) from error
    inspector.refuse_unfolding()
    return inspector.size


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
            raise PictureError(HAS_ELEMENT, name=_short(tag))
        if not self._open:
            if name != "svg":
                raise PictureError(BEGINS_OTHERWISE, name=name)
            self.size = _size(attributes)
        elif self._open[-1][0] == "style":
            # A browser reads a style around its elements, so they could part a word in two.
            raise PictureError(HAS_ELEMENT_IN_STYLE)
        if len(self._open) >= DEEPEST:
            raise PictureError(IS_TOO_DEEP, most=str(DEEPEST))
        for attribute, value in attributes.items():
            self._inspect(name, attribute, value)
        self._open.append((name, attributes.get("id", ""), self._count))
        self._count += 1
        if name == "use":
            self._holding_use.update(key for _, key, _ in self._open)

    def _inspect(self, element: str, attribute: str, value: str) -> None:
        name = "href" if attribute == f"{_XLINK}href" else attribute
        if name not in ATTRIBUTES:
            raise PictureError(HAS_ATTRIBUTE, name=_short(attribute), element=element)
        if name == "href":
            if not re.fullmatch(r"#[\w.-]+", value):
                raise PictureError(REFERS_OUTSIDE, target=value[:60], element=element)
            if element == "use":
                self._used.append(value[1:])
        elif not name.startswith("aria-"):
            _inspect_style(value, REACHES_OUTSIDE_BY_ATTRIBUTE, name=name, element=element)

    def data(self, text: str) -> None:
        if self._open and self._open[-1][0] == "style":
            self._style += text

    def end(self, tag: str) -> None:
        _, key, before = self._open.pop()
        self._weights[key] = max(self._weights.get(key, 0), self._count - before)
        if tag == f"{_SVG}style":
            _inspect_style(self._style, REACHES_OUTSIDE_BY_STYLE)
            self._style = ""

    def pi(self, target: str, text: str | None = None) -> None:
        raise PictureError(HAS_INSTRUCTION, name=target[:60])

    def close(self) -> None:
        """The parser asks for it; there is nothing left to do."""

    def refuse_unfolding(self) -> None:
        if self._holding_use.intersection(self._used):
            raise PictureError(USES_A_USE)
        if sum(self._weights.get(key, 0) for key in self._used) > MOST_COPIES:
            raise PictureError(REPEATS_TOO_MUCH, most=str(MOST_COPIES))


def _short(name: str) -> str:
    """Without the namespace's address, which would fill the sentence."""
    return name.rpartition("}")[2][:60]


def _inspect_style(text: str, refusal: str, **place: str) -> None:
    if found := _UNSAFE_STYLE.search(text):
        raise PictureError(refusal, found=found[0], **place)


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
    raise PictureError(HAS_NO_SIZE, most=str(LONGEST_SIDE))
