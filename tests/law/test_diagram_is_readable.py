"""The drawing of a pack shows every stage, every step and its source, and nothing lies on anything else."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest

from acogida.law import Pack, installed_packs, load_pack
from acogida.law.diagram import diagram
from acogida.law.diagram.graph import graph_of
from acogida.law.diagram.layout import Drawing, place
from tests.law.packs import changed, plain

Rectangle = tuple[float, float, float, float]
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(params=[pack.name for pack in installed_packs()])
def pack(request: pytest.FixtureRequest) -> Pack:
    return load_pack(request.param)


def placed(pack: Pack, language: str) -> Drawing:
    return place(graph_of(pack, language))


def overlap(a: Rectangle, b: Rectangle) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def solid(drawing: Drawing) -> list[tuple[str, Rectangle]]:
    boxes = [(box.code, (box.x, box.y, box.x + box.width, box.y + box.height)) for box in drawing.boxes]
    return boxes + [(f"{words.edge.name} at {words.y}", words.box()) for words in drawing.words]


@pytest.mark.parametrize("language", ["es", "en"])
def test_no_box_and_no_words_overlap(pack: Pack, language: str) -> None:
    for (one, a), (other, b) in combinations(solid(placed(pack, language)), 2):
        assert not overlap(a, b), (one, other)


@pytest.mark.parametrize("language", ["es", "en"])
def test_no_upright_line_runs_through_a_box_or_words(pack: Pack, language: str) -> None:
    drawing = placed(pack, language)
    for line in drawing.lines:
        for (x1, y1), (x2, y2) in zip(line.points, line.points[1:], strict=False):
            if x1 != x2:
                continue
            upright = (x1 - 0.5, min(y1, y2) + 1, x1 + 0.5, max(y1, y2) - 1)
            for name, rectangle in solid(drawing):
                assert not overlap(upright, rectangle), (line.edges, name)


def test_everything_stands_inside_the_drawing(pack: Pack) -> None:
    drawing = placed(pack, "es")
    for name, (left, top, right, bottom) in solid(drawing):
        assert left >= 0 and top >= 0 and right <= drawing.width and bottom <= drawing.height, name
    for line in drawing.lines:
        for x, y in line.points:
            assert 0 <= x <= drawing.width and 0 <= y <= drawing.height, line


def test_every_stage_every_step_and_every_source_is_written(pack: Pack) -> None:
    root = ElementTree.fromstring(diagram(pack, "svg", "en"))
    written = " ".join("".join(text.itertext()) for text in root.iter(f"{SVG}text"))
    plain_text = diagram(pack, "text", "en")
    for stage in pack.stages:
        assert all(word in written for word in stage.label.en.split())
        assert stage.label.en in plain_text
    for rule in pack.transitions.values():
        assert all(word in written for word in (*rule.label.en.split(), *rule.source.split())), rule.name
        assert rule.label.en in plain_text and rule.source in plain_text


def test_every_step_is_drawn_from_each_stage_it_leaves_to_the_one_it_leads_to(pack: Pack) -> None:
    graph = graph_of(pack, "es")
    drawing = place(graph)
    boxes = {box.code: box for box in drawing.boxes}
    for edge in graph.edges:
        lines = [line for line in drawing.lines if edge.name in line.edges]
        assert lines, edge.name
        if edge.to:
            box = boxes[edge.to]
            ends = [line.points[-1] for line in lines if line.end == "arrow"]
            touches = [(x in (box.x, box.x + box.width) and box.y <= y <= box.y + box.height) or
                       (y == box.y and box.x < x < box.x + box.width) for x, y in ends]  # fmt: skip
            assert ends and all(touches), edge.name
        if graph.gathered(edge) and edge.to is None:  # listed at the foot with the names of its stages
            words = next(words for words in drawing.words if words.edge == edge)
            assert graph.origins(edge).split(" … ")[0].split(", ")[0] in " ".join(words.small)
            continue
        drawn = sum(max(1, len(line.dots)) if line.end or line.dots else 0 for line in lines)
        assert drawn >= len(edge.from_), edge.name


def test_stages_in_a_row_are_named_by_the_first_and_the_last() -> None:
    graph = graph_of(load_pack("mexico"), "es")
    codes = [node.code for node in graph.nodes]
    edge = replace(graph.edges[0], from_=(codes[0], codes[2], codes[3], codes[4], codes[6]))
    labels = [node.label for node in graph.nodes]
    assert graph.origins(edge) == f"{labels[0]}, {labels[2]} … {labels[4]}, {labels[6]}"


def test_the_drawing_obeys_a_policy_without_inline_style(pack: Pack) -> None:
    drawn = diagram(pack, "svg", "es", link="#step-{name}")
    assert "style=" not in drawn and "<style" not in drawn and "<script" not in drawn
    assert not re.search(r"\son\w+=", drawn)
    for name in pack.transitions:
        assert f'href="#step-{name}"' in drawn


def test_words_of_a_pack_cannot_become_markup(tmp_path: Path) -> None:
    pack = changed(plain(tmp_path), "procedure.toml", 'label.en = "Admit the application"',
                   'label.en = "Admit <b>\\"now\\" & here</b>"')  # fmt: skip
    root = ElementTree.fromstring(diagram(pack, "svg", "en"))
    assert any("<b>" in "".join(text.itertext()) for text in root.iter(f"{SVG}text"))


def test_mermaid_names_every_stage_and_every_way(pack: Pack) -> None:
    drawn = diagram(pack, "mermaid", "es")
    assert drawn.splitlines()[3] == "stateDiagram-v2"
    for stage in pack.stages:
        assert f'state "{stage.label.es}"' in drawn
    for rule in pack.transitions.values():
        for origin in rule.from_:
            assert re.search(rf"^  s_{re.escape(origin.replace('-', '_'))} --> ", drawn, re.M), rule.name
