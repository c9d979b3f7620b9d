"""Makes the folder of fonts that letters are set in, from Debian's packages. Run by hand when a script is added:

    apt-get install fonts-noto-core; apt-get download fonts-noto-cjk; dpkg-deb -x fonts-noto-cjk_*.deb CJK
    python -m venv V; V/bin/pip install fonttools; V/bin/python tools/letter_fonts.py CJK

Every font but the East Asian one is copied as it is. That one holds 65,000 glyphs for five regions: it is cut down to
the characters of the national standards a name can be written in (GB 2312, Big5, JIS X 0208, KS X 1001), and renamed.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

FONTS = Path(__file__).resolve().parent.parent / "src/acogida/letters/fonts"
NOTO = Path("/usr/share/fonts/truetype/noto")
SCRIPTS = (
    "Adlam Arabic Armenian Bengali Devanagari Ethiopic Georgian Gujarati Gurmukhi Hebrew Kannada Khmer Lao Malayalam "
    "Mongolian Myanmar NKo Oriya Sinhala Syriac Tamil Telugu Thaana Thai Tifinagh Vai"
).split()
OTHERS = ("NotoSerifTibetan-Regular.ttf",)  # there is no sans
CJK, CUT = "usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", "AcogidaCJK-Regular.otf"
STANDARDS = ("gb2312", "big5", "shift_jis", "euc_kr")


def main(cjk: Path) -> None:
    """Write every font file; `cjk` is where the East Asian package was unpacked."""
    for name in (*(f"NotoSans{script}-Regular.ttf" for script in SCRIPTS), *OTHERS):
        shutil.copyfile(NOTO / name, FONTS / name)
    _cut(cjk / CJK, FONTS / CUT)
    print(f"{sum(path.stat().st_size for path in FONTS.iterdir()):,} bytes in {FONTS}")


def _cut(source: Path, target: Path) -> None:
    from fontTools import subset
    from fontTools.ttLib import TTCollection

    font = next(each for each in TTCollection(source).fonts if each["name"].getDebugName(1) == "Noto Sans CJK SC")
    options = subset.Options(
        layout_features=["ccmp", "kern", "mark"],
        hinting=False,
        name_IDs=["*"],
        drop_tables=["vhea", "vmtx", "VORG", "BASE"],
    )
    options.desubroutinize = False
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=sorted(set(_characters())))
    cutter.subset(font)
    for row in font["name"].names:  # a changed font bears another name (OFL, reserved names)
        if row.nameID in (1, 3, 4, 6, 16):
            row.string = "AcogidaCJK" if row.nameID == 6 else "Acogida CJK"
    if "CFF " in font:
        font["CFF "].cff.fontNames = ["AcogidaCJK"]
    font.save(target)


def _characters() -> Iterator[int]:
    """Every character above Latin that one of the standards has a code for."""
    for point in (*range(0x1100, 0xA000), *range(0xAC00, 0xD7A4), *range(0xF900, 0xFB00), *range(0xFF00, 0xFFF0)):
        for standard in STANDARDS:
            try:
                chr(point).encode(standard)
            except UnicodeEncodeError:
                continue
            yield point
            break


if __name__ == "__main__":
    main(Path(sys.argv[1]))
