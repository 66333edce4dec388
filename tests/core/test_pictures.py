import hashlib
import math

import pytest
from PIL import Image, ImageChops, ImageCms, ImageDraw, ImageStat

from tests.core.picture_samples import (
    chunk,
    decoded,
    encoded,
    extended,
    photograph,
    screenshot,
    webp,
)
from troubleshooter.core.pictures import read_upload

SECRET = b"Secret place 52.5200"
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/">Secret place 52.5200</x:xmpmeta>'


def test_an_upload_becomes_webp_named_by_its_content():
    picture = read_upload(encoded(screenshot()))
    assert decoded(picture.data).format == "WEBP"
    assert (picture.extension, picture.width, picture.height) == ("webp", 200, 100)
    assert picture.image == f"{hashlib.sha256(picture.data).hexdigest()[:32]}.webp"


def test_a_screenshot_keeps_every_pixel():
    source = screenshot()
    picture = read_upload(encoded(source))
    assert picture.data[12:16] == b"VP8L"
    assert decoded(picture.data).convert("RGB").tobytes() == source.tobytes()


def test_a_photograph_is_made_small():
    source = encoded(photograph(), "JPEG", quality=95)
    picture = read_upload(source)
    assert picture.data[12:16] == b"VP8 "
    assert len(picture.data) < len(source)
    change = ImageChops.difference(decoded(picture.data), decoded(source))
    assert max(ImageStat.Stat(change).mean) < 4  # of 255, in the mean


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((1600, 200), (1600, 200)),
        ((1602, 801), (1600, 800)),
        ((210, 2800), (120, 1600)),
        ((3000, 1), (1600, 1)),
    ],
)
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_the_longest_side_is_1600_pixels(size, expected, kind):
    picture = read_upload(encoded(screenshot(size), kind))
    assert (picture.width, picture.height) == decoded(picture.data).size == expected


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((1500, 100), [(360, 24), (720, 48)]),
        ((721, 100), [(360, 50), (720, 100)]),
        ((720, 90), [(360, 45)]),
        ((360, 600), []),
        ((100, 300), []),
    ],
)
def test_smaller_renditions_are_made_and_never_larger_ones(size, expected):
    picture = read_upload(encoded(photograph(size)))
    assert [(variant.width, variant.height) for variant in picture.variants] == expected
    for variant in picture.variants:
        assert decoded(variant.data).format == "WEBP"
        assert decoded(variant.data).size == (variant.width, variant.height)
        assert len(variant.data) < len(picture.data)
        assert variant.variants == ()
    assert len({picture.image, *(variant.image for variant in picture.variants)}) == (
        len(expected) + 1
    )


def test_a_rendition_is_shrunk_softly():
    stripes = Image.new("L", (720, 40))
    stripes.putdata([255 * (column % 2) for column in range(720)] * 40)
    # The photograph makes it heavy enough for a smaller rendition to be worth it.
    picture = photograph((720, 120))
    picture.paste(stripes, (0, 0))
    (rendition,) = read_upload(encoded(picture)).variants
    assert_close(decoded(rendition.data).convert("RGB").getpixel((180, 9)), (128, 128, 128))


def test_a_rendition_that_would_weigh_more_is_left_out():
    lines = Image.new("RGB", (800, 800), "white")
    for x in range(0, 800, 3):  # sharp lines, cheap; softened by shrinking, dear
        ImageDraw.Draw(lines).line((x, 0, 799 - x, 799), fill="black")
    picture = read_upload(encoded(lines))
    weights = [len(variant.data) for variant in picture.variants]
    assert all(weight < len(picture.data) for weight in weights)
    assert len(weights) < 2


SOURCES = {
    "screenshot": encoded(screenshot((400, 800))),
    "large": encoded(screenshot((2000, 200))),
    "photograph": encoded(photograph((800, 90)), "JPEG"),
    "see-through": encoded(
        Image.merge("RGBA", [*photograph().split(), Image.new("L", (200, 100), 128)])
    ),
    "see-through screenshot": encoded(Image.new("RGBA", (80, 80), (9, 9, 9, 90))),
    "black and white": encoded(screenshot(mode="1")),
    "grey": encoded(screenshot(mode="L")),
    "see-through grey": encoded(screenshot(mode="LA")),
    "deep grey": encoded(Image.new("I;16", (9, 9), 65_000)),
    "palette": encoded(screenshot(mode="P")),
    "see-through palette": encoded(screenshot(mode="P"), transparency=3),
    "print": encoded(screenshot(mode="CMYK"), "JPEG"),
    "webp": encoded(photograph(), "WEBP", exif=b"Exif\0\0" + SECRET),
}


@pytest.mark.parametrize("name", SOURCES)
def test_reading_what_was_read_changes_nothing(name):
    once = read_upload(SOURCES[name])
    assert once.data != SOURCES[name]
    twice = read_upload(once.data)
    assert twice.data == once.data
    assert twice == once


@pytest.mark.parametrize("name", SOURCES)
def test_the_same_bytes_give_the_same_picture(name):
    assert read_upload(SOURCES[name]) == read_upload(SOURCES[name])


@pytest.mark.parametrize(
    "data",
    [
        encoded(photograph(), "WEBP"),
        encoded(photograph(), "WEBP", lossless=True),
        webp(extended((200, 100)), encoded(photograph(), "WEBP")[12:]),
        webp(extended((200, 100)), encoded(photograph(), "WEBP", lossless=True)[12:]),
        encoded(decoded(SOURCES["see-through"]), "WEBP", quality=50),
        encoded(photograph((1600, 20)), "WEBP", quality=5),
    ],
)
def test_a_webp_that_is_already_so_keeps_its_bytes(data):
    assert read_upload(data).data == data


def test_a_webp_whose_data_is_of_odd_length_keeps_its_bytes():
    samples = [encoded(photograph((side, 9)), "WEBP", lossless=True) for side in range(9, 21)]
    odd = [data for data in samples if data[16] % 2]
    assert odd
    assert all(read_upload(data).data == data for data in odd)


@pytest.mark.parametrize("more", [b"place", b"NOTE\4\0\0\0place"])
def test_what_follows_the_end_of_a_webp_is_gone(more):
    data = encoded(photograph(), "WEBP") + more
    assert b"place" not in read_upload(data).data


@pytest.mark.parametrize(
    "data",
    [
        encoded(photograph(), "WEBP", exif=b"Exif\0\0" + SECRET),
        encoded(photograph(), "WEBP", xmp=XMP),
        encoded(photograph(), "WEBP", icc_profile=SECRET),
        encoded(photograph(), "WEBP") + SECRET,
        webp(encoded(photograph(), "WEBP")[12:], chunk(b"NOTE", SECRET)),
        encoded(screenshot(), "JPEG", exif=b"Exif\0\0" + SECRET, xmp=XMP, comment=SECRET),
        encoded(screenshot(), "PNG", exif=b"Exif\0\0" + SECRET),
        encoded(screenshot(), "PNG") + SECRET,
    ],
)
def test_hidden_words_are_gone(data):
    assert SECRET in data
    picture = read_upload(data)
    for stored in (picture, *picture.variants):
        assert SECRET not in stored.data
        assert set(decoded(stored.data).info) <= {"loop", "background"}


def test_the_place_where_a_photograph_was_taken_is_gone():
    exif = Image.Exif()
    exif[0x010F] = "Camera maker"
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 31.0, 12.0), 3: "E", 4: (13.0, 24.0, 17.0)})
    data = encoded(photograph((800, 90)), "JPEG", exif=exif)
    assert decoded(data).getexif().get_ifd(0x8825)[1] == "N"
    picture = read_upload(data)
    for stored in (picture, *picture.variants):
        assert dict(decoded(stored.data).getexif()) == {}
        assert not {"exif", "xmp", "icc_profile"} & set(decoded(stored.data).info)
        assert b"Camera maker" not in stored.data


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_held_sideways_stands_upright(orientation, kind):
    upright = screenshot((400, 200))
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    held = upright.transpose(undo[orientation]) if orientation > 1 else upright
    exif = Image.Exif()
    exif[0x0112] = orientation
    picture = read_upload(encoded(held, kind, exif=exif))
    for stored in (picture, *picture.variants):
        seen = decoded(stored.data).convert("RGB")
        right, low = seen.width - 20, seen.height - 20
        assert seen.width == 2 * seen.height
        assert_close(seen.getpixel((20, 20)), (220, 20, 20))
        assert_close(seen.getpixel((right, 20)), (20, 160, 20))
        assert_close(seen.getpixel((20, low)), (20, 20, 220))


def assert_close(colour, expected, tolerance=12):
    assert math.dist(colour, expected) < tolerance


@pytest.mark.filterwarnings("ignore:Corrupt EXIF")
def test_unreadable_metadata_does_no_harm():
    data = encoded(screenshot(), "JPEG", exif=b"Exif\0\0II*\0\xff\xff\xff\xff broken")
    assert read_upload(data).width == 200


def test_see_through_pixels_stay_so():
    picture = read_upload(SOURCES["see-through screenshot"])
    assert decoded(picture.data).convert("RGBA").getpixel((5, 5)) == (9, 9, 9, 90)
    palette = read_upload(SOURCES["see-through palette"])
    assert decoded(palette.data).mode == "RGBA"


def test_sixteen_bits_of_grey_keep_their_brightness():
    picture = read_upload(SOURCES["deep grey"])
    assert decoded(picture.data).convert("RGB").getpixel((4, 4)) == (253, 253, 253)


def test_a_palette_is_shrunk_as_softly_as_any_picture():
    stripes = Image.new("P", (3200, 8))
    stripes.putpalette([0, 0, 0, 255, 255, 255])
    stripes.putdata([column % 2 for column in range(3200)] * 8)
    seen = decoded(read_upload(encoded(stripes)).data).convert("RGB")
    assert_close(seen.getpixel((800, 2)), (128, 128, 128))


def swapped_profile():
    """A profile in which red and blue have changed places, so that its use can be seen."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, blue = profile.index(b"rXYZ"), profile.index(b"bXYZ")
    profile[red : red + 4], profile[blue : blue + 4] = b"bXYZ", b"rXYZ"
    return bytes(profile)


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_colours_of_another_profile_become_srgb(mode):
    red = Image.new(mode, (8, 8), (255, 0, 0, 77)[: len(mode)])
    picture = read_upload(encoded(red, icc_profile=swapped_profile()))
    seen = decoded(picture.data)
    assert_close(seen.convert("RGB").getpixel((4, 4)), (0, 0, 255))
    assert "icc_profile" not in seen.info
    if mode == "RGBA":
        assert seen.getpixel((4, 4))[3] == 77


@pytest.mark.parametrize(("mode", "kind"), [("RGB", "PNG"), ("L", "PNG"), ("CMYK", "JPEG")])
def test_a_profile_that_does_not_fit_is_ignored(mode, kind):
    source = screenshot(mode=mode)
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    plain = read_upload(encoded(source, kind))
    for profile in (b"no profile", lab):
        assert read_upload(encoded(source, kind, icc_profile=profile)).data == plain.data
