"""The kinds of certificates of this authority, from its pack (certificates.toml).

The authority's present pack speaks, not the one a case was begun under: what a paper says is settled when it is made.
"""

from __future__ import annotations

from acogida.accounts import authority
from acogida.law import CertificateKind, Pack, UnknownRule, load_pack

CERTIFICATE_OF_PROCEDURE, CURP_SLIP = "certificate_of_procedure", "curp_slip"


def pack() -> Pack:
    """The pack of this installation's authority."""
    return load_pack(authority.pack_name())


def kind(code: str) -> CertificateKind:
    """The kind with that code; UnknownRule when there is none."""
    return pack().kind(code)


def called(name: str) -> CertificateKind:
    """The kind by its code or by any of its names, as people give it in commands; UnknownRule."""
    found = next((row for row in pack().kinds if name in (row.code, row.letter, row.template, *row.names)), None)
    if found is None:
        known = ", ".join(sorted({name for row in pack().kinds for name in (row.code, *row.names)}))
        raise UnknownRule(f"there is no kind of certificate {name!r}; there are: {known}")
    return found


def issued_by(step: str, outcome: str) -> list[CertificateKind]:
    """What a step gives to a claim so decided."""
    return [row for row in pack().kinds if step in row.issued_by and (not row.outcomes or outcome in row.outcomes)]


def of_document(document: str) -> list[CertificateKind]:
    """The kinds that are a paper of requirements.toml."""
    return [row for row in pack().kinds if row.document == document]


def longest() -> int:
    """The days of the code that is valid longest."""
    return max((row.days for row in pack().kinds), default=0)
