import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from tests.core.picture_samples import (
    chunk,
    encoded,
    extended,
    jpeg_header,
    photograph,
    png_header,
    screenshot,
    webp,
)
from tests.translations import marked_texts
from troubleshooter.core import pictures
from troubleshooter.core.pictures import PictureError, read_upload


def refusal(data):
    with pytest.raises(PictureError) as refused:
        read_upload(data)
    assert refused.value.template in marked_texts(pictures)
    return str(refused.value)


LARGE = (
    "The picture has {} megapixels; the largest accepted is 40. "
    "Make it smaller and upload it again."
)


def simple(width, height):
    """The first bytes of a WebP with loss, claiming this size."""
    return chunk(b"VP8 ", b"\x10\0\0\x9d\x01\x2a" + struct.pack("<HH", width, height) + b"\0" * 20)


def lossless(width, height):
    bits = (width - 1) | (height - 1) << 14
    return chunk(b"VP8L", b"\x2f" + bits.to_bytes(4, "little") + b"\0" * 20)


@pytest.mark.parametrize(
    ("data", "megapixels"),
    [
        (png_header(10_000, 6_100), "61"),
        (png_header(8_001, 5_000), "40.1"),
        (png_header(60_000, 60_000), "3600"),
        (png_header(2**31 - 1, 2**31 - 1), "4611686014132.5"),
        (jpeg_header(10_000, 6_100), "61"),
        (jpeg_header(65_500, 65_500), "4290.3"),
        (webp(simple(10_000, 6_100)), "61"),
        (webp(simple(16_383, 16_383)), "268.5"),
        (webp(lossless(16_383, 16_383)), "268.5"),
        (webp(extended((10_000, 6_100)), simple(10_000, 6_100)), "61"),
        (webp(extended((2**24, 2**24)), simple(1, 1)), "281474976.8"),
        (webp(extended((2**24, 2**24), flags=2)), "281474976.8"),
    ],
    ids=lambda value: value if isinstance(value, str) else value[:16].decode("ascii", "replace"),
)
@pytest.mark.filterwarnings("error")
def test_a_picture_that_claims_too_many_pixels_is_refused_before_it_is_decoded(data, megapixels):
    assert refusal(data) == LARGE.format(megapixels)


def test_forty_megapixels_are_accepted():
    picture = read_upload(encoded(Image.new("1", (20_000, 2_000))))
    assert (picture.width, picture.height) == (1600, 160)


def test_eight_megabytes_are_accepted_and_a_byte_more_is_not():
    small = encoded(screenshot())
    padded = small + b"\0" * (pictures.LARGEST_UPLOAD - len(small))
    assert read_upload(padded).data == read_upload(small).data
    assert refusal(padded + b"\0") == (
        "The picture weighs 8.1 MB; the largest accepted is 8 MB. "
        "Make it smaller and upload it again."
    )


UNREADABLE = (
    "The picture cannot be read; it may have been cut off on its way. "
    "Save it once more as PNG and upload it again."
)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9])
def test_a_picture_that_was_cut_off_is_refused(kind, share):
    data = encoded(photograph(), kind)
    assert refusal(data[: max(16, int(len(data) * share))]) == UNREADABLE


@pytest.mark.parametrize(
    "data",
    [
        webp(extended((5, 5)), simple(6, 6)),
        webp(extended((5, 5))),
        webp(),
        webp(chunk(b"EXIF", b"x")),
        png_header(0, 5),
        png_header(5, 5),
    ],
)
def test_a_picture_whose_parts_do_not_fit_is_refused(data):
    assert refusal(data) == UNREADABLE


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a",
        encoded(screenshot(), "GIF"),
        encoded(screenshot(), "BMP"),
        encoded(screenshot(), "TIFF"),
        encoded(screenshot(), "ICO"),
        b"%PDF-1.7 ...",
        b"\0\0\0\x18ftypheic\0\0\0\0",
        b"<html><script>alert(1)</script></html>",
        b"MZ\x90\0" + encoded(screenshot()),
        b" " + encoded(screenshot()),
    ],
)
def test_other_content_is_refused_whatever_the_name(data):
    assert refusal(data) == (
        "This is not a PNG, JPEG or WebP picture, whatever its name says. "
        "Save it as PNG and upload it again."
    )


@pytest.mark.parametrize("start", [b"", b"<?xml version='1.0'?>\n", b"<!-- x -->", b"\xef\xbb\xbf"])
def test_an_uploaded_drawing_is_refused_with_the_way_it_may_come(start):
    drawing = start + b'<SVG xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>'
    assert refusal(drawing) == (
        "SVG drawings are accepted by the import command only. "
        "Save the picture as PNG and upload it again."
    )


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_an_animation_is_refused(kind):
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    moving = encoded(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)
    assert refusal(moving) == (
        "The picture is an animation. Save the one frame to show as PNG and upload that."
    )


SEEDS = [encoded(screenshot((20, 10)), kind) for kind in ("PNG", "JPEG", "WEBP")]
SEEDS += [
    encoded(screenshot((20, 10), "RGBA"), "WEBP", exif=b"Exif\0\0II*\0", xmp=b"<x/>"),
    encoded(screenshot((20, 10), "P"), "PNG", transparency=1, icc_profile=b"no profile"),
]
BEGINNINGS = [
    b"",
    b"\x89PNG\r\n\x1a\n",
    b"\xff\xd8\xff",
    b"RIFF\x10\0\0\0WEBPVP8X",
    png_header(5, 5),
]


def accepted_or_refused(data):
    try:
        picture = read_upload(data)
    except PictureError:
        return
    assert read_upload(picture.data) == picture


@settings(deadline=None, max_examples=300)
@given(st.sampled_from(BEGINNINGS), st.binary())
@pytest.mark.filterwarnings("ignore")
def test_no_bytes_raise_anything_but_a_picture_error(beginning, rest):
    accepted_or_refused(beginning + rest)


@settings(deadline=None, max_examples=300)
@given(st.sampled_from(SEEDS), st.data())
@pytest.mark.filterwarnings("ignore")
def test_no_damage_raises_anything_but_a_picture_error(seed, draw):
    data = bytearray(seed)
    for _ in range(draw.draw(st.integers(1, 4))):
        data[draw.draw(st.integers(0, len(data) - 1))] = draw.draw(st.integers(0, 255))
    accepted_or_refused(bytes(data))
