"""A face small enough for a QR."""

from __future__ import annotations

import io

from PIL import Image

from acogida.files.errors import FileError
from acogida.files.store import get
from acogida.people.models import Person

MOST_BYTES = 900  # a code of 25 to 31 modules more a side; beyond, it no longer prints at the size of the paper's
SIDES = ((56, 72), (48, 60), (40, 50), (32, 40))


def thumbnail(person: Person) -> bytes:
    """A JPEG in grey of at most 900 bytes; empty when there is no photo or it cannot be read."""
    if person.photo is None:
        return b""
    try:
        picture = Image.open(io.BytesIO(get(person.photo))).convert("L")
    except (FileError, OSError, ValueError):  # the certificate matters more than the picture in it
        return b""
    for side in SIDES:
        for quality in (40, 25, 15):
            out = io.BytesIO()
            picture.resize(side).save(out, "JPEG", quality=quality, optimize=True)
            if out.tell() <= MOST_BYTES:
                return out.getvalue()
    return b""
