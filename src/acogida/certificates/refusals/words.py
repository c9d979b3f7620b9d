"""What the codes of a refusal are called: documents by the pack, states of the country by the register of numbers."""

from __future__ import annotations

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from acogida.accounts.models import Office
from acogida.certificates.requirements import matrix
from acogida.people.curp.tables import BORN_ABROAD, ENTITIES
from acogida.people.names import fold
from acogida.people.numbers import rules


def language() -> str:
    return (get_language() or "es").split("-")[0]


def documents() -> dict[str, str]:
    """The pack's documents that a person can show, by code; empty code: she showed none."""
    found = {code: paper.label.in_(language()) for code, paper in matrix.in_force().documents.items()}
    return {**found, "": _("No paper, or another one")}


def regions() -> dict[str, str]:
    """The states of the country by code; empty where the pack's number does not know them: they are typed then."""
    if not rules.is_curp():
        return {}
    known = {code: names.get(language(), names["es"]) for code, names in ENTITIES.items() if code != BORN_ABROAD}
    return dict(sorted(known.items(), key=lambda item: fold(item[1])))


def region_of(office: Office) -> str:
    """The state an office is in, by code where states have one."""
    return next((code for code, name in regions().items() if fold(name) == fold(office.state)), office.state)


def region_name(code: str) -> str:
    return regions().get(code, code)
