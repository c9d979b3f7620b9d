"""The acts on research requests and their answers: one function, one transaction, one event."""

from acogida.coi.requests.actions.asking import ask, cancel, confirm_not_personal, remove_found, rewrite, submit
from acogida.coi.requests.actions.issuing import export, issue, publish, reopen, revise, seen, supersede, withdraw
from acogida.coi.requests.actions.reviewing import approve, comment, resolve, return_it, send_to_review
from acogida.coi.requests.actions.triaging import (
    accept,
    assign,
    clear_danger,
    close_as,
    hand_over,
    reformulate,
    research,
)
from acogida.coi.requests.actions.writing import (
    cite,
    drop_citation,
    drop_finding,
    save_finding,
    save_head,
    start,
)

__all__ = [
    "accept", "approve", "ask", "assign", "cancel", "cite", "clear_danger", "close_as", "comment", "confirm_not_personal",
    "drop_citation", "drop_finding", "export", "hand_over", "issue", "publish", "reformulate", "remove_found", "reopen",
    "research", "resolve", "return_it", "revise", "rewrite", "save_finding", "save_head", "seen", "send_to_review", "start", "submit",
    "supersede", "withdraw",
]  # fmt: skip
