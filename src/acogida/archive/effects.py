"""What the archive does when a pack asks."""

from __future__ import annotations

from acogida.archive import actions
from acogida.cases.models import Event
from acogida.hooks.registry import effect


@effect("make_letters")
def make_letters(event: Event) -> None:
    """File the documents of a step, one for each person it concerned; the worker makes them."""
    actions.file_letters(event)
