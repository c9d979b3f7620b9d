"""Drawing a token as a QR code. Pure."""

from __future__ import annotations

import io

import segno

QUIET = 4  # modules of white around (ISO/IEC 18004 §6.3.8)


def _code(token: str) -> segno.QRCode:
    # Level M survives a fold or a stain; the alphanumeric mode makes Base45 cost 5.5 bits a character. The mask is fixed:
    # a signed token is as good as random, so none of the eight looks better, and trying them all costs four times the rest.
    return segno.make_qr(token, error="m", mode="alphanumeric", boost_error=False, mask=0)


def svg(token: str) -> str:
    """The QR as an SVG document: one path, no style attributes."""
    out = io.BytesIO()
    _code(token).save(
        out, kind="svg", xmldecl=False, svgns=True, border=QUIET, omitsize=True, dark="#000", light="#fff"
    )
    return out.getvalue().decode()


def png(token: str, scale: int = 6) -> bytes:
    """The QR as a PNG, `scale` pixels a module."""
    out = io.BytesIO()
    _code(token).save(out, kind="png", scale=scale, border=QUIET)
    return out.getvalue()


def modules(token: str) -> int:
    """Modules a side, without the quiet zone."""
    return int(_code(token).symbol_size(border=0)[0])
