"""Drawing what was found."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from acogida.coi.finding.marks import Piece

register = template.Library()


@register.simple_tag
def pieces(found: Iterable[Piece]) -> SafeString:
    """A passage with what was asked for marked."""
    drawn = (f"<mark>{escape(piece.text)}</mark>" if piece.found else escape(piece.text) for piece in found)
    return mark_safe("".join(drawn))  # noqa: S308  every piece is escaped
