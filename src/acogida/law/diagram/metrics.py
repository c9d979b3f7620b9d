"""How wide a text is, near enough to lay it out without a browser: widths of Noto Sans by kind of letter."""

from __future__ import annotations

_CLASSES = (
    (0.27, "ijl.,;:'|!() íìf[]·"),
    (0.40, 'rt-/"«»“”'),
    (0.48, "sczJ¿?IÍ*"),
    (0.92, "mMWwÆ—%@→…"),
    (0.68, "ABCDEGHKNOPQRUVXYÁÉÓÚÑÜ&+="),
)
_WIDTHS = {letter: width for width, letters in _CLASSES for letter in letters}
_OTHER = 0.59


def width(text: str, size: float, bold: bool = False) -> float:
    """The width of `text` in pixels at a font size, rather too wide than too narrow."""
    return sum(_WIDTHS.get(letter, _OTHER) for letter in text) * size * (1.1 if bold else 1.03)


def wrap(text: str, size: float, room: float, bold: bool = False) -> list[str]:
    """The text in lines no wider than `room` where its words allow."""
    lines: list[str] = []
    for word in text.split():
        if lines and width(f"{lines[-1]} {word}", size, bold) <= room:
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines.append(word)
    return lines or [""]
