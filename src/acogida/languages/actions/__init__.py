"""What is done with a translation: drafted, edited sentence by sentence, submitted, approved by somebody else, or returned."""

from acogida.languages.actions.approving import approve, give_back
from acogida.languages.actions.drafting import draft
from acogida.languages.actions.editing import accept_warning, better, save_segment, submit

__all__ = ["accept_warning", "approve", "better", "draft", "give_back", "save_segment", "submit"]
