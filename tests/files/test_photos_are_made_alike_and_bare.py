from __future__ import annotations

import io

import pytest
from PIL import Image

from acogida.files.errors import NotAllowed
from acogida.files.images import normalise_photo


def jpeg(size=(3000, 2000), exif=True) -> bytes:
    picture = Image.new("RGB", size, "white")
    picture.paste("red", (0, 0, size[0] // 2, size[1]))
    metadata = Image.Exif()
    if exif:
        metadata[0x0112] = 6  # the camera was held upright: turn by 90 degrees
        metadata[0x010F] = "SECRET CAMERA"
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=metadata)
    return out.getvalue()


def test_a_photo_is_turned_upright_shrunk_and_stripped():
    result = normalise_photo(jpeg())
    picture = Image.open(io.BytesIO(result))
    assert picture.format == "JPEG"
    assert picture.size == (400, 600)
    assert not picture.getexif()
    assert b"SECRET" not in result
    red, green, _blue = picture.getpixel((200, 50))
    assert red > 200 > green  # the red half is on top after turning


def test_a_small_photo_is_not_blown_up():
    assert Image.open(io.BytesIO(normalise_photo(jpeg((120, 160), exif=False)))).size == (120, 160)


@pytest.mark.parametrize("mode", ["RGBA", "L", "P", "LA"])
def test_every_kind_of_png_becomes_a_jpeg(mode):
    out = io.BytesIO()
    Image.new(mode, (50, 60)).save(out, "PNG")
    assert Image.open(io.BytesIO(normalise_photo(out.getvalue()))).mode == "RGB"


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7 not a photo", b"\xff\xd8\xff broken", jpeg()[:500]])
def test_what_is_no_photo_is_refused(data):
    with pytest.raises(NotAllowed):
        normalise_photo(data)
