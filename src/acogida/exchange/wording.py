"""Why something did not go well, and what can be done, in words."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from acogida.exchange import delivery, inbox, wire
from acogida.exchange.messages import FIELDS


def purpose(code: str) -> str:
    """What a message is for."""
    words = {
        "assign_number": _("Ask for a number"),
        "find_by_number": _("Look somebody up by number"),
        "find_by_data": _("Look somebody up by their data"),
        "renew_number": _("Renew a number"),
        "convert_number": _("Make a number permanent"),
        "inactivate_number": _("End a number"),
        "reconcile": _("Compare registers"),
        "subscribe": _("Subscribe to notifications"),
        "claim_presented": _("Notice that an application was presented"),
        "claim_admitted": _("Notice that a claim was admitted"),
        "opinion": _("Ask for an opinion on a country"),
        "document": _("Ask for a document"),
        "protection": _("Notice of protection"),
        "protection_ended": _("Notice that protection ended"),
        "death": _("Notice of a death"),
        "certificate_ended": _("Notice that a certificate no longer counts"),
        "child_at_risk": _("Notice of a child at risk"),
        "application_presented": _("Event: application presented"),
        "recognised": _("Event: recognition"),
        "card_issued": _("Event: card issued"),
        "credential_revoked": _("Event: certificate revoked"),
        "verify": _("Answer whether data fit"),
        "read": _("Answer with data"),
        "identify": _("Answer who somebody is"),
        "credential_status": _("Answer whether a certificate is good"),
    }
    return words.get(code, code.replace("_", " "))


def why(code: str) -> str:
    """A reason kept in the database (`reason`, `last_error`, `Reply.why`), in words; its own text where it is none of
    the known ones."""
    known = {
        "country": _("The agency belongs to a country this person must be protected from."),
        "unknown_country": _("The country of the agency is not known."),
        "no_agreement": _("No agreement covers this."),
        "fields": _("The agreement does not cover all of these data."),
        "mission": _("It is an embassy or consulate and does not say of which State."),
        "consent": _("The person has not agreed to this act."),
        "person_in_query": _("The search names the person and would leave the house."),
        "origin": _("Anybody could read it, and it would show where the person comes from."),
        "shape": _("A datum does not look like what it should."),
        delivery.INSECURE: _("The address of the agency is not protected (https)."),
        delivery.STRAYED: _("The message held more than what the agreement allows, so it was not sent."),
        delivery.FAULT: _("The program stumbled over the answer."),
        wire.NO_ADDRESS: _("The address of the agency is not set."),
        wire.UNREACHABLE: _("The agency cannot be reached."),
        wire.TIMEOUT: _("The agency took too long to answer."),
        wire.NOT_JSON: _("The answer could not be read."),
        wire.TOO_LONG: _("The answer could not be read."),
        "not_public": _("The address does not lead to the public internet, or is not protected (https)."),
        inbox.NO_HANDLER: _("Nothing in this system knows what to do with it yet."),
        inbox.NOT_THEIRS: _("The address it wants confirmed is not the agency’s own."),
        inbox.UNREADABLE: _("What was kept of it cannot be read any more."),
    }
    head = code.split(":")[0]
    if head in known:
        rest = code[len(head) + 1 :].strip()
        return f"{known[head]} ({rest})" if rest else known[head]
    return _status(code) or code


def _status(code: str) -> str:
    match = re.fullmatch(r"HTTP (\d{3})", code)
    if match is None:
        return ""
    words = {
        "401": _("The agency does not let us in: our token is missing or no longer valid."),
        "403": _("The agency does not allow us this."),
        "404": _("The agency does not know who or what this is about."),
        "409": _("It contradicts what the agency has."),
        "429": _("The agency asks for fewer messages at a time."),
    }
    number = match[1]
    general = _("The agency is out of service.") if number >= "500" else _("The agency does not accept the message.")
    return f"{words.get(number, general)} ({number})"


def advice(state: str, code: str) -> str:
    """What a person can do about what stopped, or ""."""
    head = code.split(":")[0]
    if state == "refused":
        return _("Nothing left the house. If it should be allowed, an agreement has to say so first.")
    if state != "failed":
        return ""
    if head in (
        delivery.STRAYED,
        delivery.FAULT,
        delivery.INSECURE,
        wire.NO_ADDRESS,
        inbox.NO_HANDLER,
        inbox.UNREADABLE,
    ):
        return _("Tell whoever looks after the system; when it has been put right, send it again.")
    if head == inbox.NOT_THEIRS:
        return _("Do not confirm it. Ask the agency whether the message is theirs, and set it aside if it is not.")
    if code == "HTTP 401":
        return _("Tell whoever looks after the system; when there is a new token, send everything again.")
    return _("Compare the person’s data with her documents, correct what is wrong, and send it again; or set it aside.")


def field(name: str) -> str:
    """A field of a message."""
    words = {
        "given_names": _("Given names"), "first_surname": _("First surname"), "second_surname": _("Second surname"),
        "sex": _("Sex"), "birth_date": _("Date of birth"), "birth_country": _("Country of birth"),
        "nationalities": _("Nationalities"), "curp": _("CURP"), "person_reference": _("Reference of the person"),
        "identity_reference": _("Reference of the identity"), "certificate_kind": _("Kind of certificate"),
        "certificate_status": _("State of the certificate"), "issued_on": _("Day of issue"),
        "number_status": _("Status of the number"), "physical_status": _("Alive or deceased"),
        "valid_until": _("Valid until"), "renewals": _("Renewals"), "document_kind": _("Kind of document"),
        "document_number": _("Number of the document"), "certificate_number": _("Number of the certificate"),
        "certificate_numbers": _("Numbers of the certificates"), "notice_number": _("Number of the notice"),
        "admitted_on": _("Day of admission"), "office": _("Office"), "letter_sha256": _("Letter (by its hash)"),
        "protection_status": _("Protection status"),
        "topic": _("Topic"), "presented_on": _("Day of presentation"), "case_reference": _("Case number"),
        "asked_on": _("Asked on"), "opinion_reference": _("Reference of the opinion"), "country": _("Country"),
        "request_reference": _("Reference of the request"), "document_wanted": _("Document asked for"),
        "protected_since": _("Protected since"), "ended_on": _("Ended on"),
        "died_on": _("Day of death"), "happened_on": _("Day it happened"), "alert": _("Alert"), "phone": _("Telephone"),
        "number": pgettext("CURP", "Number"), "status": _("Status"),
    }  # fmt: skip
    return words.get(name, name)


def order(name: str) -> tuple[int, str]:
    """Where a field stands among others: names first, as on a form."""
    known = list(FIELDS)
    return (known.index(name) if name in known else len(known), name)


def value(name: str, text: str) -> str:
    """What a register says in a field, in words; statuses with the register's own word, since it is what is asked about."""
    if name == "status":
        words = {
            "CLAIMED": _("temporary"), "VALID": _("permanent"), "REVOKED": _("ended"), "INVALID": _("not valid"),
            "ACTIVE": _("active"), "INACTIVE": _("inactive"),
        }  # fmt: skip
        return f"{words[text]} ({text})" if text in words else text
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        year, month, day = text.split("-")
        return f"{day}/{month}/{year}"
    return text


def act(code: str) -> str:
    """An entry of the history."""
    words = {
        "exchange.queued": _("Put in the outbox"), "exchange.refused": _("Not sent"), "exchange.asked": _("Asked"), "exchange.answered": pgettext("sharing", "Answered"),
        "exchange.delivered": _("Delivered"), "exchange.stopped": _("Stopped"), "exchange.retried": _("Sent again"),
        "exchange.set_aside": _("Set aside"), "exchange.told": _("Arrived"), "exchange.handled": _("Handled"),
        "exchange.unhandled": _("Stopped"), "exchange.explained": _("Explained"), "exchange.reopened": _("Opened again"),
        "exchange.put_right": _("Asked to be put right"),
    }  # fmt: skip
    return words.get(code, code)
