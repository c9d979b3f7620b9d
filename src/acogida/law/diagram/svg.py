"""The drawing as SVG: presentation attributes and classes only (no style), so that a strict security policy and any
printer take it; a page may recolour the classes."""

from __future__ import annotations

from html import escape

from acogida.law.diagram.layout import (
    BAND_HEAD,
    BOX,
    LABEL,
    LINE_LABEL,
    LINE_SMALL,
    MARGIN,
    SMALL,
    Box,
    Drawing,
    Line,
    Point,
    Words,
)

FONT = "'Noto Sans Variable', 'Noto Sans', 'DejaVu Sans', Arial, sans-serif"
INK, MUTED, PAPER, BAND, RULE = "#2b2a28", "#5a5853", "#ffffff", "#f6f4ef", "#e0ddd6"
COLOURS = {"main": "#1c5b4c", "other": "#7d786e", "many": "#a8632a"}
BOXES = {
    "start": ("#12312b", "#12312b", "#ffffff"),
    "open": ("#ffffff", "#1c5b4c", INK),
    "end": ("#ece9e2", "#7d786e", INK),
}
CORNER = 5.0


def draw(drawing: Drawing, link: str = "") -> str:
    """The SVG document; `link` is a pattern for the address of a step, such as "#step-{name}"."""
    wide, high = round(drawing.width), round(drawing.height)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="procedure" viewBox="0 0 {wide} {high}" width="{wide}" '
        f'height="{high}" font-family="{escape(FONT)}" role="group" aria-label="{escape(drawing.title)}">',
        f"<title>{escape(drawing.title)}</title>",
        "<defs>",
        *(
            f'<marker id="arrow-{kind}" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="8" markerHeight="8" '
            f'orient="auto-start-reverse" markerUnits="userSpaceOnUse"><path class="tip tip-{kind}" d="M0 0.5 8 4 0 7.5z" '
            f'fill="{colour}"/></marker>'
            for kind, colour in COLOURS.items()
        ),
        "</defs>",
        f'<rect class="paper" width="{wide}" height="{high}" fill="{PAPER}"/>',
        _text("title", MARGIN, MARGIN + 14, drawing.title, 16, INK, 'font-weight="600"'),
        *_legend(drawing),
        *(_band(drawing, *band) for band in drawing.bands),
        *(_line(line) for line in drawing.lines),
        *(_box(box) for box in drawing.boxes),
        *(_words(words, link) for words in drawing.words),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _text(name: str, x: float, y: float, text: str, size: float, fill: str, more: str = "") -> str:
    gap = f" {more}" if more else ""
    return f'<text class="{name}" x="{x:g}" y="{y:g}" font-size="{size:g}" fill="{fill}"{gap}>{escape(text)}</text>'


def _legend(drawing: Drawing) -> list[str]:
    out, x, y = [], MARGIN, MARGIN + 32
    for kind in ("main", "other", "many"):
        word = drawing.graph.word(f"legend_{kind}")
        out.append(_line(Line(((x, y - 4), (x + 26, y - 4)), kind, "arrow")))
        out.append(_text("note", x + 32, y, word, SMALL, MUTED))
        x += 48 + 6.2 * len(word)
    fill, stroke, _ = BOXES["end"]
    out.append(
        f'<rect class="box box-end" x="{x:g}" y="{y - 9:g}" width="18" height="11" rx="3" fill="{fill}" stroke="{stroke}"/>'
    )
    out.append(_text("note", x + 24, y, drawing.graph.word("legend_end"), SMALL, MUTED))
    return out


def _band(drawing: Drawing, label: str, top: float, bottom: float) -> str:
    wide = drawing.width - MARGIN
    return (
        f'<rect class="band" x="{MARGIN / 2:g}" y="{top:g}" width="{wide:g}" height="{bottom - top:g}" rx="8" '
        f'fill="{BAND}" stroke="{RULE}"/>'
        + _text("band-label", drawing.heads, top + BAND_HEAD - 10, label.upper(), 10.5, MUTED,
                'font-weight="600" letter-spacing=".6"')
    )  # fmt: skip


def _line(line: Line) -> str:
    colour = COLOURS[line.kind]
    dash = ' stroke-dasharray="5 3"' if line.rare else ""
    marker = f' marker-end="url(#arrow-{line.kind})"' if line.end == "arrow" else ""
    wide = 2 if line.kind == "main" else 1.3
    out = [
        f'<path class="line line-{line.kind}" d="{_path(line.points)}" fill="none" stroke="{colour}" '
        f'stroke-width="{wide:g}"{dash}{marker}/>'
    ]
    if line.end == "ring":
        x, y = line.points[-1]
        out.append(f'<circle class="ring line-{line.kind}" cx="{x:g}" cy="{y:g}" r="3.5" fill="{PAPER}" stroke="{colour}" stroke-width="1.3"/>')  # fmt: skip
    out += [
        f'<circle class="dot tip-{line.kind}" cx="{x:g}" cy="{y:g}" r="2.6" fill="{colour}"/>' for x, y in line.dots
    ]
    return "".join(out)


def _path(points: tuple[Point, ...]) -> str:
    """A line through the points with rounded corners."""
    parts = [f"M{points[0][0]:g} {points[0][1]:g}"]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        into, out = _towards(corner, before), _towards(corner, after)
        parts.append(f"L{into[0]:g} {into[1]:g}Q{corner[0]:g} {corner[1]:g} {out[0]:g} {out[1]:g}")
    parts.append(f"L{points[-1][0]:g} {points[-1][1]:g}")
    return "".join(parts)


def _towards(corner: Point, other: Point) -> Point:
    across, down = other[0] - corner[0], other[1] - corner[1]
    far = abs(across) + abs(down)
    step = min(CORNER, far / 2) / far if far else 0.0
    return (corner[0] + across * step, corner[1] + down * step)


def _box(box: Box) -> str:
    fill, stroke, ink = BOXES[box.kind]
    radius = 14 if box.kind == "start" else 7
    top = box.y + box.height / 2 - 9 * len(box.lines) + 13
    texts = "".join(
        _text(f"stage stage-{box.kind}", box.x + box.width / 2, top + 18 * index, line, BOX, ink,
              'text-anchor="middle" font-weight="600"')
        for index, line in enumerate(box.lines)
    )  # fmt: skip
    return (
        f'<g id="box-{escape(box.code or "start")}"><rect class="box box-{box.kind}" x="{box.x:g}" y="{box.y:g}" '
        f'width="{box.width:g}" height="{box.height:g}" rx="{radius}" fill="{fill}" stroke="{stroke}" stroke-width="1.5"/>'
        f"{texts}</g>"
    )


def _words(words: Words, link: str) -> str:
    top = words.y - 5 - LINE_LABEL * (len(words.label) - 1)
    texts = "".join(
        _text("label", words.x, top + LINE_LABEL * index, line, LABEL, INK) for index, line in enumerate(words.label)
    ) + "".join(
        _text("note", words.x, words.y + 12 + LINE_SMALL * index, line, SMALL, MUTED)
        for index, line in enumerate(words.small)
    )
    inner = f"<title>{escape(words.edge.tip)}</title>{texts}"
    if not link:
        return f"<g>{inner}</g>"
    return f'<a href="{escape(link.format(name=words.edge.name))}">{inner}</a>'
