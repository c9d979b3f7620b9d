"""What determination does when a pack asks."""

from __future__ import annotations

from acogida.cases.models import Event
from acogida.determination.actions.signing import document_is_whole
from acogida.hooks.registry import effect


@effect("make_decision_letter")
def make_decision_letter(event: Event) -> None:
    """The letter is made and stored before the claim moves; here, inside the same transaction, it is read back.

    A missing or damaged file raises, and with it the whole signature is undone.
    """
    document_is_whole(event)
