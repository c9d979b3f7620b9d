"""A pack's procedure as a picture: stages, the steps between them and each step's source. Pure, no dependency.

`graph` says what is drawn, `layout` where, `svg` and `plain` how.
"""

from __future__ import annotations

from typing import Literal

from acogida.law.diagram.graph import graph_of
from acogida.law.diagram.layout import place
from acogida.law.diagram.plain import mermaid, outline
from acogida.law.diagram.svg import draw
from acogida.law.pack import Pack

Format = Literal["svg", "mermaid", "text"]
FORMATS: tuple[Format, ...] = ("svg", "mermaid", "text")


def diagram(pack: Pack, form: Format = "svg", language: str = "es", link: str = "") -> str:
    """The procedure of `pack` drawn in `form`.

    `link` (svg only) is a pattern such as "#step-{name}": each step's words then lead there.
    """
    graph = graph_of(pack, language)
    if form == "mermaid":
        return mermaid(graph)
    if form == "text":
        return outline(graph)
    return draw(place(graph), link)
