"""`acogida certificate issue`: one certificate, sealed, into a file."""

from __future__ import annotations

import argparse
import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from acogida.cases.models import Case, Member

DEMONSTRATION = "demo"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--case", required=True, metavar="NUMBER",
        help=f"the case's number; {DEMONSTRATION}: any of the demonstration whose application is admitted (a small one is made"
             " when none is loaded)",
    )  # fmt: skip
    parser.add_argument("--kind", default="constancia", help="such as constancia, recognition (default: constancia)")
    parser.add_argument(
        "--person", metavar="N", help="a member of the case (default: the principal): 1, 2 …, or a person's id"
    )
    parser.add_argument("--out", required=True, type=Path, metavar="FILE", help="where the PDF is written")
    parser.add_argument("--again", action="store_true", help="a new one even if the one she has stands")


def issue(given: argparse.Namespace) -> tuple[dict[str, Any], str, int]:
    """What she has is written again while it stands; else a new one is issued. Returns when it is sealed."""
    from acogida.certificates import actions, kinds
    from acogida.files.store import get
    from acogida.law import UnknownRule
    from acogida.letters import LetterError

    if why := unwritable(given.out):  # said before a certificate is issued for nothing
        return {"error": why}, f"acogida: {why}", 1
    try:
        kind = kinds.called(given.kind)
        member = _member(_case(given.case), given.person)
        certificate, fresh = _issued(member, kind.code, given.again)
        certificate = actions.make_pdf(certificate.pk)
    except (UnknownRule, LetterError, LookupError) as problem:
        message = str(problem.args[0] if problem.args else problem)
        return {"error": message}, f"acogida: {message}", 1
    assert certificate.pdf is not None
    pdf = get(certificate.pdf)
    given.out.write_bytes(pdf)
    document = {
        "number": certificate.number,
        "kind": certificate.kind,
        "case": certificate.case.number,
        "person": str(certificate.person_id),
        "issued": fresh,
        "issued_on": certificate.issued_on,
        "valid_until": certificate.valid_until,
        "out": given.out,
        "sha256": hashlib.sha256(pdf).hexdigest(),
        "token": certificate.token,
    }
    return document, f"{certificate.number}: {given.out} (valid until {certificate.valid_until})", 0


def unwritable(out: Path) -> str:
    """Why no file can be written there; "" when one can."""
    if out.is_dir():
        return f"{out} is a folder, not a file"
    if not os.access(out if out.exists() else out.absolute().parent, os.W_OK):
        return f"{out} cannot be written: there is no such folder, or it is not yours"
    return ""


def _case(number: str) -> Case:
    from acogida.cases.models import Case
    from acogida.hooks import demonstration

    if number == DEMONSTRATION:
        number = demonstration.case_number()
    case = Case.objects.select_related("office").filter(number=number.upper()).first()
    if case is None:
        raise LookupError(f"there is no case {number!r}")
    return case


def _member(case: Case, wanted: str | None) -> Member:
    rows = list(case.members.filter(end=None).select_related("person", "case").order_by("position"))
    for place, member in enumerate(rows, start=1):
        if wanted in (None, str(place), str(member.person_id)):
            return member
    raise LookupError(f"{case.number} has no member {wanted!r}: 1 to {len(rows)}, or a person's id")


def _issued(member: Member, kind: str, again: bool) -> tuple[Any, bool]:
    from acogida.cases.actions import lock
    from acogida.certificates import actions, eligible, kinds
    from acogida.certificates.models import Certificate
    from acogida.hooks.ids import uuid7

    today = member.case.office.today()
    held = Certificate.objects.filter(
        case=member.case_id, person=member.person_id, kind=kind, status=Certificate.Status.VALID,
        outdated_since=None, valid_until__gte=today,
    ).first()  # fmt: skip
    if held and not again:
        return held, False
    from django.db import transaction

    with transaction.atomic():
        case = lock(member.case_id)
        found = actions.issue(case, [member], kind=kind, act=f"command:{uuid7()}")
        if not found:
            known = eligible.standing(case, [member.person_id])[member.person_id]
            why = eligible.why_not(kinds.kind(kind), known)
            raise LookupError(f"she may have no {kind}: the {why} is not one for which it is given ({known.stage})")
    return found[0], True
