"""Reads a whole table once for what is ambiguous in it, and what the table itself proves. Pure."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from collections.abc import Mapping as Given
from dataclasses import dataclass

from acogida.registration.importing import dates
from acogida.registration.importing.folding import bare
from acogida.registration.importing.mapping import CENTURIES, Mapping, Words, countries
from acogida.registration.importing.questions import UNKNOWN, Evidence, Question, key_of
from acogida.registration.importing.table import Table

SHOWN = 5  # rows that a question names
DATES = ("applied", "birth")
WORDS = ("sex", "nationality", "language", "relation", "office", "status")


@dataclass(frozen=True)
class Places:
    """What the authority's own data allows as answers: offices by code, languages, this year's last day."""

    offices: Given[str, str]  # code → name
    languages: Given[str, str]
    today: dt.date
    allowed: frozenset[str] | None = None  # offices whose cases may come in; None: all


def words_of(mapping: Mapping) -> dict[str, Words]:
    """The table of words for each field that has one."""
    return {
        "sex": mapping.sex,
        "nationality": mapping.nationalities,
        "language": mapping.languages,
        "relation": mapping.relations,
        "office": mapping.offices,
        "status": mapping.status_words,
    }


def survey(table: Table, mapping: Mapping, places: Places) -> list[Question]:
    """Every question of a table, the words first, in the order of its columns."""
    found: list[Question] = []
    for field in sorted(WORDS, key=lambda name: table.places.get(name, 0)):
        if field in table.places:
            found += _of_words(table, mapping, field, words_of(mapping)[field], places)
    for field in DATES:
        if field in table.places:
            found += _of_dates(table, mapping, field, places)
    return found


def _column(table: Table, field: str) -> Iterable[tuple[int, str]]:
    place, width = table.places[field], len(table.headers)
    return ((row.number, row.cells[place]) for row in table.rows if len(row.cells) >= width)


def _of_words(table: Table, mapping: Mapping, field: str, words: Words, places: Places) -> list[Question]:
    counts: Counter[str] = Counter()
    first: dict[str, str] = {}
    rows: defaultdict[str, list[int]] = defaultdict(list)
    folded: dict[str, str] = {}
    for number, cell in _column(table, field):
        word = folded.get(cell)
        if word is None:
            word = folded[cell] = bare(cell)
        if word in words.means or ((not word or word in mapping.blank) and field != "status"):
            counts[word] += 1
            continue
        word = "" if word in mapping.blank else word
        counts[word] += 1
        first.setdefault(word, cell.strip())
        if len(rows[word]) < SHOWN:
            rows[word].append(number)
    header = table.headers[table.places[field]]
    return [
        Question(
            key_of(field, word), "word", field, header, first[word], counts[word], tuple(rows[word]),
            *_options(field, words.ask.get(word, ()), mapping, places),
            evidence=(*_beside(field, words, counts), *(_named(table, words, word) if field == "sex" else ())),
        )
        for word in first
    ]  # fmt: skip


def _options(
    field: str, asked: tuple[str, ...], mapping: Mapping, places: Places
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What may be answered, and which of it is likely."""
    if field == "sex":
        return ("female", "male", "unsaid"), ()
    if field == "nationality":
        return (*sorted(set(countries().means.values())), UNKNOWN), (*asked, UNKNOWN)
    if field == "language":
        return (*places.languages, UNKNOWN), (*asked, UNKNOWN)
    if field == "office":
        return tuple(places.offices), ()
    if field == "status":
        return (*mapping.statuses,), ()
    return (
        "principal",
        "spouse",
        "partner",
        "child",
        "parent",
        "sibling",
        "grandparent",
        "grandchild",
        "ward",
        "other",
    ), ()


def _beside(field: str, words: Words, counts: Counter[str]) -> list[Evidence]:
    """Which other words the column holds, for the one ambiguity that depends on them: M beside H, or beside F."""
    if field != "sex":
        return []
    others = {word: n for word, n in counts.items() if word in words.means}
    found = [Evidence("sex_beside", {"words": ", ".join(f"{word} {n}" for word, n in others.items())})]
    if others.get("H") and others.get("F"):
        found.append(Evidence("sex_both_conventions", {"h": others["H"], "f": others["F"]}))
    return found


def _named(table: Table, words: Words, word: str) -> list[Evidence]:
    """Whether those whose sex is asked bear first names that the rest of the file gives to one sex only. It answers
    nothing: a file may use one letter for both."""
    if "given" not in table.places:
        return []
    of: defaultdict[str, set[str]] = defaultdict(set)
    asked: list[str] = []
    for (_number, sex), (_same, given) in zip(_column(table, "sex"), _column(table, "given"), strict=True):
        first, said = bare(given).partition(" ")[0], bare(sex)
        if said == word:
            asked.append(first)
        elif said in words.means:
            of[first].add(words.means[said])
    women, men = (sum(of.get(name) == {sex} for name in asked) for sex in ("F", "M"))
    return [Evidence("sex_named", {"women": women, "men": men})] if women or men else []


def _of_dates(table: Table, mapping: Mapping, field: str, places: Places) -> list[Question]:
    rules = mapping.dates
    spelled = [
        (number, dates.spell(cell, rules.unknown, mapping.blank), cell) for number, cell in _column(table, field)
    ]
    header = table.headers[table.places[field]]
    found = [q for kind in ("parts4", "parts2") if (q := _order(field, header, kind, spelled, rules.order))]
    if field == "birth" and (question := _century(header, table, mapping, spelled, places)):
        found.append(question)
    return found


def _order(
    field: str, header: str, kind: str, spelled: list[tuple[int, dates.Spelled, str]], rule: str
) -> Question | None:
    """Is 1/10/09 the first of October or the tenth of January? Asked for each way of writing by itself: a column may hold
    what two programs wrote."""
    mine = [(number, each, cell) for number, each, cell in spelled if each.kind == kind]
    either = [(n, cell) for n, each, cell in mine if all(dates.orders(each)) and each.a != each.b]
    if not either:
        return None
    day_first = sum(dates.orders(each) == (True, False) for _n, each, _c in mine)
    month_first = sum(dates.orders(each) == (False, True) for _n, each, _c in mine)
    evidence = Evidence("order", {"day_first": day_first, "month_first": month_first, "either": len(either)})
    answer, settled = "", ""
    if rule != "ask":
        answer, settled = rule, "mapping"
    elif day_first and not month_first:
        answer, settled = "day_first", "file"
    elif month_first and not day_first:
        answer, settled = "month_first", "file"
    name = "order" if kind == "parts4" else "order2"
    return Question(
        f"{field}.{name}", "order", field, header, either[0][1].strip(), len(either), tuple(n for n, _c in either[:SHOWN]),
        ("day_first", "month_first"), evidence=(evidence,), answer=answer, settled=settled,
    )  # fmt: skip


def _century(
    header: str, table: Table, mapping: Mapping, spelled: list[tuple[int, dates.Spelled, str]], places: Places
) -> Question | None:
    """Is a birth in 12 in 1912 or in 2012? Only where both are possible at the time of the application."""
    latest = latest_births(table, mapping, places)
    unsure = [
        (number, cell)
        for number, each, cell in spelled
        if each.kind in ("parts2", "words2")
        and len(dates.centuries(each.c, latest.get(number, places.today.year), mapping.dates.oldest)) > 1
    ]
    if not unsure:
        return None
    years = [each.c for _n, each, _c in spelled if each.kind in ("parts4", "iso", "words", "serial", "year") and each.c]
    line = places.today.year - mapping.dates.oldest
    evidence = Evidence(
        "century", {"dated": len(years), "earliest": min(years, default=0), "old": sum(line <= y < 2000 - 75 for y in years),
                    "recent": sum(y >= 2000 for y in years)},
    )  # fmt: skip
    rule = mapping.dates.century
    return Question(
        "birth.century", "century", "birth", header, unsure[0][1].strip(), len(unsure),
        tuple(number for number, _cell in unsure[:SHOWN]), CENTURIES, evidence=(evidence,),
        answer="" if rule == "ask" else rule, settled="" if rule == "ask" else "mapping",
    )  # fmt: skip


def latest_births(table: Table, mapping: Mapping, places: Places) -> dict[int, int]:
    """By row, the last year in which somebody can have been born who applied on that row's day."""
    if "applied" not in table.places:
        return {}
    found = {}
    for number, cell in _column(table, "applied"):
        each = dates.spell(cell, mapping.dates.unknown, mapping.blank)
        year = each.c + 2000 if each.kind in ("parts2", "words2") and each.c + 2000 <= places.today.year else each.c
        found[number] = (
            year if mapping.dates.earliest_application.year <= year <= places.today.year else places.today.year
        )
    return found
