"""What `core/drawings.py` refuses in an SVG file, and what it lets through."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.translations import marked_texts
from troubleshooter.core import drawings, pictures
from troubleshooter.core.pictures import PictureError, read_svg

SCREEN = b"""<?xml version="1.0" encoding="utf-8"?>
<!-- a settings screen -->
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
     viewBox="0 0 390 844" role="img" aria-label="Settings" xml:lang="en">
  <title>Settings</title>
  <style>
    .row { fill: #fff; clip-path: url( "#page" ) }
    @media (prefers-color-scheme: dark) { .row { fill: #000 } }
  </style>
  <defs>
    <linearGradient id="sky"><stop offset="0" stop-color="#eee"/></linearGradient>
    <clipPath id="page"><rect width="390" height="844" rx="40"/></clipPath>
    <g id="chevron"><path d="M0 0l6 6-6 6" fill="none" stroke="#999" stroke-width="2"/></g>
  </defs>
  <g clip-path="url(#page)" style="opacity: 1">
    <rect class="row" y="100" width="390" height="50" fill="url(#sky)"/>
    <text x="20" y="130" font-family="system-ui, sans-serif">Wi-Fi &amp; <tspan>more</tspan></text>
    <use href="#chevron" x="360" y="120"/><use xlink:href="#chevron" x="360" y="170"/>
  </g>
</svg>
"""


def svg(inside="", attributes='viewBox="0 0 10 20"'):
    namespaces = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    return f"<svg {namespaces} {attributes}>{inside}</svg>".encode()


def refusal(data):
    with pytest.raises(PictureError) as refused:
        read_svg(data)
    assert refused.value.template in marked_texts(drawings)
    return str(refused.value)


def test_a_drawing_keeps_its_bytes():
    picture = read_svg(SCREEN)
    assert picture.data == SCREEN
    assert (picture.extension, picture.width, picture.height) == ("svg", 390, 844)
    assert picture.variants == ()
    assert picture.image.endswith(".svg")


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ('viewBox="0 0 10 20"', (10, 20)),
        ('viewBox="-5,-5, 10.4 , 20.6"', (10, 21)),
        ('width="30" height="40px" viewBox="0 0 10 20"', (30, 40)),
        ('width="100%" height="40" viewBox="0 0 10 20"', (10, 20)),
        ('width="30" viewBox="0 0 10 20"', (10, 20)),
    ],
)
def test_a_drawing_has_the_size_it_states_else_that_of_its_view_box(attributes, size):
    picture = read_svg(svg(attributes=attributes))
    assert (picture.width, picture.height) == size


@pytest.mark.parametrize(
    "attributes",
    [
        *("", 'width="10"', 'viewBox="0 0 10"', 'viewBox="0 0 0 0"', 'width="0.2" height="5"'),
        *('width="10001" height="5"', 'width="1e3" height="1e3"', 'width="nan" height="inf"'),
    ],
)
def test_a_drawing_without_a_usable_size_is_refused(attributes):
    assert refusal(svg(attributes=attributes)) == (
        "The drawing has no usable size (1 to 10000 pixels). "
        "Give <svg> a width and height and import it again."
    )


@pytest.mark.parametrize(
    "name",
    [
        *("script", "foreignObject", "image", "a", "animate", "set", "iframe", "filter"),
        *("feImage", "pattern", "mask", "marker", "symbol", "switch", "handler", "audio"),
    ],
)
def test_an_element_not_on_the_list_is_refused(name):
    assert f"has the element <{name}>" in refusal(svg(f"<g><{name}/></g>"))


def test_an_element_of_another_language_is_refused():
    page = '<p xmlns="http://www.w3.org/1999/xhtml">x</p>'
    assert "has the element <p>" in refusal(svg(page))
    assert "has the element <rect>" in refusal(svg('<rect xmlns="http://example.org/"/>'))
    assert "has the element <rect>" in refusal(svg('<rect xmlns=""/>'))
    assert "has the element <svg>" in refusal(b'<svg viewBox="0 0 1 1"/>')
    assert "begins with <g>" in refusal(b'<g xmlns="http://www.w3.org/2000/svg"/>')


@pytest.mark.parametrize(
    "attribute",
    [
        *("onload", "onclick", "onmouseover", "onbegin", "ONLOAD", "src", "filter", "mask"),
        *("cursor", "from", "begin", "data-x", "xlink:show", "xlink:fill", "xml:base", "xml:id"),
    ],
)
def test_an_attribute_not_on_the_list_is_refused(attribute):
    name = attribute.rpartition(":")[2]
    assert f'has the attribute "{name}" on <rect>' in refusal(svg(f'<rect {attribute}="x"/>'))


def test_a_handler_on_the_drawing_itself_is_refused():
    assert '"onload" on <svg>' in refusal(svg(attributes='viewBox="0 0 1 1" onload="alert(1)"'))


@pytest.mark.parametrize("attribute", ["href", "xlink:href"])
@pytest.mark.parametrize(
    "target",
    [
        *("https://example.org/a.svg#b", "//example.org/", "a.svg#b", "javascript:alert(1)", ""),
        *("java&#10;script:alert(1)", "data:image/svg+xml,x", "#a b", " #a", "#", "#a/../b"),
    ],
)
def test_a_reference_out_of_the_drawing_is_refused(attribute, target):
    assert 'refers to "' in refusal(svg(f'<use {attribute}="{target}"/>'))


@pytest.mark.parametrize(
    "style",
    [
        "@import 'https://example.org/a.css';",
        "@IMPORT url(#a);",
        "@font-face { font-family: x }",
        "rect { fill: url(https://example.org/) }",
        "rect { fill: URL( 'https://example.org/#a' ) }",
        "rect { fill: url(a.svg#b) }",
        "rect { fill: url() }",
        "rect { fill: url('#a\") }",
        "rect { fill: url(#a) url(//e.org) }",
        "rect { fill: url(/**/#a) }",
        "rect { background: image('x.png') }",
        "rect { background: image-set('https://example.org/' 1x) }",
        "rect { width: expression(alert(1)) }",
        "rect { fill: javascript:alert(1) }",
        "rect { fill: u\\72l(https://example.org/) }",
        "&lt;script>",
        "<![CDATA[<script>]]>",
        "u<!-- -->rl(//e.org)",
        "u<![CDATA[rl(//e.org)]]>",
        "&#117;rl(//e.org)",
    ],
)
def test_a_style_that_could_reach_outside_is_refused(style):
    assert "in <style>, which could reach outside" in refusal(svg(f"<style>{style}</style>"))


@pytest.mark.parametrize("attribute", ["style", "fill", "clip-path", "class", "d", "media"])
@pytest.mark.parametrize(
    "value",
    ["url(//e.org)", "url(&quot;x.svg#a&quot;)", "u\\72l(x)", "@import x", "&#117;rl(x)", "&lt;x"],
)
def test_an_attribute_that_could_reach_outside_is_refused(attribute, value):
    assert f'in the attribute "{attribute}" on <path>' in refusal(
        svg(f'<path {attribute}="{value}"/>')
    )


def test_a_style_with_an_element_in_it_is_refused():
    inside = "<style>u<desc/>rl(//e.org)</style>"
    assert "has an element within <style>" in refusal(svg(inside))


def test_each_style_is_read_for_itself():
    assert read_svg(svg("<style>u</style><style>rl(//e.org)</style>"))


def test_a_label_for_reading_aloud_may_hold_any_words():
    assert read_svg(svg('<g aria-label="A facial expression, \\ and &lt;b>"/>'))


@pytest.mark.parametrize(
    "doctype",
    [
        "<!DOCTYPE svg>",
        '<!DOCTYPE svg SYSTEM "https://example.org/a.dtd">',
        '<!DOCTYPE svg [<!ENTITY a "b">]>',
        '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>',
    ],
)
def test_a_document_type_or_entity_is_refused(doctype):
    assert "has a document type or entities" in refusal(doctype.encode() + svg())


def test_an_entity_without_a_document_type_is_refused():
    assert "is not well-formed XML" in refusal(svg("<text>&a;</text>"))


@pytest.mark.parametrize("form", ["{pi}{svg}", "{svg}{pi}"])
def test_a_processing_instruction_is_refused(form):
    pi = '<?xml-stylesheet href="https://example.org/a.css"?>'
    data = form.format(pi=pi, svg=svg().decode()).encode()
    assert "has the processing instruction <?xml-stylesheet?>" in refusal(data)


def test_text_that_is_not_utf_8_is_refused():
    latin = b'<?xml version="1.0" encoding="ISO-8859-1"?>'
    assert "says that it is not written in UTF-8" in refusal(latin + svg())
    assert "says that it is not written in UTF-8" in refusal(b"\xef\xbb\xbf" + latin + svg())
    assert "is not written in UTF-8" in refusal(svg("<text>é</text>").decode().encode("latin-1"))
    assert "is not written in UTF-8" in refusal(svg().decode().encode("utf-16"))
    assert read_svg(b"\xef\xbb\xbf" + svg())


@pytest.mark.parametrize("data", [b"", b"x", b"<svg", svg("<g>"), svg() * 2, svg("\x00")])
def test_broken_xml_is_refused(data):
    assert "is not well-formed XML" in refusal(data)


def test_a_heavy_drawing_is_refused():
    frame = len(svg("<desc></desc>"))
    assert read_svg(svg(f"<desc>{'x' * (drawings.LARGEST_DRAWING - frame)}</desc>"))
    assert refusal(svg(f"<desc>{'x' * (drawings.LARGEST_DRAWING - frame + 1)}</desc>")) == (
        "The drawing weighs more than 200 KB. Simplify it and import it again."
    )


def test_a_deep_drawing_is_refused():
    assert read_svg(svg("<g>" * 63 + "</g>" * 63))
    assert "more than 64 elements within each other" in refusal(svg("<g>" * 64 + "</g>" * 64))


@pytest.mark.parametrize(
    "inside",
    [
        '<g id="a"><use href="#b"/><use href="#b"/></g><g id="b"><rect/></g><use href="#a"/>',
        '<g id="a"><g><use href="#a"/></g></g>',
        '<use id="a" href="#b"/><rect id="b"/><use xlink:href="#a"/>',
    ],
)
def test_a_use_of_a_use_is_refused(inside):
    assert "has a <use> that shows another <use>" in refusal(svg(inside))


def test_a_drawing_that_repeats_itself_too_often_is_refused():
    part = f'<g id="a">{"<path/>" * 99}</g>'
    assert read_svg(svg(part + '<use href="#a"/>' * 50))
    assert "repeats more than 5000 elements" in refusal(svg(part + '<use href="#a"/>' * 51))


PIECES = st.sampled_from(
    [
        *("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'>", "</svg>", "<g>", "</g>"),
        *("<style>", "</style>", "<!DOCTYPE a>", "<?a b?>", "<!--", "-->", "<![CDATA[", "]]>"),
        *("<script/>", "<use href='#a'/>", "<rect id='a' onload='x'/>", "&a;", "&#0;", "url("),
    ]
)


@settings(deadline=None, max_examples=300)
@given(st.one_of(st.binary(), st.lists(PIECES).map(lambda pieces: "".join(pieces).encode())))
def test_no_bytes_raise_anything_but_a_picture_error(data):
    try:
        picture = read_svg(data)
    except PictureError:
        return
    assert picture.data == data


def test_there_is_one_exception_for_both_kinds_of_picture():
    assert pictures.PictureError is drawings.PictureError
    assert issubclass(PictureError, ValueError)
