"""The CURP, Mexico's population registry number: what one may be told from a person's data and from its 18 characters. Pure.

Only RENAPO assigns. Nothing here makes a CURP: the root is the first 16 characters that the rule gives, to notice a wrong
one and to look for one; position 17 is RENAPO's alone. A well-formed CURP proves nobody's identity.

Structure: Instructivo normativo para la asignación de la CURP (DOF 18-06-2018, 18-10-2021) and its 2006 edition, which has
the worked examples.
"""

from __future__ import annotations

from acogida.people.curp.checking import Checked, belongs_to, check, well_formed
from acogida.people.curp.comparing import Difference, compare
from acogida.people.curp.rooting import Holder, Impossible, Root, Undecided, expected_root
from acogida.people.curp.tables import BORN_ABROAD, SEXES

__all__ = [
    "BORN_ABROAD",
    "SEXES",
    "Checked",
    "Difference",
    "Holder",
    "Impossible",
    "Root",
    "Undecided",
    "belongs_to",
    "check",
    "compare",
    "expected_root",
    "well_formed",
]
