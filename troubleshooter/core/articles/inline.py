"""One paragraph to Markdown that stands by itself: links resolved, pictures taken out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.utils import EnvType

from .blocks import Picture
from .elements import Tag, read_tag
from .spacing import mended

LONGEST = 20_000
"""Characters of one paragraph, as many as a text of a guide may have."""
EFFORT = 1_000_000
"""What the marks in all paragraphs may cost together: some texts take the parser minutes."""

_MARKS = re.compile(r"[\\`*_\[\]!<>&~\n]")
_COSTLY = ("[", "`", "<", "*", "_", "~", "&", "\\")
_ACTIVE = re.compile(r"\]\(\s*<?\s*(?:java|vb)script:[^\s]*", re.I)
_SAFE = re.compile(r"^(https?:|mailto:|tel:)", re.I)
_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*:", re.I)
_INVISIBLE = re.compile(r"[\x00-\x20\u00ad\u200b-\u200f\u2028-\u202e\u2060\ufeff]")


@dataclass(slots=True)
class Inline:
    """A paragraph: its text, its pictures, and the bold words it consists of or begins with."""

    text: str = ""
    pictures: list[Picture] = field(default_factory=list)
    is_bold: bool = False
    links: int = 0
    """Characters of the text that are links."""


def is_safe(address: str) -> bool:
    """Whether a link may lead there: to the web, a mail, a telephone, or a place on the site."""
    plain = _INVISIBLE.sub("", address)
    return bool(_SAFE.match(plain)) or not _SCHEME.match(plain)


class InlineReader:
    """Reads the paragraphs of one article within one budget of work."""

    def __init__(self, parser: MarkdownIt, env: EnvType) -> None:
        self._parser = parser
        self._env = env
        self._effort = EFFORT

    def read(self, content: str, line: int | None = None) -> Inline:
        """The paragraph read; what would cost too much is taken as plain text."""
        content = _ACTIVE.sub("](#)", mended(content.strip()))
        if not _MARKS.search(content):
            return Inline(text=guarded(content))
        cost = sum(content.count(mark) ** 2 for mark in _COSTLY)
        self._effort -= cost if cost > 400 else 0
        if len(content) > LONGEST or (self._effort < 0 and cost > 400):
            return Inline(text=guarded(escaped(" ".join(content.split()))))
        tokens: list[Token] = []
        self._parser.inline.parse(content, self._parser, self._env, tokens)
        return _Writer(line).write(tokens)


def escaped(text: str) -> str:
    """Plain text as Markdown that shows it; only what would be taken for markup is escaped."""
    if not _MARKS.search(text):
        return text
    text = re.sub(r"\\(?=[!-/:-@\[-`{-~]|$)", r"\\\\", text)
    text = re.sub(r"[*`]", r"\\\g<0>", text)
    text = re.sub(r"(?<![^\W_])_|_(?![^\W_])", r"\\_", text)
    text = re.sub(r"\](?=[(\[])", r"\\]", text)
    text = re.sub(r"<(?=[A-Za-z/!?])", r"\\<", text)
    text = re.sub(r"&(?=#?\w+;)", r"\\&", text)
    return text.replace("~~", "\\~~")


_BLOCK_START = re.compile(r"^(?:(#{1,6})(?=\s|$)|([-+])(?=\s|$)|(>)|(\d{1,9})([.)])(?=\s|$))")


def guarded(text: str) -> str:
    """A paragraph's text that no renderer takes for a heading, a list, a rule or a definition."""
    if found := _BLOCK_START.match(text):
        if found.group(4):
            return f"{found.group(4)}\\{text[len(found.group(4)) :]}"
        return "\\" + text
    if re.match(r"^(\[[^\]]*\]:|(=+|-+|_+)\s*$|~~~)", text):
        return "\\" + text
    return text


class _Writer:
    """Writes the tokens of one paragraph; open marks are stacked, so that all are closed."""

    def __init__(self, line: int | None) -> None:
        self.line = line
        self.out: list[str] = []
        self.stack: list[tuple[str, str, int]] = []
        self.pictures: list[Picture] = []
        self.links = 0
        self.has_tags = False

    def write(self, tokens: list[Token]) -> Inline:
        for token in _joined(tokens):
            self._token(token)
        while self.stack:
            self._close(self.stack[-1][0])
        text = _tidied("".join(self.out))
        text = mended(text) if self.has_tags else text
        whole = re.fullmatch(r"\*\*((?:(?!\*\*).)+)\*\*[:.]?", text, re.S)
        return Inline(guarded(text), self.pictures, bool(whole), self.links)

    def _token(self, token: Token) -> None:
        kind = token.type
        if kind == "text":
            self.out.append(escaped(token.content))
        elif kind == "softbreak":
            self.out.append(" ")
        elif kind == "hardbreak":
            self.out.append("\\\n")
        elif kind == "code_inline":
            self.out.append(code(token.content))
        elif kind in {"strong_open", "em_open", "s_open"}:
            self._open(kind[:-5], _MARK[kind[:-5]])
        elif kind in {"strong_close", "em_close", "s_close", "link_close"}:
            self._close(kind[:-6])
        elif kind == "link_open":
            self._open("link", str(token.attrs.get("href", "")))
        elif kind == "image":
            alt = "".join(child.content for child in token.children or [])
            self._picture(str(token.attrs.get("src", "")), alt, str(token.attrs.get("title", "")))
        elif kind == "html_inline":
            self._html(token.content)

    def _html(self, source: str) -> None:
        self.has_tags = True
        tag = read_tag(source)
        if tag is None:
            if not source.startswith(("<!", "<?")):
                self.out.append(escaped(source))
        elif tag.name in _SAME:
            name = _SAME[tag.name]
            if tag.closes:
                self._close(name)
            else:
                self._open(name, _MARK.get(name) or tag.attributes.get("href", ""))
        elif tag.name == "br":
            self.out.append("\\\n")
        elif tag.name == "img" and (picture := tag_picture(tag, self.line)):
            self.pictures.append(picture)
        elif tag.name in {"p", "div", "li", "tr", "td"}:
            self.out.append(" ")

    def _open(self, name: str, value: str) -> None:
        self.stack.append((name, value, len(self.out)))
        self.out.append("")

    def _close(self, name: str) -> None:
        names = [item[0] for item in self.stack]
        if name not in names:
            return
        for _ in range(names[::-1].index(name)):
            self._close(self.stack[-1][0])
        _name, value, start = self.stack.pop()
        inner = "".join(self.out[start:])
        bare = inner.strip()
        if bare:
            lead = inner[: len(inner) - len(inner.lstrip())]
            tail = inner[len(inner.rstrip()) :]
            inner = f"{lead}{self._marked(name, value, bare)}{tail}"
        self.out[start:] = [inner]

    def _marked(self, name: str, value: str, text: str) -> str:
        if name == "link":
            if not value or value == "#" or not is_safe(value):
                return text
            self.links += len(text)
            return link(text, value)
        if name == "code":
            return text if "`" in text else code(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text))
        return f"{value}{text}{value}"

    def _picture(self, address: str, alt: str, caption: str) -> None:
        if address:
            self.pictures.append(Picture(self.line, address, (alt or caption).strip()))


def _joined(tokens: list[Token]) -> list[Token]:
    """The tokens with text that was escaped joined to the text beside it."""
    out: list[Token] = []
    for token in tokens:
        if token.type in {"text", "text_special"}:
            if out and out[-1].type == "text":
                out[-1].content += token.content
                continue
            token.type = "text"
        out.append(token)
    return out


_MARK = {"strong": "**", "em": "*", "s": "~~", "code": "`"}
_SAME = {
    **dict.fromkeys(("b", "strong"), "strong"),
    **dict.fromkeys(("i", "em"), "em"),
    **dict.fromkeys(("s", "del", "strike"), "s"),
    **dict.fromkeys(("code", "kbd", "samp", "tt"), "code"),
    "a": "link",
}


def code(text: str) -> str:
    """The text between as many backticks as it takes."""
    fence = "`"
    while fence in text:
        fence += "`"
    pad = " " if len(fence) > 1 and text[:1] + text[-1:] != "  " else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def link(text: str, address: str) -> str:
    """A Markdown link; the address is written so that nothing ends it early."""
    address = address.strip().replace("\n", "")
    if re.search(r"[\s()<>]", address):
        address = re.sub(r"[\s<>]", lambda found: f"%{ord(found.group()):02X}", address)
        address = address.replace("(", "%28").replace(")", "%29")
    return f"[{text}]({address})"


def tag_picture(tag: Tag, line: int | None) -> Picture | None:
    """The picture of an img element; None for a tracking dot and for one without an address."""
    attributes = tag.attributes
    if {attributes.get("width"), attributes.get("height")} & {"0", "1", "0px", "1px"}:
        return None
    names = ("data-src", "data-lazy-src", "data-original", "data-lazy", "data-orig-file", "src")
    found = [attributes[name] for name in names if attributes.get(name)]
    for name in ("data-srcset", "data-lazy-srcset", "srcset"):
        found += [
            part.split()[0] for part in attributes.get(name, "").split(",")[-1:] if part.strip()
        ]
    real = [address.strip() for address in found if not address.strip().startswith("data:")]
    address = (real or found or [""])[0].strip()
    if not address or (address.startswith("data:") and len(address) < 400):
        return None
    alt = attributes.get("alt", "").strip() or attributes.get("title", "").strip()
    return Picture(line, address, alt)


def _tidied(text: str) -> str:
    text = re.sub(r"[ \t]*\\\n\s*", "\\\\\n", text)
    text = re.sub(r"[^\S\n]+", " ", text)
    return re.sub(r"^(?:\\\n|\s)+|(?:\\\n|\s)+$", "", text)
