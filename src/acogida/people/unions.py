"""Who hangs together, from edges alone. Pure."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import TypeVar

Node = TypeVar("Node", bound=Hashable)


def components(edges: Iterable[tuple[Node, Node]], nodes: Iterable[Node] = ()) -> list[set[Node]]:
    """The connected components of an undirected graph; `nodes` without an edge are components of their own."""
    parent: dict[Node, Node] = {}

    def root(node: Node) -> Node:
        parent.setdefault(node, node)
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for node in nodes:
        root(node)
    for one, other in edges:
        parent[root(one)] = root(other)
    found: dict[Node, set[Node]] = {}
    for node in parent:
        found.setdefault(root(node), set()).add(node)
    return list(found.values())
