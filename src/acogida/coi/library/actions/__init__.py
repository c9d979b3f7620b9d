"""What researchers do to the library, and what its readers say of it. Each is one transaction with its audit record, done once
however often it is sent."""

from acogida.coi.library.actions.countries import end_flag, raise_flag, set_priority
from acogida.coi.library.actions.documents import confirm_document, confirm_language, edit_document
from acogida.coi.library.actions.feedback import mark_seen, say
from acogida.coi.library.actions.sources import assess, check, create_source, edit_source, set_status

__all__ = [
    "assess",
    "check",
    "confirm_document",
    "confirm_language",
    "create_source",
    "edit_document",
    "edit_source",
    "end_flag",
    "mark_seen",
    "raise_flag",
    "say",
    "set_priority",
    "set_status",
]
