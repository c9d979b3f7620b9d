"""`python -m benchmarks.registration`: a household of four from the first answer to the constancias, in the server.

Each round is another Haitian family, typed and presented through the room's own actions against the whole register:
open the form, keep the answers of each step, search the register for every person, answer the candidates, present the
claim (persons, relations, case, clocks, chained event), and admit it (certificates, requests to other agencies).
"""

from __future__ import annotations

import os
import sys
import time
import uuid
from random import Random
from types import SimpleNamespace
from typing import Any

from benchmarks import country, measuring
from benchmarks.measuring import Report

CEILING = 300.0  # ms, from the check of the answers to the open case
HOUSEHOLD = {
    "presented_how": "oral", "language": "ht", "needs_interpreter": "yes", "statement": "Salió por amenazas.",
    "safe_channels": ["call"], "privacy_notice_read": "yes", "rights_explained": "yes", "consent_share_unhcr": "no",
    "read_back": "yes", "signature": "signed", "phone": "962 123 4567",
}  # fmt: skip


def main() -> int:
    options = measuring.arguments(__doc__ or "", cases=400_000, times=30)
    cases = country.prepare(options.cases)
    report = Report("Registration of a household of four", {"cases": f"{cases:,}", "cores": os.cpu_count()})
    from django.contrib.auth import get_user_model

    people = get_user_model().objects
    clerk = SimpleNamespace(user=people.get(username="ana.saenz"), id="benchmark")
    supervisor = SimpleNamespace(user=people.get(username="rosa.cruz"), id="benchmark")
    parts: dict[str, list[float]] = {"typing": [], "searching": [], "presenting": [], "admitting": []}
    random = Random(uuid.uuid4().int)
    for turn in range(options.times + 2):
        found = _register(clerk, supervisor, _family(random))
        if turn >= 2:  # the first two warm the caches
            for name, milliseconds in found.items():
                parts[name].append(milliseconds)
    report.times("typing: open the form, keep all answers", parts["typing"])
    report.times("searching the register for four persons", parts["searching"])
    report.times("presenting: search again, persons, case, clocks", parts["presenting"], p95=CEILING)
    report.times("admitting: certificates, identity number, notice", parts["admitting"], p95=CEILING)
    whole = [sum(turn) for turn in zip(*parts.values(), strict=True)]
    report.times("all of it", whole)
    return report.finish(options.json)


def _family(random: Random) -> list[dict[str, Any]]:
    """Mother, partner, a child of nine and a baby born in Chile, with other names each time."""
    from django.utils import timezone

    from acogida.demo.names import culture_of

    culture = culture_of("HT")
    mother, father = culture.surname.draw(random), culture.surname.draw(random)
    today = timezone.localdate()
    rows = (("F", mother, 34, "", "own", "HT"), ("M", father, 37, "partner", "own", "HT"),
            ("F", father, 9, "child", "derivative", "HT"), ("M", father, 1, "child", "derivative", "CL"))  # fmt: skip
    return [
        {
            "given_names": f"{culture.given(random, sex)} {culture.given(random, sex)}", "first_surname": surname,
            "sex": "female" if sex == "F" else "male", "nationality": [land], "birth_country": land, "unaccompanied": "no",
            "birth": {"year": str(today.year - age), "month": str(random.randint(1, 12)), "day": str(random.randint(1, 28))},
            **({"relation": relation, "claim_basis": basis} if relation else {}),
        }
        for sex, surname, age, relation, basis, land in rows
    ]  # fmt: skip


def _register(clerk: Any, supervisor: Any, family: list[dict[str, Any]]) -> dict[str, float]:
    """One household; milliseconds of each part."""
    from acogida.registration import alike
    from acogida.registration.actions import admission, drafts, presentation
    from acogida.registration.models import IntakeDraft
    from acogida.registration.queries import sheet as sheet_of

    marks = [time.perf_counter()]
    draft = drafts.start(clerk, clerk.user.office, "basic", draft_id=uuid.uuid4())
    keys = [draft.persons[0]["key"], "person1", "person2", "person3"]
    for key in keys[1:]:
        drafts.add_person(clerk, draft.pk, key=key)
    entry = {"entry_on": draft.household["presented_on"]}
    drafts.save_answers(
        clerk, draft.pk, {f"household/{code}": (None, now) for code, now in {**HOUSEHOLD, **entry}.items()}
    )
    for key, person in zip(keys, family, strict=True):
        named = {"name_as_declared": f"{person['given_names']} {person['first_surname']}", **person}
        drafts.save_answers(clerk, draft.pk, {f"{key}/{code}": (None, now) for code, now in named.items()})
        drafts.set_photo(clerk, draft.pk, key, PHOTO)
    marks.append(time.perf_counter())
    draft = IntakeDraft.objects.get(pk=draft.pk)
    sheet = sheet_of(draft, clerk.user)
    for key in keys:
        for candidate in alike.search(clerk, draft, sheet, key):
            drafts.answer_alike(clerk, draft.pk, key, candidate.id, "different")
    marks.append(time.perf_counter())
    case = presentation.present(clerk, draft.pk, key=uuid.uuid4())
    marks.append(time.perf_counter())
    admission.admit(supervisor, case, key=uuid.uuid4())
    marks.append(time.perf_counter())
    names = ("typing", "searching", "presenting", "admitting")
    return {name: (after - before) * 1000 for name, before, after in zip(names, marks, marks[1:], strict=False)}


def _photo() -> bytes:
    import io

    from PIL import Image

    out = io.BytesIO()
    Image.effect_noise((480, 600), 40).convert("RGB").save(out, "JPEG")
    return out.getvalue()


PHOTO = _photo()

if __name__ == "__main__":
    sys.exit(main())
