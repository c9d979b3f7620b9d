"""The exit code of a benchmark is its promise: 0 only when every ceiling and floor held."""

from __future__ import annotations

import json

import pytest

from benchmarks.firstload import _named
from benchmarks.measuring import Report, percentile, timed


def test_percentiles_are_values_that_were_measured() -> None:
    values = [5.0, 1.0, 4.0, 2.0, 3.0]
    assert percentile(values, 0.5) == 3.0
    assert percentile(values, 0.95) == 5.0
    assert percentile([7.0], 0.95) == 7.0
    assert percentile([float(n) for n in range(1, 101)], 0.95) == 95.0


def test_only_the_calls_after_warming_up_count() -> None:
    calls: list[int] = []
    assert len(timed(lambda: calls.append(1), times=4, warm=2)) == 4
    assert len(calls) == 6


@pytest.mark.parametrize(
    ("value", "ceiling", "floor", "code"),
    [(9, 10, None, 0), (11, 10, None, 1), (11, None, 10, 0), (9, None, 10, 1), (99, None, None, 0)],
)
def test_a_broken_ceiling_or_floor_is_exit_code_one(
    value: float, ceiling: float | None, floor: float | None, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    report = Report("Something")
    report.add("held", 1, "ms", ceiling=2)
    report.add("it", value, "ms", ceiling=ceiling, floor=floor)
    assert report.finish(as_json=True) == code
    document = json.loads(capsys.readouterr().out)
    assert document["holds"] is (code == 0)
    assert [row["what"] for row in document["rows"]] == ["held", "it"]


def test_a_page_names_its_styles_scripts_and_pictures_and_a_style_its_fonts() -> None:
    page = '<link rel="stylesheet" href="/static/a.css"><script src="/static/b.js"></script><a href="/cases/">x</a>'
    assert _named("/", page, page, first=True) == ["/static/a.css", "/static/b.js"]
    style = "@font-face{src:url('fonts/x.woff2')} .a{background:url(data:image/png;base64,AA)} @import \"c.css\";"
    assert _named("/static/ui/a.css", style, page, first=False) == ["/static/ui/fonts/x.woff2", "/static/ui/c.css"]


def test_a_font_counts_only_when_the_page_has_its_characters() -> None:
    face = "@font-face{src:url(x.woff2);unicode-range:U+0100-02BA,U+1E??}"
    assert _named("/static/a.css", face, "Kreyòl ayisyen", first=False) == []
    assert _named("/static/a.css", face, "Dvořák", first=False) == ["/static/x.woff2"]
    assert _named("/static/a.css", face, "Ẽ", first=False) == ["/static/x.woff2"]
