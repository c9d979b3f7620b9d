"""What a diagram shows: stages in the order of the stage bar, side exits after them, and steps from stage to stage."""

from __future__ import annotations

from dataclasses import dataclass

from acogida.law.model.procedure import Transition
from acogida.law.pack import Pack

MANY = 3  # a step that leaves so many stages is drawn as one line that gathers them
START = ""  # where a case begins

WORDS = {
    "es": {
        "start": "Inicio",
        "side": "Fuera del camino",
        "stays": "Sin cambiar de etapa",
        "stays_here": "sin cambiar de etapa",
        "from_any": "desde",
        "unverified": "sin verificar",
        "legend_main": "camino principal",
        "legend_other": "otro paso",
        "legend_many": "desde varias etapas",
        "legend_end": "la solicitud termina",
    },
    "en": {
        "start": "Start",
        "side": "Off the road",
        "stays": "Without changing the stage",
        "stays_here": "stage unchanged",
        "from_any": "from",
        "unverified": "unverified",
        "legend_main": "main road",
        "legend_other": "other step",
        "legend_many": "from several stages",
        "legend_end": "the claim ends",
    },
}


@dataclass(frozen=True)
class Node:
    """A stage. `bar` is the label of its step of the stage bar, empty for side exits."""

    code: str
    label: str
    bar: str
    open: bool


@dataclass(frozen=True)
class Edge:
    """A step of the procedure: from these stages (START among them when it may create a case) to one, or to none."""

    name: str
    label: str
    source: str
    from_: tuple[str, ...]
    to: str | None
    rare: bool
    tip: str  # who may take it and what it needs, for a tooltip


@dataclass(frozen=True)
class Graph:
    """A procedure ready to be drawn, in one language."""

    title: str
    language: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]

    def word(self, key: str) -> str:
        """A word of the drawing itself."""
        return WORDS["en" if self.language.startswith("en") else "es"][key]

    def node(self, code: str) -> Node:
        return next(node for node in self.nodes if node.code == code)

    def gathered(self, edge: Edge) -> bool:
        """Whether the step is drawn once for all the stages it leaves: to a side exit, or staying where it is."""
        stages = [code for code in edge.from_ if code != START]
        return len(stages) >= MANY and START not in edge.from_ and (edge.to is None or not self.node(edge.to).bar)

    def origins(self, edge: Edge) -> str:
        """The stages a step leaves, by name in the order of the road; three or more in a row as "first … last"."""
        codes = [node.code for node in self.nodes]
        places = sorted(codes.index(code) for code in edge.from_ if code != START)
        runs: list[list[int]] = []
        for place in places:
            if runs and place == runs[-1][-1] + 1:
                runs[-1].append(place)
            else:
                runs.append([place])
        parts = []
        for run in runs:
            labels = [self.nodes[place].label for place in run]
            parts += [f"{labels[0]} … {labels[-1]}"] if len(run) >= MANY else labels
        return ", ".join(parts)


def graph_of(pack: Pack, language: str) -> Graph:
    """The procedure of `pack`, in words of `language`."""
    bars = {bar.code: index for index, bar in enumerate(pack.stage_bar)}
    labels = {bar.code: pack.text(bar.label, language) for bar in pack.stage_bar}
    ordered = sorted(pack.stages, key=lambda s: (bars.get(s.bar or "", len(bars)), s.order))
    nodes = tuple(
        Node(stage.code, pack.text(stage.label, language), labels.get(stage.bar or "", ""), stage.open)
        for stage in ordered
    )
    edges = tuple(_edge(pack, rule, language) for rule in pack.transitions.values())
    return Graph(f"{pack.text(pack.title, language)} · {pack.version}", language, nodes, edges)


def _edge(pack: Pack, rule: Transition, language: str) -> Edge:
    words = WORDS["en" if language.startswith("en") else "es"]
    from_ = (*([START] if rule.opens_case else []), *rule.from_)
    # A step that leads to the stage it leaves changes nothing there.
    to = None if rule.to is not None and from_ == (rule.to,) else rule.to
    conditions = [f"· {pack.text(condition.message, language)}" for condition in rule.conditions]
    source = rule.source if rule.verified else f"{rule.source} ({words['unverified']})"
    tip = "\n".join([pack.text(rule.label, language), rule.source, *conditions])
    return Edge(rule.name, pack.text(rule.label, language), source, from_, to, rule.rare, tip)
