"""The procedure in words: an indented outline for terminals and screen readers, and Mermaid for other tools."""

from __future__ import annotations

from acogida.law.diagram.graph import START, Edge, Graph


def outline(graph: Graph) -> str:
    """Each stage under its step of the bar, with the steps that leave it, where they lead and their source."""
    lines = [graph.title, ""]
    lines += [graph.word("start"), *_leaving(graph, START)]
    bar: str | None = None
    for node in graph.nodes:
        name = node.bar or graph.word("side")
        if name != bar:
            bar = name
            lines += ["", f"== {name} =="]
        lines += [f"{node.label}{'' if node.open else ' ■'}", *_leaving(graph, node.code)]
    many = [edge for edge in graph.edges if graph.gathered(edge)]
    if many:
        lines += ["", f"== {graph.word('legend_many').capitalize()} =="]
        for edge in many:
            lines += [_step(graph, edge), f"      {graph.word('from_any')}: {graph.origins(edge)}"]
    return "\n".join(lines)


def _leaving(graph: Graph, code: str) -> list[str]:
    return [_step(graph, edge) for edge in graph.edges if code in edge.from_ and not graph.gathered(edge)]


def _step(graph: Graph, edge: Edge) -> str:
    target = graph.node(edge.to).label if edge.to else graph.word("stays_here")
    return f"  → {target}: {edge.label}  [{edge.source}]"


def mermaid(graph: Graph) -> str:
    """A Mermaid state diagram."""
    out = ["---", f"title: {_quoted(graph.title)}", "---", "stateDiagram-v2"]
    out += [f"  state {_quoted(node.label)} as {_name(node.code)}" for node in graph.nodes]
    for edge in graph.edges:
        for origin in edge.from_:
            start = "[*]" if origin == START else _name(origin)
            target = _name(edge.to) if edge.to else start
            if target != "[*]":
                out.append(f"  {start} --> {target}: {_plain(edge.label)}")
    out += [f"  {_name(node.code)} --> [*]" for node in graph.nodes if not node.open]
    return "\n".join(out) + "\n"


def _name(code: str) -> str:
    return "s_" + "".join(letter if letter.isalnum() else "_" for letter in code)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', "'") + '"'


def _plain(text: str) -> str:
    return text.replace(":", " ").replace(";", ",").replace("\n", " ")
