"""`acogida firewall check`: may this recipient get anything about this person, by which rule, and where the law says so."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from acogida.hooks.command import Command

HELP = (
    "an agency's code (inm), an e-mail or web address, address:TEXT, country:HN, official:HN, person:HN,MX, chosen:HN, "
    "export:sre_list, search:HOST TEXT, qr:anyone, qr:MX"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    from acogida.certificates.whom import FORMS

    parser.add_argument("--person", required=True, help=FORMS)
    parser.add_argument("--recipient", required=True, help=HELP)
    parser.add_argument("--fields", default="", help="what would be said, by commas: decides for agreements and codes")


def check(arguments: argparse.Namespace) -> tuple[dict[str, Any], str, int]:
    """Exit code 0 when it was judged, whatever the judgement; 2 for a person or recipient that is none."""
    from acogida.certificates.whom import FORMS, person_named

    person = person_named(arguments.person)
    if person is None:
        return {"error": "no such person", "forms": FORMS}, f"Nobody is named so. It takes {FORMS}.", 2
    fields = [name.strip() for name in arguments.fields.split(",") if name.strip()]
    try:
        judged = judge(person, arguments.recipient, fields)
    except ValueError as error:
        return {"error": str(error), "forms": HELP}, f"{error}. It takes {HELP}.", 2
    text = (
        f"allowed{', with ' * bool(judged['needs'])}{judged['needs']}"
        if judged["allowed"]
        else f"refused: {judged['why']} ({judged['source']})"
    )
    return judged, f"{judged['recipient']['kind']} {arguments.recipient}: {text}", 0


def judge(person: Any, text: str, fields: list[str]) -> dict[str, Any]:
    """The judgement as JSON values; what it says of the person are the countries she is protected from, no more. Raises
    ValueError for a recipient that is none."""
    from acogida.exchange import gateway
    from acogida.exchange.firewall import Refusal, Verdict, check
    from acogida.exchange.models import Agency, Agreement
    from acogida.people.shielding import countries_to_shield

    own, on = countries_to_shield(person), person.office.today()
    needs = ""
    agency = Agency.objects.filter(pk=text.strip().lower()).first()
    agreements: list[dict[str, Any]] = []
    if agency is not None:
        verdict = check(recipient_of(agency=agency), gateway.shielded([person.pk], own))
        kind = "agency"
        rows = Agreement.objects.filter(agency=agency, state=Agreement.State.AGREED).order_by("purpose", "-version")
        agreements = [
            {"purpose": row.purpose, "direction": row.direction, "fields": row.fields, "consent": row.consent_required}
            for row in rows
            if row.covers(on)
        ]
        if verdict.allowed and not agreements:
            verdict = Verdict(Refusal.NO_AGREEMENT)
        elif verdict.allowed and fields and not any(set(fields) <= set(row["fields"]) for row in agreements):
            verdict = Verdict(Refusal.FIELDS)
    else:
        recipient = recipient_of(text)
        kind = recipient.kind.value
        needs = "her consent to the act" if recipient.stranger else ""
        about = [
            person.full_name,
            person.name_as_declared,
            *person.numbers.exclude(value="").values_list("value", flat=True),
        ]
        verdict = check(recipient, gateway.shielded([person.pk], own), fields=fields, about=about)
    why, source = _in_words(verdict.refusal)
    return {
        "allowed": verdict.allowed, "rule": verdict.refusal.value if verdict.refusal else None, "why": why,
        "source": source, "countries": sorted(verdict.countries), "shielded_from": sorted(own),
        "recipient": {"kind": kind, "text": text}, "agreements": agreements, "needs": needs,
    }  # fmt: skip


def _in_words(refusal: Any) -> tuple[str, str]:
    from acogida.cases import packs
    from acogida.exchange import wording

    if refusal is None:
        return "", ""
    pack = packs.current()
    rule = pack.firewall.get(refusal.value)
    return (pack.text(rule.words, "es"), rule.source) if rule else (wording.why(refusal.value), "")


def recipient_of(text: str = "", agency: Any = None) -> Any:
    """The recipient that `HELP` describes. Raises ValueError."""
    from acogida.exchange import nations
    from acogida.exchange.firewall import ANYONE, Recipient, Role
    from acogida.exchange.models import Agency, Agreement

    if agency is not None:
        return Recipient.agency(agency.pk, agency.country, agency.addresses)
    kind, _colon, rest = text.partition(":")

    def countries() -> list[str]:
        found = [code.strip().upper() for code in rest.split(",") if code.strip()]
        if not all(nations.is_country(code) for code in found) or not found:
            raise ValueError(f"{rest!r} is no list of countries such as HN,MX")
        return found

    def export() -> Any:
        row = (
            Agreement.objects.filter(purpose=rest, state=Agreement.State.AGREED)
            .select_related("agency")
            .order_by("-version")
            .first()
        )
        if row is None:
            raise ValueError(f"no agreement covers an export {rest!r}")
        return Recipient.export(rest, [row.agency.country])

    def search() -> Any:
        host, _space, asked = rest.strip().partition(" ")
        return Recipient.coi_query(host, asked)

    makers: dict[str, Callable[[], Any]] = {
        "country": lambda: Recipient.agency("", countries()[0]),
        "official": lambda: Recipient.person(Role.OFFICIAL, [], countries()),
        "person": lambda: Recipient.person(Role.PRIVATE, countries()),
        "chosen": lambda: Recipient.person(Role.CHOSEN, countries()),
        "address": lambda: Recipient.address(rest),
        "export": export,
        "search": search,
        "qr": lambda: Recipient.qr_audience(ANYONE if rest == ANYONE else countries()),
    }
    if kind in makers and rest:
        return makers[kind]()
    if "@" in text or "." in text or "//" in text:
        return Recipient.domain(text)
    raise ValueError(f"{text!r} is no recipient; agencies are {', '.join(Agency.objects.values_list('pk', flat=True))}")


COMMANDS = {
    ("firewall", "check"): Command(
        add_arguments, check, help="may this recipient get anything about this person, and by which rule"
    )
}
