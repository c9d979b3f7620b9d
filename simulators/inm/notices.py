"""What the institute is told, each by `POST` with a transactionId: presentations (a letter), admissions, protection and its
end, deaths, certificates that no longer count. Only that it came is kept, and the hash of a letter."""

from __future__ import annotations

from typing import Any

from simulators.agency import body_of, check_letter, receipt
from simulators.routing import Refused, Request, Route
from simulators.store import Store


def presented(store: Store, request: Request) -> tuple[int, Any, str]:
    """A notice by letter, of a presentation or (where none was given before) of an admission."""
    body = body_of(
        request, ("notice_number", "office", "letter", "letter_sha256"),
        ("presented_on", "certificate_numbers", "admitted_on"),
    )  # fmt: skip
    if "presented_on" not in body and "admitted_on" not in body:
        raise Refused(422, "a notice says when it was presented or admitted")
    check_letter(body)
    return receipt(store, "INM", "notice", request, {"sha256": body["letter_sha256"]})


def admitted(store: Store, request: Request) -> tuple[int, Any, str]:
    """Numbers of certificates, under a notice; with the letter where none came before."""
    body = body_of(
        request, ("notice_number", "certificate_numbers", "admitted_on", "office"), ("letter", "letter_sha256")
    )
    if "letter" in body or "letter_sha256" in body:
        check_letter(body)
    return receipt(store, "INM", "admission", request, {"notice": body["notice_number"]})


def protection(store: Store, request: Request) -> tuple[int, Any, str]:
    """Protection began, or ended."""
    body = body_of(
        request, ("certificate_numbers", "protection_status"), ("protected_since", "ended_on", "document_number")
    )
    if ("protected_since" in body) == ("ended_on" in body):
        raise Refused(422, "protection begins or ends")
    return receipt(store, "INM", "protection", request, {})


def death(store: Store, request: Request) -> tuple[int, Any, str]:
    body_of(request, ("certificate_numbers", "died_on"), ("notice_number", "document_number"))
    return receipt(store, "INM", "death", request, {})


def certificate_ended(store: Store, request: Request) -> tuple[int, Any, str]:
    body_of(request, ("certificate_number", "ended_on"))
    return receipt(store, "INM", "certificate", request, {})


routes = (
    Route("POST", "/v1/notices", presented),
    Route("POST", "/v1/admissions", admitted),
    Route("POST", "/v1/protection", protection),
    Route("POST", "/v1/deaths", death),
    Route("POST", "/v1/certificates/ended", certificate_ended),
)
