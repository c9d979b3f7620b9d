"""Where each part of the diagram stands. The road runs down the page, one band for each step of the stage bar.

Overlap is excluded by construction: every step has a row of its own beside the stage it leaves, its line runs on under
its words to a track at the right, along the track and back to the entry row of the stage it leads to. Steps to the next
stage are straight arrows in the gap between the two. A step that leaves many stages runs once along a track at the left,
with a dot for each of them, to the side exits at the foot. Lines to one stage share a track, like branches of a river.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from acogida.law.diagram.graph import START, Edge, Graph
from acogida.law.diagram.metrics import width, wrap

LABEL, SMALL, BOX = 12.0, 10.0, 13.0  # font sizes
ROOM = 280.0  # for the words of a step
BOX_WIDTH, PAD = 176.0, 10.0
TRACK, GAP, ENTRY = 12.0, 20.0, 22.0
LINE_LABEL, LINE_SMALL = 15.0, 13.0
MARGIN, TITLE, BAND_HEAD, BAND_GAP = 16.0, 52.0, 30.0, 14.0
INDENT = ROOM + 2 * PAD  # side exits leave room for the words of the steps that lead to them

Point = tuple[float, float]


@dataclass(frozen=True)
class Words:
    """The words of a step: its label above the line, its source under it. `x`, `y` is where the line begins."""

    edge: Edge
    x: float
    y: float
    label: tuple[str, ...]
    small: tuple[str, ...]

    def box(self) -> tuple[float, float, float, float]:
        """The rectangle the words fill: left, top, right, bottom."""
        wide = max([width(t, LABEL) for t in self.label] + [width(t, SMALL) for t in self.small])
        return (
            self.x,
            self.y - 4 - LINE_LABEL * len(self.label),
            self.x + wide,
            self.y + 3 + LINE_SMALL * len(self.small),
        )


@dataclass(frozen=True)
class Line:
    """A line through points, with an arrow, a ring or nothing at its end, and dots where lines join."""

    points: tuple[Point, ...]
    kind: str  # main · other · many
    end: str = ""  # arrow · ring
    edges: tuple[str, ...] = ()
    dots: tuple[Point, ...] = ()
    rare: bool = False


@dataclass(frozen=True)
class Box:
    """A stage, or the start."""

    code: str
    lines: tuple[str, ...]
    x: float
    y: float
    width: float
    height: float
    kind: str  # start · open · end


@dataclass
class Drawing:
    """Everything placed; sizes in pixels."""

    title: str
    graph: Graph
    width: float = 0.0
    height: float = 0.0
    heads: float = 0.0  # where the labels of the bands begin: between the arrows of the road and the tracks
    bands: list[tuple[str, float, float]] = field(default_factory=list)  # label, top, bottom
    boxes: list[Box] = field(default_factory=list)
    words: list[Words] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)


def place(graph: Graph) -> Drawing:
    """The drawing of a graph."""
    return _Placing(graph).done()


class _Placing:
    """The work of placing, from top to bottom, then the tracks."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.out = Drawing(graph.title, graph)
        self.many = [edge for edge in graph.edges if graph.gathered(edge) and edge.to]
        self.many.sort(key=self._foot)
        self.left = MARGIN + TRACK * len(self.many) + (TRACK if self.many else 0)
        self.order = [START, *(node.code for node in graph.nodes)]
        self.entries: dict[str, float] = {}  # stage → y of its entry row
        self.taps: dict[str, tuple[float, float]] = {}  # stage → x, y where lines from many stages begin
        self.rows: list[tuple[str, Words]] = []  # target stage, the row that leads there
        self.ends: list[tuple[Edge, float, float]] = []  # gathered step, x and y where its words begin
        self.y = MARGIN + TITLE
        self.out.heads = self.left + BOX_WIDTH + PAD

    def done(self) -> Drawing:
        self._bands()
        right = self._right_tracks()
        self._left_tracks()
        self._stays(right)
        self.out.width = right + MARGIN
        self.out.height = self.y + MARGIN
        return self.out

    def _foot(self, edge: Edge) -> tuple[int, int]:
        """The order of gathered steps: by the exit they lead to."""
        return ([node.code for node in self.graph.nodes].index(edge.to or ""), self.graph.edges.index(edge))

    # --- from top to bottom ------------------------------------------------------------------------------------

    def _bands(self) -> None:
        band: str | None = None
        top = 0.0
        for index, code in enumerate(self.order):
            node = None if code == START else self.graph.node(code)
            name = "" if node is None else node.bar or self.graph.word("side")
            if node is not None and name != band:
                if band is not None:
                    self.out.bands.append((band, top, self.y))
                    self.y += BAND_GAP
                band, top = name, self.y
                self.y += BAND_HEAD
            self._stage(code, index)
        if band is not None:
            self.out.bands.append((band, top, self.y))

    def _stage(self, code: str, index: int) -> None:
        """One stage with its rows, and the gap to the next with the straight arrows in it."""
        node = None if code == START else self.graph.node(code)
        side = node is not None and not node.bar
        x = self.left + (INDENT if side else 0)
        following = self.order[index + 1] if index + 1 < len(self.order) else None
        leaving = [edge for edge in self.graph.edges if code in edge.from_ and not self.graph.gathered(edge)]
        straight = [edge for edge in leaving if self._straight(code, edge.to)]
        rows = [edge for edge in leaving if edge not in straight]
        top = self.y
        at = top + PAD
        if self._entered(code):
            at += ENTRY
            self.entries[code] = top + PAD + ENTRY / 2 - 2
        for edge in rows:
            words = self._words(edge, x + BOX_WIDTH + PAD, at, self._towards(edge))
            at = words.box()[3] + PAD / 2
            self.out.words.append(words)
            if edge.to is None:
                self.out.lines.append(Line(((x + BOX_WIDTH, words.y), (words.box()[2] + 8, words.y)), "other", "ring",
                                           (edge.name,), rare=edge.rare))  # fmt: skip
            else:
                self.rows.append((edge.to, words))
        arriving = [edge for edge in self.many if edge.to == code]
        left_at = top + PAD
        for edge in arriving:
            words = self._words(edge, self.left + PAD, left_at, edge.source)
            left_at = words.box()[3] + PAD / 2
            self.out.words.append(words)
            self.ends.append((edge, x, words.y))
        label = tuple(wrap(self.graph.word("start") if node is None else node.label, BOX, BOX_WIDTH - 2 * PAD, True))
        least = 2 * PAD + 18 * len(label)
        bottom = max(at, left_at, top + least) + PAD / 2
        tapped = any(code in edge.from_ for edge in self.many)
        if tapped:  # a line of its own under the words at the left
            bottom = max(bottom, left_at + PAD if arriving else bottom)
            self.taps[code] = (x, bottom - PAD if arriving else (top + bottom) / 2)
        kind = "start" if node is None else "open" if node.open else "end"
        self.out.boxes.append(Box(code, label, x, top, BOX_WIDTH, bottom - top, kind))
        self.y = bottom
        self._gap(x, straight, following)

    def _gap(self, x: float, straight: list[Edge], following: str | None) -> None:
        """The gap under a stage; a straight arrow runs through it, also from one band into the next."""
        if not straight or following is None:
            self.y += GAP
            return
        start, at = self.y, self.y + 6
        for edge in straight:
            words = self._words(edge, x + BOX_WIDTH / 2 + PAD, at, edge.source)
            at = words.box()[3] + 2
            self.out.words.append(words)
        this = self.order.index(following) - 1
        name = "" if this == 0 else self.graph.node(self.order[this]).bar
        end = at + 8
        crosses = name != self.graph.node(following).bar
        arrow = end + (BAND_GAP + BAND_HEAD if this and crosses else BAND_HEAD if crosses else 0)
        middle = x + BOX_WIDTH / 2
        self.out.lines.append(
            Line(((middle, start), (middle, arrow)), "main", "arrow", tuple(e.name for e in straight))
        )
        self.y = end

    def _straight(self, origin: str, target: str | None) -> bool:
        """Whether a step is drawn as a straight arrow down the road: to the next stage, not off the road."""
        after = self.order.index(origin) + 1
        return target is not None and self.order[after : after + 1] == [target] and bool(self.graph.node(target).bar)

    def _entered(self, code: str) -> bool:
        """Whether a line from the right leads into the stage."""
        arriving = [edge for edge in self.graph.edges if edge.to == code and not self.graph.gathered(edge)]
        return any(not self._straight(origin, code) for edge in arriving for origin in edge.from_)

    def _stays(self, right: float) -> None:
        """Steps that may be taken in many stages and change none: a list in columns, each with the stages it is for."""
        staying = [edge for edge in self.graph.edges if self.graph.gathered(edge) and edge.to is None]
        if not staying:
            return
        self.y += BAND_GAP
        top, at = self.y, self.y + BAND_HEAD
        columns = max(1, int((right - MARGIN) // (ROOM + 3 * PAD)))
        for start in range(0, len(staying), columns):
            bottom = at
            for column, edge in enumerate(staying[start : start + columns]):
                x = MARGIN + 2 * PAD + column * (ROOM + 3 * PAD)
                small = f"{self.graph.origins(edge)} · {edge.source}"
                words = self._words(edge, x, at, small)
                self.out.words.append(words)
                middle = words.y - LINE_LABEL * len(words.label) + LINE_LABEL / 2
                self.out.lines.append(Line(((x - 8, middle), (x - 8, middle)), "other", "ring", (edge.name,)))
                bottom = max(bottom, words.box()[3])
            at = bottom + PAD
        self.out.bands.append((self.graph.word("stays"), top, at))
        self.y = at

    def _towards(self, edge: Edge) -> str:
        """Where a step leads, and its source."""
        target = f"→ {self.graph.node(edge.to).label}" if edge.to else self.graph.word("stays_here")
        return f"{target} · {edge.source}"

    def _words(self, edge: Edge, x: float, top: float, small: str) -> Words:
        """The words of a step with their first line at `top`."""
        label = tuple(wrap(edge.label, LABEL, ROOM))
        return Words(edge, x, top + 4 + LINE_LABEL * len(label), label, tuple(wrap(small, SMALL, ROOM)))

    # --- tracks ------------------------------------------------------------------------------------------------

    def _right_tracks(self) -> float:
        """One trunk for each stage that lines lead to from the right; trunks share a track where they do not meet."""
        edges = [words.box()[2] for words in self.out.words] + [box.x + box.width + PAD for box in self.out.boxes]
        base = max(edges, default=0.0) + 14
        trunks = []
        for target in dict.fromkeys(target for target, _ in self.rows):
            rows = [words for to, words in self.rows if to == target]
            ys = [self.entries[target], *(words.y for words in rows)]
            trunks.append((min(ys), max(ys), target, rows))
        tracks: list[list[tuple[float, float]]] = []
        box = {one.code: one for one in self.out.boxes}
        for low, high, target, rows in sorted(trunks, key=lambda t: (t[1] - t[0], t[0])):
            free = next(
                (i for i, used in enumerate(tracks) if all(high + 6 < a or b + 6 < low for a, b in used)), len(tracks)
            )
            if free == len(tracks):
                tracks.append([])
            tracks[free].append((low, high))
            x, entry = base + TRACK * free, self.entries[target]
            edge_of_box = box[target].x + BOX_WIDTH
            for words in rows:
                origin = words.x - PAD
                self.out.lines.append(Line(((origin, words.y), (x, words.y), (x, entry), (edge_of_box, entry)), "other",
                                           "arrow", (words.edge.name,), rare=words.edge.rare))  # fmt: skip
        return base + TRACK * max(len(tracks), 1)

    def _left_tracks(self) -> None:
        """The line of each step that leaves many stages; the ones that end first run nearest to the stages."""
        first = self.left - TRACK
        for number, (edge, x, y) in enumerate(sorted(self.ends, key=lambda end: end[2])):
            track = first - TRACK * number
            taps = [self.taps[code] for code in edge.from_]
            dots = tuple((track, tap_y) for _, tap_y in taps)
            top = min([tap_y for _, tap_y in taps])
            self.out.lines.append(
                Line(((track, top), (track, y), (x, y)), "many", "arrow", (edge.name,), dots, edge.rare)
            )
            below = max(tap_y for _, tap_y in taps)
            if below > y:  # an exit that can itself be left lies lower
                self.out.lines.append(Line(((track, y), (track, below)), "many", "", (edge.name,), (), edge.rare))
        reach: dict[Point, float] = {}
        for line in self.out.lines:
            for x, y in line.dots:
                tap = next(tap for tap in self.taps.values() if tap[1] == y)
                reach[tap] = min(reach.get(tap, x), x)
        for (box_x, y), x in reach.items():
            self.out.lines.append(Line(((box_x, y), (x, y)), "many"))
