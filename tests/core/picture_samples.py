"""Pictures and broken pictures, made as the tests ask for them."""

import random
import struct
import zlib
from io import BytesIO

from PIL import Image, ImageDraw


def screenshot(size=(200, 100), mode="RGB"):
    """Flat colours and sharp edges; each corner has its own colour."""
    picture = Image.new("RGBA", size, (240, 240, 245, 255))
    draw = ImageDraw.Draw(picture)
    width, height = size
    for row in range(0, height, 20):
        draw.rectangle((10, row + 4, width - 10, row + 14), fill=(255, 255, 255, 255))
    draw.rectangle((0, 0, width // 4, height // 4), fill=(220, 20, 20, 255))
    draw.rectangle((width * 3 // 4, 0, width, height // 4), fill=(20, 160, 20, 255))
    draw.rectangle((0, height * 3 // 4, width // 4, height), fill=(20, 20, 220, 255))
    return picture.convert(mode)


def photograph(size=(200, 100)):
    """Grain on a soft gradient, as a camera would give it; always the same."""
    grain = Image.frombytes("L", size, random.Random(7).randbytes(size[0] * size[1]))
    soft = Image.linear_gradient("L").resize(size)
    return Image.merge("RGB", [Image.blend(soft, grain, share) for share in (0.1, 0.2, 0.15)])


def encoded(picture, kind="PNG", **options):
    out = BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def decoded(data):
    return Image.open(BytesIO(data))


def chunk(name, payload):
    return struct.pack("<4sI", name, len(payload)) + payload + b"\0" * (len(payload) % 2)


def webp(*chunks):
    body = b"WEBP" + b"".join(chunks)
    return struct.pack("<4sI", b"RIFF", len(body)) + body


def extended(size, flags=0):
    sides = b"".join((side - 1).to_bytes(3, "little") for side in size)
    return chunk(b"VP8X", bytes([flags, 0, 0, 0]) + sides)


def png_header(width, height):
    body = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    head = struct.pack(">I", 13) + body + struct.pack(">I", zlib.crc32(body))
    return b"\x89PNG\r\n\x1a\n" + head + struct.pack(">I", 1000) + b"IDAT"


def jpeg_header(width, height):
    data = encoded(screenshot(), "JPEG")
    frame = data.index(b"\xff\xc0")
    return data[: frame + 5] + struct.pack(">HH", height, width) + data[frame + 9 :]
