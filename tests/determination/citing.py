"""A claim being assessed, with a material fact and editions to cite, for the tests of country information."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.utils import timezone

from acogida.coi.models import DocumentVersion, Passage
from acogida.coi.search import embedding, indexing
from acogida.determination import actions
from acogida.determination.models import Citation, MaterialFact
from acogida.languages import engines
from acogida.languages.models import Segment, Translation
from tests.coi.library import a_version
from tests.determination.journey import LONG, Journey, findings

SAID = (
    "Gangs collect a weekly quota from market traders. Those who refuse are threatened, and some were killed in 2025."
)
SPANISH = "Las pandillas cobran una cuota semanal a los comerciantes. Quienes se niegan son amenazados."


def edition(text: str = SAID, source: str = "Observatorio A", title: str = "Extortion", **more: Any) -> DocumentVersion:
    """An edition about Haiti, recent enough on any day."""
    more.setdefault("published", timezone.localdate() - dt.timedelta(days=40))
    more.setdefault("topics", ["criminality"])
    version = a_version(title, text, country="HT", source=source, language=more.pop("language", "en"), **more)
    indexing.index([version.pk])
    return version


def by_words(monkeypatch: Any) -> None:
    """Search by words alone: neither the model nor an engine is what is tested."""
    monkeypatch.setattr(embedding, "installed", lambda: False)
    monkeypatch.setattr(engines, "engines", list)


def passage(version: DocumentVersion) -> Passage:
    return version.passages.get(ordinal=1)


def translated(of: Passage, journey: Journey, *, approved: bool, engine: str = "apertium 3.8") -> Translation:
    row = Translation.objects.create(
        origin="coi.passage", origin_id=str(of.pk), source_language="en", target_language="es", source_sha256=of.sha256,
        engine=engine, made_by=journey.cast.researcher, edited_by=journey.cast.researcher,
    )  # fmt: skip
    for position, words in enumerate(SPANISH.split(". ")):
        Segment.objects.create(translation=row, position=position, source="", target=words.rstrip(".") + ".")
    if approved:
        row.state, row.approved_by, row.approved_at = "approved", journey.cast.second_researcher, timezone.now()
        row.save()
    return row


def a_fact(journey: Journey, statement: str = "Le cobraban una cuota en el mercado") -> MaterialFact:
    """A fact of the mother's claim, heard first."""
    journey.mother.refresh_from_db()
    if journey.mother.stage == "admitted":
        journey.heard(journey.mother)
    return actions.save_fact(
        journey.cast.as_("officer"), journey.mother.pk, {"statement": statement, "result": "accepted", "reasons": LONG},
        fact_id=uuid.uuid4(), version=0, base={},
    )  # fmt: skip


def cited(journey: Journey, fact: MaterialFact, version: DocumentVersion, **changes: Any) -> Citation:
    """The first passage of an edition, cited in support unless told otherwise."""
    values: dict[str, Any] = {"role": "supports", "quote": "Gangs collect a weekly quota from market traders."}
    return actions.cite(
        journey.cast.as_(changes.pop("by", "officer")), fact.claim_id, fact.pk, passage_id=passage(version).pk,
        key=changes.pop("key", None) or uuid.uuid4(), **values | changes,
    )  # fmt: skip


def drafted(journey: Journey, outcome: str = "recognised") -> None:
    """Findings and a composed draft, ready to be submitted but for what country information wants."""
    officer = journey.cast.as_("officer")
    actions.save_assessment(officer, journey.mother.pk, findings(outcome), version=0, base={})
    actions.compose_draft(officer, journey.mother.pk)


def next_edition(version: DocumentVersion, text: str) -> DocumentVersion:
    """The document's next edition, through the intake."""
    return a_version(version.document.title, text, document=version.document, language="en",
                     published=timezone.localdate() - dt.timedelta(days=2))  # fmt: skip


def as_row(fact: MaterialFact, by: Any) -> Citation:
    """A citation as a row, for a fact of a claim that is decided already."""
    found = edition(title="Cited")
    words = passage(found)
    return Citation.objects.create(
        claim=fact.claim, fact=fact, role="supports", passage=words, version=found, version_sha256=found.sha256,
        quote=words.text, char_from=words.char_from, char_to=words.char_to, consulted_on=timezone.localdate(), cited_by=by,
        printed={"source": "A", "title": "Délva"}, key=uuid.uuid4(),
    )  # fmt: skip
