"""Who in a file is probably one person, before anything is written: the file against itself, by the same keys, weights and
evidence as everywhere (`people.matching`)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from django.utils.translation import override

from acogida.people.matching import compare, explain, wording
from acogida.people.matching.keys import keys
from acogida.people.matching.profile import Profile, profile
from acogida.people.matching.record import Record
from acogida.people.matching.tokens import code
from acogida.people.matching.weights import Frequencies, Weights, load
from acogida.registration.importing.check import Checked
from acogida.registration.importing.reading import Entry

BLOCK = 80  # persons under one key; one that more share says too little to compare all of them
STATELESS = "XA"
STEP = 2000  # after so many persons, progress is told


def record(entry: Entry) -> Record:
    """What is compared of a person of the file."""
    return Record(
        given=entry.given, first=entry.first, second=entry.second, year=entry.year, month=entry.month, day=entry.day,
        sex="" if entry.sex == "X" else entry.sex, nationality="" if entry.nationality == STATELESS else entry.nationality,
        date_text=entry.date_text,
    )  # fmt: skip


def within(checked: Checked, tell: Any = None) -> list[dict[str, Any]]:
    """Pairs of rows that are probably one person, likeliest first, each with its evidence in words (Spanish). Two rows of
    one case are told apart from two cases: `same_case`."""
    entries = [entry for family in checked.coming for entry in family.members]
    profiles = [profile(record(entry)) for entry in entries]
    weights, frequencies = load(), counted(profiles)
    found = []
    with override("es"):
        for one, other, probability, bits in pairs(profiles, weights, frequencies, tell):
            a, b = sorted((entries[one], entries[other]), key=lambda entry: entry.row)
            why = explain.reasons(profiles[one], profiles[other], weights, frequencies)
            found.append(
                {
                    "row_a": a.row, "row_b": b.row, "name_a": a.name, "name_b": b.name, "case_a": a.case, "case_b": b.case,
                    "same_case": a.case == b.case, "probability": round(probability, 4), "bits": round(bits, 1),
                    "evidence": wording.words(why),
                }
            )  # fmt: skip
    return sorted(found, key=lambda pair: (-pair["probability"], pair["row_a"], pair["row_b"]))


def pairs(
    profiles: Sequence[Profile], weights: Weights, frequencies: Frequencies, tell: Any = None
) -> Iterator[tuple[int, int, float, float]]:
    """(index, index, probability, bits) of every pair worth showing to somebody."""
    blocks: defaultdict[int, list[int]] = defaultdict(list)
    filed = [keys(each) for each in profiles]
    for index, held in enumerate(filed):
        for key in held:
            blocks[key].append(index)
    for index, held in enumerate(filed):
        if tell and index % STEP == 0:
            tell(index, len(profiles))
        near = {other for key in held if len(blocks[key]) <= BLOCK for other in blocks[key] if other > index}
        if not near:
            continue
        others = sorted(near)
        bits, named, _detail = compare.weigh(
            profiles[index], compare.gather([profiles[other] for other in others]), weights, frequencies
        )
        likely = weights.probability(bits, len(profiles))
        for place in np.flatnonzero(named & (likely >= weights.possible)):
            yield index, others[place], float(likely[place]), float(bits[place])


def counted(profiles: Sequence[Profile]) -> Frequencies:
    """How common names and nationalities are among these."""
    tokens: Counter[str] = Counter(token for each in profiles for token in each.names)
    nationalities: Counter[str] = Counter(each.nationality for each in profiles if each.nationality)
    sounds: Counter[str] = Counter()
    for token, n in tokens.items():
        sounds[code(token)] += n
    total, people = max(tokens.total(), 1), max(nationalities.total(), 1)
    return Frequencies(
        {token: n / total for token, n in tokens.items()},
        {sound: n / total for sound, n in sounds.items()},
        {country: n / people for country, n in nationalities.items()},
        total,
    )
