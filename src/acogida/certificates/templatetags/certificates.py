"""`{% load certificates %}`: what pages show of a person's papers, and what may be done to a certificate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import template
from django.utils.translation import get_language

from acogida.certificates import acts, kinds
from acogida.certificates.models import Certificate
from acogida.people.models import Person

register = template.Library()


@register.simple_tag(takes_context=True)
def may_see_papers(context: dict[str, Any], person: Person) -> bool:
    """Whether who looks at the page may open the person's papers."""
    return bool(context["request"].user.can("certificate.view", person.office_id))


@dataclass(frozen=True)
class Row:
    """A certificate as it is listed: its kind in words, and what the user may do to it."""

    label: str
    acts: list[acts.Act]
    to_sign: bool
    may_sign: bool


@register.simple_tag(takes_context=True)
def certificate_row(context: template.Context, certificate: Certificate) -> Row:
    user: Any = context["request"].user
    pack = kinds.pack()
    rule = next((rule for rule in pack.kinds if rule.code == certificate.kind), None)
    label = pack.text(pack.letter(rule.letter).label, get_language() or "es") if rule else certificate.kind
    wants = rule.signed_by if rule and certificate.status == Certificate.Status.VALID else None
    to_sign = bool(wants) and certificate.signed_by_id is None
    may_issue = user.can("certificate.issue", certificate.office_id)
    return Row(
        label, acts.open_to(certificate) if may_issue else [], to_sign,
        bool(to_sign and wants and user.can(wants, certificate.office_id)),
    )  # fmt: skip
