"""Real articles, damaged: what a seed makes of them is always the same."""

from pathlib import Path
from random import Random

SAMPLES = Path(__file__).parent / "samples"
CORPUS = [path.read_text(encoding="utf-8") for path in sorted(SAMPLES.iterdir())]
TOKENS = [
    *("**", "__", "*", "`", "```\n", "~~~", "[", "](", ")", "![", "](javascript:alert(1))", "|"),
    *(
        "<div>",
        "</div>",
        "<b>",
        "<script>alert(1)</script>",
        "<!--",
        "-->",
        "<img src=x onerror=y>",
    ),
    *("<table><tr><td>", "<ol><li>", "</li>", "<h2>", "<details><summary>", "<p hidden>", "<", "&"),
    *("# ", "## ", "### 1. ", "#### Step 2: ", "1. ", "7) ", "- ", "> ", "    ", "\t", "---\n"),
    *(
        "===\n",
        "+++\n",
        ":::tip\n",
        ":::\n",
        "!!! note\n",
        '=== "Mac"\n',
        "> [!WARNING]\n",
        "{: .x}",
    ),
    *(
        "{% if x %}",
        "{% endif %}",
        "{% raw %}",
        "{{ x }}",
        "{% include a.html %}",
        "[^1]: a",
        "[a]: b",
    ),
    *(
        "\x00",
        "\ufeff",
        "\u202e",
        "\u2028",
        "\ud800",
        "\x85",
        "\x0b",
        "\r",
        "\r\n",
        "é",
        "中文",
        "1️⃣",
        "①",
    ),
    *(
        "If you have an iPhone 8, ",
        "On Windows: ",
        "Either ",
        "or ",
        "Also read:",
        "Close",
        "C:\\a\\_b",
    ),
    *(
        "<!-- ads begin -->",
        "<!-- ads end -->",
        "<ins class=a>",
        "data:image/png;base64,AA",
        "\\",
        "a" * 300,
    ),
    *(
        "!!python/object/apply:os.system [x]",
        "&a [*a, *a]",
        "title: [",
        "a: b: c",
        "'",
        '"',
        "…",
        "–",
    ),
]


def mutated(seed: int) -> str:
    """The article that this seed makes."""
    random = Random(seed)
    text = random.choice(CORPUS)
    if random.random() < 0.15:
        other = random.choice(CORPUS)
        text = text[: random.randrange(len(text))] + other[random.randrange(len(other)) :]
    for _ in range(random.choice((1, 2, 3, 5, 8, 20))):
        text = random.choice(CHANGES)(text, random)
    return text


def _insert(text: str, random: Random) -> str:
    at = random.randint(0, len(text))
    return text[:at] + random.choice(TOKENS) * random.choice((1, 1, 1, 2, 9)) + text[at:]


def _cut(text: str, random: Random) -> str:
    at = random.randint(0, len(text))
    return text[:at] + text[at + random.choice((1, 2, 10, 100, 1000)) :]


def _lines(change):
    def changed(text: str, random: Random) -> str:
        lines = text.split("\n")
        change(lines, random)
        return "\n".join(lines)

    return changed


def _swap(lines, random):
    a, b = random.randrange(len(lines)), random.randrange(len(lines))
    lines[a], lines[b] = lines[b], lines[a]


def _drop(lines, random):
    del lines[random.randrange(len(lines))]
    lines or lines.append("")


def _double(lines, random):
    at = random.randrange(len(lines))
    lines[at:at] = lines[at : at + random.choice((1, 3, 9))]


def _indent(lines, random):
    at = random.randrange(len(lines))
    lines[at] = random.choice((" ", "  ", "    ", "\t", "> ", "- ", "1. ", "")) + lines[at].lstrip()


def _join(lines, random):
    at = random.randrange(len(lines))
    lines[at : at + 2] = ["".join(lines[at : at + 2])]


def _begin(lines, random):
    at = random.randrange(len(lines))
    lines[at] = random.choice(TOKENS) + lines[at]


CHANGES = [_insert, _insert, _cut, *map(_lines, (_swap, _drop, _double, _indent, _join, _begin))]
