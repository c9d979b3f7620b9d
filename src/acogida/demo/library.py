"""The demonstration library: sources, notes invented to practise with, a few public reports, a pack issued twice and a request
that was answered. Everything is made by the rooms' own acts, by the demonstration's researchers, in this order."""

from __future__ import annotations

import datetime as dt
import json
import tomllib
import uuid
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from acogida.accounts.models import User
from acogida.coi.ages import months_after
from acogida.coi.intake import files, taking
from acogida.coi.intake.proposing import Proposal, propose
from acogida.coi.library.actions import countries, documents, sources
from acogida.coi.models import Document, DocumentVersion, PackVersion, Source
from acogida.coi.packs import drafting, issuing, queries
from acogida.coi.packs.checklist import CODES
from acogida.coi.search import indexing, writing
from acogida.demo import question, translated
from acogida.files.store import put_publication

DATA = Path(__file__).with_name("data") / "coi"
RESEARCHER, COLLEAGUE = "irene.vidal", "andres.mora"
STATE_DEPARTMENT, FACTBOOK = "Departamento de Estado de los Estados Unidos", "The World Factbook"
PUBLIC_DOMAIN = "Dominio público (17 U.S.C. § 105)"
SAYS = (
    "name", "name_es", "kind", "country", "languages", "url", "mandate", "funding", "methodology", "field_presence",
    "known_bias", "priority",
)  # fmt: skip
PRIORITIES = {"HN": "A", "HT": "A", "CU": "A", "VE": "B", "SV": "B", "GT": "B", "NI": "B", "AF": "C"}
# The pack on Honduras: section, document (id of a note, or name of a report), why. First as it was a year ago, then today.
FIRST = (
    (1, "facts/HN", "Datos generales del país: población, divisiones, sistema jurídico."),
    (2, "country-reports-on-human-rights-practices/HN", "Panorama anual de derechos humanos."),
    (7, "hn-extorsion-mercados", "Cómo se cobra, qué pasa con quien no paga, qué tanto se denuncia."),
    (7, "hn-diario-toque", "Un caso reciente en la costa."),
    (9, "hn-justicia", "Por qué pocas denuncias llegan a una sentencia."),
    (10, "hn-policia", "Cómo recibe la policía las denuncias; información contradictoria."),
    (12, "report-on-international-religious-freedom/HN", "Libertad religiosa: segunda fuente sobre las iglesias en los barrios."),
    (14, "hn-desplazamiento", "Si mudarse dentro del país sirve, y por qué muchas veces no."),
)  # fmt: skip
ADDED = (
    (5, "hn-mujeres", "Medidas de protección: cuánto tardan y quién las notifica."),
    (6, "hn-lgbti", "Trato de las autoridades; no había nada en esta sección."),
    (7, "hn-reclutamiento", "Lo que más alegan las familias con adolescentes."),
    (16, "hn-restringida", "Respuesta médica; de uso restringido."),
)  # fmt: skip
MET = {code: {"met": True, "note": ""} for code in CODES}

Tell = Callable[[str, int, int], None]


def fill(today: dt.date, tell: Tell) -> None:
    """Make it, where the demonstration's researchers are there; its vectors are computed by the worker afterwards."""
    people = {
        user.username: user for user in User.objects.filter(username__in=[RESEARCHER, COLLEAGUE, question.OFFICER])
    }
    if len(people) < 3 or Document.objects.exists():
        return
    today = min(today, timezone.localdate())  # a country of a day to come has the library of today
    by, colleague = _request(people[RESEARCHER]), _request(people[COLLEAGUE])
    steps: tuple[Callable[[], object], ...] = (
        lambda: _sources(by),
        lambda: _public(by),
        lambda: _notes(by, today),
        lambda: _watch(by, today),
        lambda: _pack(by, colleague, today),
        lambda: translated.translate(by, colleague),
        lambda: question.ask_and_answer(_request(people[question.OFFICER]), by, colleague, today),
    )  # fmt: skip
    for number, step in enumerate(steps):
        tell("library", number, len(steps))
        step()
    tell("library", len(steps), len(steps))
    versions = list(DocumentVersion.objects.values_list("pk", flat=True))
    writing.write_words(versions)
    indexing.defer(versions[0])


def _request(user: User) -> Any:
    return SimpleNamespace(user=user, id="demonstration")


def _read() -> dict[str, Any]:
    return tomllib.loads((DATA / "notes.toml").read_text(encoding="utf-8"))


def _sources(by: Any) -> None:
    for said in _read()["source"]:
        given = {name: said[name] for name in SAYS if name in said}
        given |= {"dubious": "dubious" in said, "dubious_reason": said.get("dubious", "")}
        made = sources.create_source(by, given, key=uuid.uuid4())
        if "ceased" in said:
            sources.set_status(by, made.pk, Source.Status.CEASED, said["ceased"])
        if (found := said.get("assessment")) is not None:
            grid = {name: found[name] for name in sources.GRID}
            sources.assess(by, made.pk, grid, found["ratings"], text=found["text"], key=uuid.uuid4())


def _public(by: Any) -> None:
    """Real and old on purpose: one edition of the human-rights reports follows the other."""
    state = {
        "name": STATE_DEPARTMENT, "kind": Source.Kind.FOREIGN_MINISTRY, "country": "US", "languages": ["en"], "priority": 1,
        "mandate": "Informes anuales al Congreso sobre derechos humanos y libertad religiosa.",
        "methodology": "Información de embajadas, organizaciones y prensa; casi nunca dice cuál.",
        "motivation": "Es un Estado con política exterior propia.",
    }  # fmt: skip
    facts = {"name": FACTBOOK, "kind": Source.Kind.STATISTICS, "country": "US", "languages": ["en"], "priority": 4}
    state_source = sources.create_source(by, state, key=uuid.uuid4())
    grid = {
        "who": "Un ministerio con embajada en el país.", "what": "Hechos resumidos; pocas veces el detalle de un caso.",
        "why": "Lo ordena una ley; el texto pasa por la política exterior.",
        "how": "Reúne lo que le dan otros; no publica su método por país.", "when": "Un año de calendario; sale meses después.",
    }  # fmt: skip
    ratings = {"relevance": 3, "reliability": 3, "accuracy": 3, "transparency": 2, "currency": 2}
    sources.assess(by, state_source.pk, grid, ratings, text="Como panorama; corroborar.", key=uuid.uuid4())
    for source, name, published in (
        (state_source, "human-rights-2021.json", dt.date(2022, 4, 12)),
        (state_source, "human-rights-2022.json", dt.date(2023, 3, 20)),
        (state_source, "religious-freedom-2023.json", dt.date(2024, 6, 26)),
        (sources.create_source(by, facts, key=uuid.uuid4()), "honduras-facts.json", dt.date(2025, 1, 1)),
    ):
        data = (DATA / name).read_bytes()
        _take(by, source, data, name, lambda proposal, _id: None, published, licence=PUBLIC_DOMAIN)


def _notes(by: Any, today: dt.date) -> None:
    said = _read()
    named = {source["code"]: Source.objects.get(name=source["name"]) for source in said["source"]}
    first = [note for note in said["note"] if not note.get("restricted") and not note.get("unconfirmed")]
    second = [{**note, **note["again"]} for note in first if "again" in note]
    apart = [note for note in said["note"] if note not in first]
    for code, source in named.items():
        for group in (first, second):
            _bring(by, source, [note for note in group if note["source"] == code], today)
        for note in (note for note in apart if note["source"] == code):
            _bring(
                by, source, [note], today, restricted=note.get("restricted", False), confirmed="unconfirmed" not in note
            )
    for note in said["note"]:
        if "title_es" in note:
            document = Document.objects.get(external_id=note["id"])
            given = {"title_es": note["title_es"]}
            documents.edit_document(by, document.pk, given, about=[note["country"]], version=document.version)


def _bring(by: Any, source: Source, notes: list[dict[str, Any]], today: dt.date, **how: bool) -> None:
    """Notes of one source, as a JSON list: what its publisher would send."""
    if not notes:
        return
    listed = [
        {
            "id": note["id"], "title": note["title"], "text": note["text"].strip(), "country": note["country"],
            "lang": note.get("lang", "es"), "published": _back(today, note["months"]).isoformat(), "kind": note["kind"],
        }
        for note in notes
    ]  # fmt: skip
    by_id = {note["id"]: note for note in notes}

    def confirm(proposal: Proposal, external_id: str) -> None:
        note = by_id[external_id]
        ends = _back(today, note["covers"])
        proposal.topics, proposal.period = note["topics"], (_back(ends, 12), ends)

    data = json.dumps(listed, ensure_ascii=False, indent=1).encode()
    _take(by, source, data, "notas-sinteticas.json", confirm, None, licence="Acogida, demostración", **how)


def _take(
    by: Any, source: Source, data: bytes, name: str, confirm: Callable[[Proposal, str], None], published: dt.date | None,
    *, licence: str, restricted: bool = False, confirmed: bool = True,
) -> None:  # fmt: skip
    found = []
    for entry in files.entries(data, name).entries:
        proposal = propose(entry, name=name, published=published)
        confirm(proposal, entry.external_id)
        found.append((entry, proposal))
    blob = put_publication(data, files.media_type(data, name))
    setting = taking.Setting(
        by, source, blob, {"file": name}, restricted=restricted, confirmed=confirmed, licence=licence
    )
    taking.take(setting, found)


def _back(day: dt.date, months: int) -> dt.date:
    return months_after(day, -months)


def _watch(by: Any, today: dt.date) -> None:
    for country, priority in PRIORITIES.items():
        countries.set_priority(by, country, priority, "Solicitudes de los últimos tres años.")
    for source in Source.objects.filter(status=Source.Status.ACTIVE, priority__lte=2):
        sources.check(by, source.pk, on=today - dt.timedelta(days=5 * source.priority))
    countries.raise_flag(
        by, "HT", kind="conflict", on=today - dt.timedelta(days=20), key=uuid.uuid4(),
        text="Hecho sintético de demostración: grupos armados cierran la carretera al sur.",
    )  # fmt: skip


def _pack(by: Any, colleague: Any, today: dt.date) -> None:
    """Issued half a year ago with the editions of that time, and again last month."""
    pack = drafting.open_pack(by, "HN", "Honduras", key=uuid.uuid4())
    editions = _editions()
    draft = drafting.start_draft(by, pack.pk, key=uuid.uuid4())
    for section, name, why in FIRST:
        drafting.add_item(by, draft.pk, section, editions[name][0].pk, why)
    _issue(
        by,
        colleague,
        draft,
        "Primera edición. Sin documentos sobre servicio militar: se buscó en español e inglés.",
        _back(today, 6),
    )
    draft = drafting.start_draft(by, pack.pk, key=uuid.uuid4())
    for item, newer in queries.offered(draft).items():
        drafting.replace_item(by, item, newer.pk, "Edición más reciente.")
    ceased = draft.items.get(document_version__document__external_id="hn-diario-toque")
    drafting.remove_item(by, ceased.pk, "La fuente dejó de publicarse y hay otra más reciente sobre lo mismo.")
    for section, name, why in ADDED:
        drafting.add_item(by, draft.pk, section, editions[name][-1].pk, why)
    note = "Entran mujeres, personas LGBTI y reclutamiento; sale una nota de prensa. Sigue sin haber nada sobre servicio militar."
    _issue(by, colleague, draft, note, _back(today, 1))


def _issue(by: Any, colleague: Any, draft: PackVersion, note: str, on: dt.date) -> None:
    drafting.write_note(by, draft.pk, note)
    issuing.send_to_review(by, draft.pk)
    issuing.judge(colleague, draft.pk, "approved", MET, on=on, key=uuid.uuid4())


def _editions() -> Mapping[str, list[DocumentVersion]]:
    found: dict[str, list[DocumentVersion]] = {}
    rows: Iterable[DocumentVersion] = DocumentVersion.objects.select_related("document").order_by("sequence")
    for version in rows:
        found.setdefault(version.document.external_id, []).append(version)
    return found
