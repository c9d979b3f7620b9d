"""Telling, asking and answering; acting on what stopped; settling differences; agreeing."""

from acogida.exchange.actions.agencies import add_agency
from acogida.exchange.actions.agreements import decide as decide_agreement
from acogida.exchange.actions.agreements import end as end_agreement
from acogida.exchange.actions.agreements import propose as propose_agreement
from acogida.exchange.actions.answering import Answered, answer, hand_over
from acogida.exchange.actions.files import FileLine, keep_lines
from acogida.exchange.actions.settling import explain, put_right, reopen, start_run
from acogida.exchange.actions.stopped import retry, retry_all, retry_told, set_aside, set_told_aside
from acogida.exchange.actions.telling import Outcome, Reply, ask, send

__all__ = [
    "Answered",
    "FileLine",
    "Outcome",
    "Reply",
    "add_agency",
    "answer",
    "ask",
    "decide_agreement",
    "end_agreement",
    "explain",
    "hand_over",
    "keep_lines",
    "propose_agreement",
    "put_right",
    "reopen",
    "retry",
    "retry_all",
    "retry_told",
    "send",
    "set_aside",
    "set_told_aside",
    "start_run",
]  # fmt: skip
