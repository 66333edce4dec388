"""An address as a QR code, for a camera to read from paper or from another screen."""

from __future__ import annotations

from functools import lru_cache

import segno

QUIET = 4
"""Light modules around the code, as its standard asks for: cameras look for them."""

LONGEST = 1_000
"""More characters than any address here has; the code of more would be too fine for paper."""


@lru_cache(maxsize=256)
def qr_svg(text: str) -> str:
    """The code as an `svg` element of class "qr", without size, black on white in any theme.

    It repeats what is written in words beside it, so it is hidden from screen readers. A seventh of
    it may be lost to dirt or a fold (error correction M). Raises ValueError past `LONGEST`.
    """
    if len(text) > LONGEST:
        raise ValueError(f"{len(text)} characters are too many for a QR code")
    code = segno.make_qr(text, error="m", boost_error=False)
    drawn: str = code.svg_inline(
        border=QUIET, omitsize=True, dark="#000", light="#fff", svgclass="qr", lineclass=None
    )
    hidden = '<svg aria-hidden="true" focusable="false" shape-rendering="crispEdges"'
    return drawn.replace("<svg", hidden, 1)
