"""Which cases of a file the register has already, before anything is written."""

from __future__ import annotations

from acogida.cases.models import Case
from acogida.registration.importing.check import Checked
from acogida.registration.importing.findings import ERROR, WARNING, Finding
from acogida.registration.importing.writing import number_of
from acogida.registration.models import ImportedRow

STEP = 5000


def tell(checked: Checked) -> int:
    """Add a finding for each case whose number is taken: by an earlier import (nothing happens), or by a case that was
    opened here (it stays out). Returns how many were imported before."""
    families = {number_of(family.number): family for family in checked.coming}
    numbers, taken = list(families), {}
    for start in range(0, len(numbers), STEP):
        taken |= dict(Case.objects.filter(number__in=numbers[start : start + STEP]).values_list("pk", "number"))
    imported = set(ImportedRow.objects.filter(case__in=list(taken)).values_list("case_id", flat=True).distinct())
    column = checked.table.headers[checked.table.places["case"]]
    for case, number in taken.items():
        family, was = families[number], case in imported
        checked.findings.append(
            Finding(
                WARNING if was else ERROR, "case_is_in" if was else "number_taken", family.members[0].row, column,
                family.number, {"case": family.number},
            )
        )  # fmt: skip
    checked.findings.sort(key=lambda each: (each.row, each.level, each.code))
    return len(imported)
