"""Outline icons (Tabler, MIT), drawn inline so that they take the colour of the text and need no request."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

FALLBACK = "point"


@cache
def drawings() -> dict[str, str]:
    """Icon name → the inside of its SVG, as cut by `tools/vendor_assets.py`."""
    return json.loads(Path(__file__).with_name("icons.json").read_text(encoding="utf-8"))


@cache
def svg(name: str, extra: str = "") -> SafeString:
    """An icon hidden from screen readers: words beside it say what it means. Unknown names draw a point."""
    inner = drawings().get(name) or drawings()[FALLBACK]
    return format_html(
        '<svg class="icon {}" viewBox="0 0 24 24" width="24" height="24" fill="none" stroke="currentColor"'
        ' stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">'
        "{}</svg>",
        extra,
        mark_safe(inner),  # noqa: S308  our own file
    )
