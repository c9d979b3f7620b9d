"""From a pack's letter template and data to a PDF/A-2a that is also PDF/UA-1 (accessible).

Templates lie in the pack (`law/packs/<pack>/letters/<name>.typ`), plain ones for all in `law/packs/common/letters`; each
says in its head which data it wants. Data go in as one JSON text and are never read as template: a name such as
`#panic()` is printed, not run. Only the fonts shipped here are used, so a letter looks alike on every machine; a
character that none of them has stands as its code and is said in the log.
"""

from __future__ import annotations

import datetime
import json
import logging
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

import acogida.law
from acogida.letters.glyphs import FONTS, missing, shown

PACKS = Path(acogida.law.__file__).parent / "packs"
COMMON = PACKS / "common" / "letters"  # plain templates, for packs without their own
ORDINARY = re.compile(r"[\n\t -~]*")
log = logging.getLogger(__name__)


class LetterError(ValueError):
    """A letter cannot be made: the template is unknown, or the data do not fit it."""


def render(
    template: str,
    data: dict[str, Any],
    *,
    lang: str = "es",
    pack: str = "mexico",
    at: datetime.datetime | None = None,
) -> bytes:
    """The PDF of letter `template` of `pack` filled with `data` (JSON values; `bytes` for pictures).

    `lang` is the language the document declares to readers; `at` the creation time in the file's metadata (aware).
    Raises `LetterError` with the template's own message when something it needs is missing.
    """
    if not template.isidentifier():
        raise LetterError(f"{template!r} is not the name of a letter")
    folder = next(
        (place for place in (PACKS / pack / "letters", COMMON) if (place / f"{template}.typ").is_file()), None
    )
    if folder is None:
        raise LetterError(f"the pack {pack!r} has no letter {template!r}")
    absent: set[str] = set()
    given = json.dumps(_printable(data, absent), default=_plain, ensure_ascii=False)
    if absent:
        codes = ", ".join(sorted(f"U+{ord(char):04X}" for char in absent))
        log.warning("letter %s: no font shows %s; printed as codes", template, codes)
    try:
        return typst.compile(
            folder / f"{template}.typ",
            root=folder,
            font_paths=_fonts(),
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"data": given, "lang": lang},
            pdf_standards=["a-2a", "ua-1"],
            timestamp=(at or datetime.datetime.now(datetime.UTC)).astimezone(datetime.UTC).replace(microsecond=0),
        )
    except typst.TypstError as error:
        raise LetterError(f"letter {template!r}: {error.message}") from error


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])


def _printable(value: Any, absent: set[str]) -> Any:
    """The data with every text as the fonts can show it; characters they lack are added to `absent`."""
    if isinstance(value, str):
        if ORDINARY.fullmatch(value):
            return value
        absent.update(missing(value))
        return shown(value)
    if isinstance(value, dict):
        return {key: _printable(each, absent) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_printable(each, absent) for each in value]
    return value


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return list(value)  # typst reads `bytes(array)`
    raise TypeError(f"{type(value).__name__} cannot go into a letter: give text, numbers, lists or bytes")
