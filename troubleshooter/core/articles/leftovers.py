"""What site builders leave in Markdown: Liquid, kramdown, shortcodes, call-outs, tabs."""

from __future__ import annotations

import re

from .elements import _ATTRIBUTE
from .fences import Fences, outside
from .source import Line

_LIQUID = re.compile(
    r"\{%-?\s*(/?\w+)([^%]{0,2000}?)-?%\}|\{\{[<%]\s*(/?\w+)(.{0,2000}?)/?[>%]\}\}", re.S
)
_OUTPUT = re.compile(r"\{\{[^{}]{0,300}\}\}")
_ATTRIBUTES = re.compile(
    r"[ \t]*\{:[^{}\n]{0,300}\}|[ \t]*\{[#.][\w-]+(?:[ \t]+[#.]?[\w-]+(?:=\S+)?)*\}[ \t]*$", re.M
)
_COMMENTED = re.compile(r"\{%-?\s*comment\s*-?%\}.{0,20000}?\{%-?\s*endcomment\s*-?%\}", re.S)
_CONTENTS = re.compile(
    r"^[ \t]*(?:[*+-] TOC|\[\[?_?toc_?\]?\]|\{:toc\}|\d\. TOC)[ \t]*$", re.I | re.M
)
_CALLOUT = re.compile(r"^( *):::+ *\{?\.?([a-zA-Z-]+)\}?[ \t]*(.*)$")
_ADMONITION = re.compile(r"^( *)(?:!!!|\?\?\?\+?) +([a-zA-Z-]+)(?: +\"([^\"]*)\")?[^\"]*$")
_TAB = re.compile(r'^( *)===[+!]? +"([^"]+)"\s*$')
_FOOTNOTE = re.compile(r"^ {0,3}\[\^([^\]]+)\]:[ \t]*(.*)$")
_WINDOWS_PATH = re.compile(
    r"(?<![\w`\\/])(?:[A-Za-z]:\\|\\\\[\w.$-]+\\|%\w+%\\|HKEY_\w+\\|HK(?:LM|CU|CR)\\)[^\s`*<>"
    r"|\"”)\]]*"
)
_TIGHT_HEADING = re.compile(r"^ {0,3}#{2,6}(?=[^\s#])", re.M)
TAB = "<!--tab:"
KINDS = {
    **dict.fromkeys(("note", "info", "seealso", "abstract", "summary"), "note"),
    **dict.fromkeys(("tip", "hint", "success", "check"), "tip"),
    **dict.fromkeys(("important",), "important"),
    **dict.fromkeys(("warning", "caution", "attention"), "warning"),
    **dict.fromkeys(("danger", "error", "bug", "failure"), "danger"),
}
"""Names of call-outs and what they come to."""


def plain_markdown(text: str) -> str:
    """The text without what belongs to a site builder; every line keeps its number."""
    if "{" in text:
        text = outside(text, _COMMENTED, lambda _found: "")
        text = outside(text, _LIQUID, _liquid)
        text = outside(text, _OUTPUT, lambda _found: "")
        text = outside(text, _ATTRIBUTES, lambda _found: "")
    text = outside(text, _TIGHT_HEADING, lambda found: f"{found.group()} ")
    text = outside(text, _CONTENTS, lambda _found: "")
    return outside(text, _WINDOWS_PATH, lambda found: _doubled(found.group()))


def _doubled(path: str) -> str:
    """A Windows path whose backslashes all show."""
    host = "\\\\" if path.startswith("\\\\") else ""
    path = path.removeprefix("\\\\") if host else path
    path = re.sub(r"(?<!\\)\\(?=[!-/:-@\[\]^_{-~])", r"\\\\", path)
    return 2 * host + path


def _liquid(found: re.Match[str]) -> str:
    name = (found.group(1) or found.group(3)).lower()
    rest = found.group(2) or found.group(4) or ""
    values = {
        m.group(1).lower(): m.group(2) or m.group(3) or m.group(4) or ""
        for m in _ATTRIBUTE.finditer(rest)
    }
    words = re.findall(r"\"([^\"]*)\"|'([^']*)'", rest)
    first = next((a or b for a, b in words), "") or rest.strip().strip("\"'")
    if name in {"figure", "image", "img", "picture"}:
        where = values.get("src") or values.get("url") or (rest.split() or [""])[0].strip("\"'")
        caption = f"\n*{values['caption']}*" if values.get("caption") else ""
        return f"![{values.get('alt', '')}]({where}){caption}"
    if name == "tab":
        return f"{TAB}{values.get('name') or values.get('title') or first}-->"
    if name in {"endtabs", "/tabs", "tabs", "endtab", "/tab"}:
        return f"{TAB}-->" if "tabs" in name and name != "tabs" else ""
    if name in {"highlight", "code", "codeblock"}:
        return f"```{rest.strip().split(' ')[0] if rest.strip() else ''}"
    if name in {"endhighlight", "/highlight", "endcode", "endcodeblock"}:
        return "```"
    if name in {"hint", "callout", "alert", "notice"} or name in KINDS:
        kind = values.get("style") or values.get("type") or (first.split() or ["note"])[0]
        return f":::{kind if kind in KINDS else KINDS.get(name, 'note')}"
    if name.lstrip("/").removeprefix("end") in {"hint", "callout", "alert", "notice", *KINDS}:
        return ":::"
    if name == "include" and (said := values.get("content") or values.get("text")):
        kind = next((kind for kind in KINDS if kind in rest.lower().split(".")[0]), "note")
        return f"> [!{kind.upper()}] {said}"
    return ""


def with_callouts(lines: list[Line]) -> list[Line]:
    """Call-outs and tabs in every notation as the one that the parser's reader knows."""
    text = "\n".join(line.text for line in lines)
    if not re.search(r"^ *(:::|!!!|\?\?\?|===|\[\^)", text, re.M):
        return lines
    fences, position = Fences(text), 0
    out: list[Line] = []
    depth: list[str] = []
    indented = -1
    tab_indent = -1
    for line in lines:
        inside = fences.holds(position)
        position += len(line.text) + 1
        body = line.text
        indent = len(body) - len(body.lstrip(" "))
        if indented >= 0 and body.strip() and indent <= indented:
            indented = -1
            out.append(Line(None, ""))
        if tab_indent >= 0 and body.strip() and indent <= tab_indent and not _TAB.match(body):
            tab_indent = -1
            out += [Line(None, ""), Line(None, f"{TAB}-->"), Line(None, "")]
        if inside:
            out.append(_indented(line, indented, tab_indent, depth))
            continue
        if found := _TAB.match(body):
            tab_indent = len(found.group(1))
            out += [Line(None, ""), Line(line.number, f"{TAB}{found.group(2)}-->"), Line(None, "")]
        elif found := _ADMONITION.match(body):
            indented = len(found.group(1))
            head = f"> [!{found.group(2).upper()}] {found.group(3) or ''}"
            out += [Line(None, ""), Line(line.number, head)]
            out += [Line(None, ">")] if found.group(3) else []
        elif body.strip().startswith(":::") and not body.strip().strip(":"):
            if depth and depth.pop() == "callout":
                out.append(Line(line.number, ""))
            else:
                out += [Line(None, ""), Line(line.number, f"{TAB}-->"), Line(None, "")]
        elif found := _CALLOUT.match(body):
            name, rest = found.group(2).lower(), found.group(3).strip()
            if name in {"tab", "tab-item"}:
                depth.append("tab")
                out += [
                    Line(None, ""),
                    Line(line.number, f"{TAB}{rest.strip(chr(34))}-->"),
                    Line(None, ""),
                ]
            elif name in KINDS:
                depth.append("callout")
                title = re.sub(r"^\[(.*)\]$", r"\1", rest)
                out += [Line(None, ""), Line(line.number, f"> [!{name.upper()}] {title}")]
                out += [Line(None, ">")] if title else []
            else:
                depth.append("other")
                out.append(Line(line.number, rest))
        elif found := _FOOTNOTE.match(body):
            out.append(Line(line.number, f"\\[^{found.group(1)}]: {found.group(2)}"))
        else:
            out.append(_indented(line, indented, tab_indent, depth))
    return out


def _indented(line: Line, indented: int, tab_indent: int, depth: list[str]) -> Line:
    body = line.text
    if tab_indent >= 0:
        body = body[tab_indent + 4 :] if body[: tab_indent + 4].isspace() else body.lstrip(" ")
    if indented >= 0:
        body = body[indented + 4 :] if body[: indented + 4].isspace() else body.lstrip(" ")
    if indented >= 0 or (depth and depth[-1] == "callout"):
        return Line(line.number, f"> {body}".rstrip())
    return Line(line.number, body)
