"""What is done to identity numbers. Each step is one transaction, one entry of the number's history, one audit record.

Whoever acts is `who`: a request, a user, or None when another register does. The person's row is locked first, always, so
that two answers for one person come one after the other.
"""

from acogida.people.numbers.actions.assigning import (
    ask_for,
    can_be_assigned,
    may_be_asked_for,
    other_holder,
    record,
    request,
    type_from_slip,
)
from acogida.people.numbers.actions.common import ACTION
from acogida.people.numbers.actions.correcting import ask_correction, confirm_as_it_is, data_corrected, reckon_again
from acogida.people.numbers.actions.lasting import (
    answered,
    ask_permanent,
    ask_renewal,
    end,
    failed,
    made_permanent,
    record_permanent,
    record_renewal,
    renewable,
    renewed,
)

__all__ = [
    "ACTION",
    "answered",
    "ask_correction",
    "ask_for",
    "ask_permanent",
    "ask_renewal",
    "can_be_assigned",
    "confirm_as_it_is",
    "data_corrected",
    "end",
    "failed",
    "made_permanent",
    "may_be_asked_for",
    "other_holder",
    "reckon_again",
    "record",
    "record_permanent",
    "record_renewal",
    "renewable",
    "renewed",
    "request",
    "type_from_slip",
]
