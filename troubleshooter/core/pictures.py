"""Pictures: uploads made small and free of metadata, drawings checked for being harmless.

What a picture is, is read from its bytes, never from its name. Everything refused is refused with
a sentence that says what to do.
"""

from __future__ import annotations

import hashlib
import math
import struct
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from io import BytesIO

from PIL import Image, ImageCms, ImageOps
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from . import drawings
from .wording import gettext_noop

LARGEST_UPLOAD = 8 * 1024 * 1024
"""In bytes."""
LARGEST_AREA = 40_000_000
"""In pixels, as the header claims them."""
LONGEST_SIDE = 1600
"""In pixels, of what is stored: two for each point of the largest place a picture is shown in."""
WIDTHS = (360, 720)
"""In pixels, of the smaller renditions."""
QUALITY = 82

PictureError = drawings.PictureError


@dataclass(frozen=True)
class Picture:
    """A picture ready to be stored and served. `variants` are its smaller renditions, by width."""

    data: bytes = field(repr=False)
    extension: str
    width: int
    height: int
    variants: tuple[Picture, ...] = ()

    @cached_property
    def image(self) -> str:
        """The content address: the same bytes have the same name, other bytes another."""
        return f"{hashlib.sha256(self.data).hexdigest()[:32]}.{self.extension}"


def read_upload(data: bytes) -> Picture:
    """Return an uploaded PNG, JPEG or WebP as a WebP with its smaller renditions.

    It stands upright, is in sRGB, holds no metadata and is at most `LONGEST_SIDE` pixels long. A
    WebP that is all this already keeps its bytes, so reading what was read changes nothing. The
    same bytes give the same picture. Raises PictureError.
    """
    if len(data) > LARGEST_UPLOAD:
        template = gettext_noop(
            "The picture weighs {size} MB; the largest accepted is {most} MB. "
            "Make it smaller and upload it again."
        )
        size, most = _tenths(len(data) / 1024**2), str(LARGEST_UPLOAD // 1024**2)
        raise PictureError(template, size=size, most=most)
    if not _is_final(data):
        data = _webp(_pixels(data))
    # Always from the stored bytes: reading those again must give the same renditions.
    pixels = _pixels(data)
    renditions = (_rendition(pixels, width) for width in WIDTHS if width < pixels.width)
    variants = tuple(variant for variant in renditions if len(variant.data) < len(data))
    return Picture(data, "webp", *pixels.size, variants)


def read_svg(data: bytes) -> Picture:
    """Return an SVG drawing, its bytes as they are, once it has proved harmless.

    For drawings that come with a guide; people's uploads go through `read_upload`. Raises
    PictureError.
    """
    width, height = drawings.measure(data)
    return Picture(data, "svg", width, height)


def _tenths(number: float) -> str:
    """Rounded up, so that what is just too much never reads as the limit itself."""
    return f"{math.ceil(number * 10) / 10:.1f}".removesuffix(".0")


def _rendition(pixels: Image.Image, width: int) -> Picture:
    size = (width, max(1, round(pixels.height * width / pixels.width)))
    return Picture(_webp(pixels.resize(size, Image.Resampling.LANCZOS)), "webp", *size)


def _webp(pixels: Image.Image) -> bytes:
    """Screenshots are smaller without loss, photographs with it: try both and keep the smaller."""
    exact, lossy = BytesIO(), BytesIO()
    pixels.save(exact, "WEBP", lossless=True, quality=50)  # here quality means effort
    pixels.save(lossy, "WEBP", quality=QUALITY)
    return min(exact.getvalue(), lossy.getvalue(), key=len)


def _pixels(data: bytes) -> Image.Image:
    """Decode to upright RGB or RGBA in sRGB, at most `LONGEST_SIDE` long."""
    try:
        return _in_srgb(_upright(_shrunk(_opened(data))))
    except PictureError:
        raise
    except Exception as error:  # Pillow's readers raise a dozen kinds at broken files.
        template = gettext_noop(
            "The picture cannot be read; it may have been cut off on its way. "
            "Save it once more as PNG and upload it again."
        )
        raise PictureError(template) from error


def _opened(data: bytes) -> Image.Image:
    """Read the header and refuse what must not be decoded.

    Each format's own reader is called: `Image.open` would warn about large pictures and guess.
    """
    picture: PngImageFile | JpegImageFile | WebPImageFile
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        picture = PngImageFile(BytesIO(data))
    elif data.startswith(b"\xff\xd8\xff"):
        picture = JpegImageFile(BytesIO(data))
    elif _is_webp(data):
        # This reader makes room for the whole picture at once, so ask before calling it.
        _refuse_large(_webp_size(data))
        picture = WebPImageFile(BytesIO(data))
    elif b"<svg" in data[:4096].lower():
        template = gettext_noop(
            "SVG drawings are accepted by the import command only. "
            "Save the picture as PNG and upload it again."
        )
        raise PictureError(template)
    else:
        template = gettext_noop(
            "This is not a PNG, JPEG or WebP picture, whatever its name says. "
            "Save it as PNG and upload it again."
        )
        raise PictureError(template)
    _refuse_large(picture.size)
    _refuse_moving(getattr(picture, "is_animated", False))
    return picture


def _refuse_large(size: tuple[int, int]) -> None:
    area = size[0] * size[1]
    if area > LARGEST_AREA:
        template = gettext_noop(
            "The picture has {size} megapixels; the largest accepted is {most}. "
            "Make it smaller and upload it again."
        )
        most = str(LARGEST_AREA // 1_000_000)
        raise PictureError(template, size=_tenths(area / 1e6), most=most)


def _refuse_moving(is_moving: bool) -> None:
    if is_moving:
        template = gettext_noop(
            "The picture is an animation. Save the one frame to show as PNG and upload that."
        )
        raise PictureError(template)


def _shrunk(picture: Image.Image) -> Image.Image:
    if picture.mode.startswith("I"):  # 16 bits of grey; convert() would clip them to white
        picture = picture.convert("I").point(lambda grey: grey / 256).convert("L")
        picture.info.pop("transparency", None)  # told in 16 bits too
    if picture.has_transparency_data:
        picture = picture.convert("RGBA")
    elif picture.mode not in {"L", "RGB", "CMYK"}:
        picture = picture.convert("RGB")
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS, reducing_gap=3)
    # Only now, as JPEG decodes large ones smaller; not later, where errors are about metadata.
    picture.load()
    return picture


def _upright(picture: Image.Image) -> Image.Image:
    # Metadata that cannot be read says nothing about how the picture was held.
    with suppress(Exception):
        return ImageOps.exif_transpose(picture)
    return picture


def _in_srgb(picture: Image.Image) -> Image.Image:
    colours = picture.convert("RGB")
    # A profile that is broken, or made for grey or for printing, is ignored.
    with suppress(ImageCms.PyCMSError, KeyError, OSError):
        profile = ImageCms.ImageCmsProfile(BytesIO(picture.info["icc_profile"]))
        srgb = ImageCms.createProfile("sRGB")
        colours = ImageCms.profileToProfile(colours, profile, srgb) or colours
    if picture.mode == "RGBA":
        colours.putalpha(picture.getchannel("A"))
    return colours


def _is_webp(data: bytes) -> bool:
    return data[:4] == b"RIFF" and data[8:12] == b"WEBP"


def _webp_chunks(data: bytes) -> tuple[bytes, ...]:
    """The names of the chunks in order; an end that does not fit is one without a name.

    https://developers.google.com/speed/webp/docs/riff_container
    """
    names = []
    position = 12
    while position + 8 <= len(data):
        name, size = struct.unpack_from("<4sI", data, position)
        names.append(name)
        position += 8 + size + size % 2
    if position != len(data):
        names.append(b"")
    return tuple(names)


def _webp_size(data: bytes) -> tuple[int, int]:
    """Width and height as the header claims them."""

    def number(start: int, length: int) -> int:
        return int.from_bytes(data[start : start + length], "little")

    match data[12:16]:
        case b"VP8X":
            return number(24, 3) + 1, number(27, 3) + 1
        case b"VP8L":
            return (number(21, 4) & 0x3FFF) + 1, (number(21, 4) >> 14 & 0x3FFF) + 1
        case _:
            return number(26, 2) & 0x3FFF, number(28, 2) & 0x3FFF


_STILL_WITHOUT_METADATA = (
    (b"VP8 ",),
    (b"VP8L",),
    (b"VP8X", b"VP8 "),
    (b"VP8X", b"VP8L"),
    (b"VP8X", b"ALPH", b"VP8 "),
)


def _is_final(data: bytes) -> bool:
    """Whether these bytes are what `read_upload` would store: pixels, small enough, no more."""
    return (
        _is_webp(data)
        and _webp_chunks(data) in _STILL_WITHOUT_METADATA
        and max(_webp_size(data)) <= LONGEST_SIDE
    )
