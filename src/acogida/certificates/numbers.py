"""Human numbers of certificates and notices, from the case's number. Pure."""

from __future__ import annotations

from acogida.hooks.ids import check_character

SERIALS = "ABCDEFGHJKLMNPQRSTUVWXYZ"  # no I, no O: read aloud and typed by hand


def certificate_number(case_number: str, position: int, serial: int = 0) -> str:
    """COM-TAP-2026-00045-01A-7: the member at `position` (0 is the principal), `serial` 0 for the first issue."""
    return _checked(f"{_stem(case_number)}-{position + 1:02d}{_letters(serial)}")


def notice_number(case_number: str, serial: int = 0) -> str:
    """COM-TAP-2026-00045-N1-K: the case's first notice."""
    return _checked(f"{_stem(case_number)}-N{serial + 1}")


def _stem(case_number: str) -> str:
    return case_number.rsplit("-", 1)[0]  # the case's own check character goes


def _checked(body: str) -> str:
    return f"{body}-{check_character(body)}"


def _letters(serial: int) -> str:
    base = len(SERIALS)
    return SERIALS[serial] if serial < base else _letters(serial // base - 1) + SERIALS[serial % base]
