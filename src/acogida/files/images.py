"""Photos of people: one size, one format, nothing hidden in them."""

from __future__ import annotations

import io

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from acogida.files.errors import NotAllowed
from acogida.files.media import IMAGES, sniff

LONGEST_SIDE = 600
MOST_PIXELS = 80_000_000  # a larger "photo" is a decompression bomb


def normalise_photo(data: bytes) -> bytes:
    """A JPEG of at most 600 pixels a side, upright, without EXIF (which may hold the place and the owner).

    Raises `NotAllowed` when the bytes are no picture that can be read.
    """
    refusal = NotAllowed(_("This photo cannot be read. Take it again, or choose a JPEG, PNG or WebP picture."))
    if sniff(data) not in IMAGES:
        raise refusal
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP")) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise refusal
            opened.draft("RGB", (LONGEST_SIDE * 2, LONGEST_SIDE * 2))
            picture = ImageOps.exif_transpose(opened)
            if picture.mode in ("RGBA", "LA", "P", "PA"):
                clear = picture.convert("RGBA")
                picture = Image.new("RGB", clear.size, "white")
                picture.paste(clear, mask=clear.getchannel("A"))
            picture = picture.convert("RGB")
            picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
            bare = Image.new("RGB", picture.size)
            bare.paste(picture)  # a new picture carries no metadata of the old one
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise refusal from None
    out = io.BytesIO()
    bare.save(out, "JPEG", quality=85, optimize=True)
    return out.getvalue()
