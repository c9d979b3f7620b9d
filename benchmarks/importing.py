"""`python -m benchmarks.importing`: how fast an old register comes in, beside Django's bulk_create of the same persons.

An invented flat export (seven spellings of dates, words and codes for countries, one person in twenty there twice) comes into
an empty scratch database by the code of `acogida import register`: read and validated, written as families and cases, filed in
the index of persons, compared with everybody. The ratio is of one run on one machine.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
import time
from pathlib import Path
from random import Random
from typing import Any

import pycountry

from benchmarks import measuring
from benchmarks.matching import population
from benchmarks.measuring import Report

HEAD = (
    "FOLIO;NO_EXPEDIENTE;DELEGACION;FECHA SOLICITUD;PRIMER APELLIDO;SEGUNDO APELLIDO;NOMBRE(S);FECHA NAC;SEXO;NACIONALIDAD;"
    "IDIOMA;PARENTESCO;CURP;ESTATUS;OBSERVACIONES"
)
OFFICES = ("TAPACHULA", "Tapachula", "TAP", "CDMX", "PALENQUE", "TENOSIQUE", "TIJUANA", "MONTERREY")
MONTHS = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split()
RELATIONS = ("CONYUGE", "HIJO/A", "HIJO/A", "HERMANO/A", "MADRE", "")
STATUSES = ("EN TRAMITE", "ABANDONO", "Desistimiento", "RESUELTO - RECONOCIDO", "P.C.", "RESUELTO - NO RECONOCIDO")
SEXES = {"F": ("F", "FEM", "Mujer"), "M": ("H", "MASC", "Hombre")}
EPOCH = dt.date(1899, 12, 30)


def old_register(persons: int, seed: int = 7) -> bytes:
    """A flat export of about so many persons, in Windows-1252."""
    random = Random(seed)
    known = population.people(round(persons * 0.95), seed)
    people = [*known, *(record for record, _whose in population.duplicates(known, persons / len(known) - 1, seed))]
    random.shuffle(people)
    lines, at, case = [HEAD], 0, 0
    while at < len(people):
        case += 1
        office, year = random.choice(OFFICES), random.randint(2019, 2024)
        applied = dt.date(year, 1, 1) + dt.timedelta(days=random.randrange(365))
        for position in range(random.choice((1, 1, 1, 2, 2, 3, 4))):
            if at == len(people):
                break
            lines.append(_row(people[at], random, case, position, office, applied))
            at += 1
    return "\r\n".join([*lines, ""]).encode("cp1252", "replace")


def _row(one: population.Someone, random: Random, case: int, position: int, office: str, applied: dt.date) -> str:
    country = pycountry.countries.get(alpha_2=one.nat) if one.nat else None
    nationality = random.choice((country.alpha_3, country.alpha_2)) if country else ""
    return ";".join((
        str(case), f"REG/{office[:3].upper()}/{case:06d}/{applied.year}", office, _spelled(applied, random), one.sur1, one.sur2,
        one.given, _born(one.dob, random), random.choice(SEXES.get(one.sex, ("X",))), nationality, "ESPAÑOL",
        "SOLICITANTE" if position == 0 else random.choice(RELATIONS), "", random.choice(STATUSES), "",
    ))  # fmt: skip


def _born(text: str, random: Random) -> str:
    try:
        return _spelled(dt.date.fromisoformat(text), random)
    except ValueError:
        return text or "S/D"


def _spelled(day: dt.date, random: Random) -> str:
    return random.choice((
        f"{day:%d/%m/%Y}", f"{day:%d/%m/%Y}", f"{day:%Y-%m-%d}", str((day - EPOCH).days) if day.year > 1927 else f"{day:%Y-%m-%d}",
        f"{day.day} de {MONTHS[day.month - 1]} de {day.year}",
    ))  # fmt: skip


def main() -> int:
    options = measuring.arguments(__doc__ or "", persons=100_000)
    _prepare()
    from django.core.management import call_command

    from acogida.people.matching import scratch

    report = Report("Bringing an old register in", {"persons": f"{options.persons:,}", "cores": os.cpu_count()})
    data = old_register(options.persons)
    with scratch.database(measuring.say):
        call_command("migrate", verbosity=0, interactive=False)
        _measure(data, report)
    return report.finish(options.json)


def _measure(data: bytes, report: Report) -> None:
    from django.db import connection

    from acogida.people.matching import store
    from acogida.registration.importing import check, likeness, mapping, run
    from acogida.registration.importing.places import places

    here = places()
    before, started = _processor(), time.perf_counter()
    checked = check.check(data, mapping.load(), here)
    reading, busy = time.perf_counter() - started, _processor() - before
    answers = {question.key: _answer(question) for question in checked.open_questions}
    source, checked = run.keep(data, "benchmark.csv", mapping.load(), answers=answers)
    run.start(None, source)
    file, compare = likeness.file, likeness.compare
    likeness.file = likeness.compare = lambda *_arguments: 0  # type: ignore[assignment]
    before = _processor()
    alone = _persons_alone(checked, run._setting(source, checked))
    busy += _processor() - before
    before, started = _processor(), time.perf_counter()
    source = run.go_on(source.pk)  # reads and validates again, as a resumed run does
    loading, work = time.perf_counter() - started, _processor() - before
    likeness.file, likeness.compare = file, compare
    with connection.cursor() as cursor:
        cursor.execute("SELECT person_id, number FROM registration_importedrow ORDER BY number")
        ids = {number: str(person) for person, number in cursor}
    persons = [(ids[entry.row], entry) for family in checked.coming for entry in family.members]
    started = time.perf_counter()
    likeness.file(persons)
    store.fold(600)
    filing = time.perf_counter() - started
    started = time.perf_counter()
    pairs = likeness.compare(source.pk)
    comparing = time.perf_counter() - started
    bulk = _bulk_create(persons[: max(len(persons) // 10, 1000)])
    count = len(persons)
    report.add("persons read and validated a second", count / reading, "1/s")
    report.add("persons validated and written by COPY a second", count / (reading + alone), "1/s", floor=8_000)
    report.add(
        "processor time of one, Python and PostgreSQL one after the other", 1e6 * busy / count, "µs", ceiling=125
    )
    report.add("the same with families, cases, events and evidence", count / loading, "1/s")
    report.add("processor time of one of those, Python and PostgreSQL", 1e6 * work / count, "µs")
    report.add("persons filed in the index a second", count / filing, "1/s")
    report.add("compared with everybody", comparing, "s")
    report.add("likely pairs for the desk", pairs, "")
    report.add("all of it, with matching", loading + filing + comparing, "s", ceiling=600 * max(count / 100_000, 0.1))
    report.add("persons a second by bulk_create, nothing validated", bulk, "1/s")
    report.add("COPY beside bulk_create, the writing alone", count / alone / bulk, "times", floor=2)


def _answer(question: Any) -> str:
    return str(question.suggested[0] if question.suggested else question.options[0])


class _Undo(Exception):
    """Ends a transaction without keeping it."""


def _persons_alone(checked: Any, setting: Any) -> float:
    """Seconds to write the persons, their nationalities and languages by COPY; rolled back."""
    from django.db import transaction

    from acogida.hooks.ids import uuid7_text
    from acogida.registration.importing import run, writing

    started, at = time.perf_counter(), setting.now.isoformat()
    try:
        with transaction.atomic():
            for start in range(0, len(checked.coming), run.BATCH):
                block = writing.Block()
                for family in checked.coming[start : start + run.BATCH]:
                    for entry in family.members:
                        writing._person(entry, uuid7_text(), setting.offices[family.office], setting, block.rows, at)
                run.copy(block)
            taken = time.perf_counter() - started
            raise _Undo
    except _Undo:
        return taken


def _processor() -> float:
    """Processor seconds of this process and of its PostgreSQL server process, when that runs here."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        stat = Path(f"/proc/{cursor.fetchone()[0]}/stat")
    fields = stat.read_text().rpartition(")")[2].split() if stat.exists() else []
    theirs = sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK") if fields else 0.0
    return time.process_time() + theirs


def _bulk_create(persons: list[tuple[Any, Any]]) -> float:
    """Persons a second by Django's bulk_create, without families, cases, events and evidence."""
    from django.db import transaction

    from acogida.accounts.models import Office
    from acogida.hooks.ids import uuid7
    from acogida.people.models import Nationality, Person, SpokenLanguage

    offices = dict(Office.objects.values_list("code", "pk"))
    started = time.perf_counter()
    try:
        with transaction.atomic():
            made = []
            for _person, entry in persons:
                one = Person(
                    id=uuid7(), office_id=offices[entry.office], name_as_declared=entry.name, given_names=entry.given,
                    first_surname=entry.first, second_surname=entry.second, sex=entry.sex, birth_year=entry.year,
                    birth_month=entry.month, birth_day=entry.day, birth_estimated=entry.day is None,
                )  # fmt: skip
                one.refresh_derived()
                made.append(one)
            Person.objects.bulk_create(made, batch_size=2000)
            pairs = list(zip(made, (entry for _person, entry in persons), strict=True))
            Nationality.objects.bulk_create(
                [Nationality(person=one, country=entry.nationality) for one, entry in pairs if entry.nationality],
                batch_size=2000,
            )
            SpokenLanguage.objects.bulk_create(
                [
                    SpokenLanguage(person=one, code=entry.language, preferred=True)
                    for one, entry in pairs
                    if entry.language
                ],
                batch_size=2000,
            )
            taken = time.perf_counter() - started
            raise _Undo
    except _Undo:
        return len(persons) / taken


def _prepare() -> None:
    """Django on the house's server as its owner, who may make a scratch database."""
    if "DATABASE_URL" not in os.environ:
        os.environ.setdefault("ACOGIDA_HOME", "/var/tmp/acogida-benchmarks")
    os.environ.update(DJANGO_SETTINGS_MODULE="acogida.config.settings", ACOGIDA_LOG="ERROR", ACOGIDA_DB_OWNER="1")
    from acogida.config import postgres, prepare

    postgres.ensure(measuring.say)
    prepare.database(measuring.say)
    import django

    django.setup()


if __name__ == "__main__":
    sys.exit(main())
