from html.parser import HTMLParser

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from troubleshooter.core import markup
from troubleshooter.core.markup import plain, render, render_inline

VOID = {"br", "hr"}
ATTRIBUTES = {"a": {"href", "title", "rel"}, "ol": {"start"}}


class Page(HTMLParser):
    """Reads HTML as a browser's tokenizer would and keeps what it met."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.balanced = True
        self.text = ""
        self.feed(source)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        self.balanced = self.balanced and bool(self.open) and self.open.pop() == tag

    def handle_data(self, data):
        self.text += data

    def links(self):
        return [attrs["href"] for tag, attrs in self.tags if tag == "a" and "href" in attrs]


def assert_harmless(source: str, allowed: frozenset[str]) -> None:
    page = Page(source)
    for tag, attributes in page.tags:
        assert tag in allowed
        assert set(attributes) <= ATTRIBUTES.get(tag, set())
        if tag == "a":
            assert attributes["rel"] == "noopener noreferrer"
    for link in page.links():
        scheme, colon, _ = link.partition(":")
        if colon and scheme.isalpha():
            assert scheme.lower() in {"http", "https", "mailto", "tel"}
    assert page.balanced
    assert page.open == []


def test_it_renders_the_markdown_that_guides_use():
    text = "Open **Settings**, tap *your name*.\n\n1. one\n2. two\n\n- `a`\n\n> ~~b~~"
    assert render(text) == (
        "<p>Open <strong>Settings</strong>, tap <em>your name</em>.</p>\n"
        "<ol>\n<li>one</li>\n<li>two</li>\n</ol>\n"
        "<ul>\n<li><code>a</code></li>\n</ul>\n"
        "<blockquote>\n<p><s>b</s></p>\n</blockquote>\n"
    )


def test_a_line_and_a_break_are_rendered():
    assert render("a\\\nb\n\n---") == "<p>a<br>\nb</p>\n<hr>\n"


def test_a_numbered_list_keeps_its_first_number():
    assert render("3. three") == '<ol start="3">\n<li>three</li>\n</ol>\n'


def test_a_table_is_rendered_without_inline_style():
    html = render("|a|b|\n|-|-:|\n|1|2|")
    assert "<td>2</td>" in html
    assert "style" not in html


def test_a_code_block_is_rendered_without_a_class():
    assert render("```python\n1 < 2\n```") == "<pre><code>1 &lt; 2\n</code></pre>\n"


@pytest.mark.parametrize(
    ("text", "tag"),
    [("# a", "h3"), ("a\n===", "h3"), ("## a", "h4"), ("a\n---", "h4"), ("### a", "h5")]
    + [(f"{'#' * level} a", "h6") for level in (4, 5, 6)],
)
def test_headings_begin_below_those_of_the_page(text, tag):
    assert render(text) == f"<{tag}>a</{tag}>\n"


def test_an_image_leaves_its_alternative_text():
    assert render("![the *red* <b>](x.png) here") == "<p>the red &lt;b&gt; here</p>\n"


def test_links_tell_the_other_site_nothing():
    assert render_inline('[a](https://example.org/ "t")') == (
        '<a href="https://example.org/" title="t" rel="noopener noreferrer">a</a>'
    )


@pytest.mark.parametrize(
    "url",
    ["http://e.org", "https://e.org", "mailto:a@e.org", "tel:+49301234", "/guides/a/", "b", "#c"],
)
def test_these_links_are_kept(url):
    assert Page(render(f"[a]({url})")).links() == [url]


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "&#106;avascript:alert(1)",
        "&#x6A&#x61;vascript&colon;alert(1)",
        "java&Tab;script:alert(1)",
        "java&NewLine;script:alert(1)",
        "<java\tscript:alert(1)>",
        "< javascript:alert(1)>",
        "&#1;javascript:alert(1)",
        "\\javascript:alert(1)",
        "vbscript:msgbox(1)",
        "data:text/html,<script>alert(1)</script>",
        "data:image/png;base64,AAAA",
        "data:image/svg+xml;base64,AAAA",
        "file:///etc/passwd",
        "ftp://e.org/",
        "blob:https://e.org/1",
        "view-source:https://e.org",
    ],
)
@pytest.mark.parametrize("form", ["[a]({})", "[a][r]\n\n[r]: {}", "<{}>", "![a]({})"])
def test_no_link_leaves_for_another_scheme(url, form):
    text = form.format(url)
    for html in (render(text), render_inline(text)):
        for link in Page(html).links():
            # What is left of an obfuscated scheme is an encoded path on this site, or nothing.
            assert not link.partition(":")[0].isalpha()
        assert_harmless(html, markup.TAGS)


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        '<a href="javascript:alert(1)" onclick="alert(1)">x</a>',
        "<div><p onmouseover=alert(1)>x</p></div>",
        "<scr<script>ipt>alert(1)</scr</script>ipt>",
        "<svg/onload=alert(1)>",
        "<iframe srcdoc='<script>alert(1)</script>'>",
        "<style>*{display:none}</style>",
        "<!-- --><script>alert(1)</script>",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    ],
)
@pytest.mark.parametrize("form", ["{}", "- {}", "> {}", "# {}", "**{}**", "[{}](/a)", "|{}|\n|-|"])
def test_raw_html_is_shown_as_it_was_typed(text, form):
    html = render(form.format(text))
    assert_harmless(html, markup.TAGS)
    assert Page(html).text.strip().lstrip("- >#").endswith(text)


@pytest.mark.parametrize(
    "text",
    [
        '[a](/x" onmouseover="alert(1))',
        "[a](/x 't\" onmouseover=\"alert(1)')",
        '![" onerror="alert(1)](x)',
        '```" onclick="alert(1)\nx\n```',
        "[<script>alert(1)</script>](/a '</a><script>')",
        "`</code><script>alert(1)</script>`",
    ],
)
def test_nothing_breaks_out_of_an_attribute_or_element(text):
    assert_harmless(render(text), markup.TAGS)
    assert_harmless(render_inline(text), markup.INLINE_TAGS)


def test_the_cleaner_alone_stops_what_the_parser_would_let_through():
    raw = '<script>1</script><p onclick="x">a<img src=x><a href="javascript:x" style="y">b</a></p>'
    kept = '<p>a<a rel="noopener noreferrer">b</a></p>'
    assert markup._BLOCKS.clean(raw) == kept
    assert markup._INLINE.clean(raw) == 'a<a rel="noopener noreferrer">b</a>'


def test_an_inline_text_has_no_block_around_it_or_in_it():
    assert render_inline("# Tap **OK**") == "# Tap <strong>OK</strong>"


def test_a_plain_text_is_one_line_of_words():
    text = "# Back *up*\n\nTap `OK` & [wait](/a 't').\\\nThen:\n\n- ![one](x)\n- two&nbsp;&lt;3\n"
    assert plain(text) == "Back up Tap OK & wait. Then: one two <3"


def test_a_plain_text_shows_entities_that_were_meant_as_text():
    assert plain("write `&amp;` or &amp;lt;") == "write &amp; or &lt;"


def test_a_lone_surrogate_is_replaced():
    assert render("a\ud800b") == "<p>a?b</p>\n"
    assert render_inline("a\ud800b") == plain("a\ud800b") == "a?b"


ONE_MEGABYTE = 1_000_000


@pytest.mark.parametrize("piece", ["[", "![", "&", "<script>", "*a_ ", "> ", "| a ", "a\n\n"])
def test_a_megabyte_of_anything_comes_back_as_text(piece):
    text = (piece * ONE_MEGABYTE)[:ONE_MEGABYTE]
    page = Page(render(text))
    assert [tag for tag, _ in page.tags] == ["p"]
    assert page.text.rstrip("\n") == text.rstrip("\n")
    assert Page(render_inline(text)).tags == []
    assert plain(text) == " ".join(text.split())


@pytest.mark.parametrize("piece", ["**a ", "*a **b ", "- ", "[a](", "> - "])
def test_the_longest_text_that_is_parsed_stays_well_formed(piece):
    text = (piece * markup.LONGEST)[: markup.LONGEST]
    assert_harmless(render(text), markup.TAGS)


def test_the_caches_are_bounded():
    for function in (render, render_inline, plain):
        assert function.cache_info().maxsize == 8192


WORDS = st.sampled_from(
    [
        *("#", "## ", "> ", "- ", "1. ", "*", "**", "_", "~~", "`", "```", "|", "|-|", "[", "](b)"),
        *("![a](b)", "<a href=javascript:1>", "<script>", "</p>", "<!--", "-->", "]]>", "[a]: b"),
        *("javascript:", "data:", "https:", "onclick=", "&#106;", "&lt;", "&quot;", "\\", '"', "'"),
        *(" ", "  ", "\t", "\n", "\n\n", "===", "---", "\x00", "\x0b", "\u2028", "\ufffe"),
    ]
)
TEXTS = st.one_of(
    st.text(st.characters(codec=None)),
    st.lists(st.one_of(WORDS, st.text(max_size=3))).map("".join),
)


@settings(deadline=None, max_examples=400)
@given(TEXTS)
@example("")
@example("\ud800")
def test_no_text_raises_or_yields_more_than_the_allowed_tags(text):
    assert_harmless(render(text), markup.TAGS)
    assert_harmless(render_inline(text), markup.INLINE_TAGS)
    assert plain(text) == " ".join(plain(text).split())
    assert Page(render(text)).text.split() == plain(text).split()


@settings(deadline=None)
@given(TEXTS)
def test_the_same_text_always_gives_the_same_html(text):
    for function in (render, render_inline, plain):
        assert function(text) == function.__wrapped__(text)
