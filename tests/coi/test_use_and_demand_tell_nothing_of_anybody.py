"""What is asked for, used and missing, in figures: small ones are taken out, and neither words nor persons are in them."""

from __future__ import annotations

import csv
import datetime as dt
import io
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from acogida.coi.finding import figures
from acogida.coi.models import Document, Feedback, MissedSearch, SearchCount
from acogida.ui.suppression import SMALLEST, TOTAL
from tests.cast import Cast, signed_in
from tests.coi.library import a_version
from tests.determination import citing
from tests.determination.journey import Journey

DAY = dt.date(2026, 5, 4)
places = st.tuples(st.sampled_from("abc"), st.sampled_from("xy"))


@given(st.dictionaries(places, st.integers(0, 12)))
def test_a_small_count_is_not_shown_nor_given_back(cells: dict[tuple[str, str], int]) -> None:
    shown = figures.table(cells, "xy").cells
    for (row, column), n in cells.items():
        if 0 < n < SMALLEST:
            assert shown[row, column] is None and shown[row, TOTAL] is None
        else:
            assert shown[row, column] == n


def searches(found: str, n: int, country: str = "", topics: list[str] | None = None) -> None:
    SearchCount.objects.create(day=DAY, country=country, topics=topics or [], found=found, n=n)


@pytest.fixture
def world(cast: Cast) -> Document:
    searches("none", 9, "HN", ["criminality"])
    searches("many", 20, "HN", ["criminality", "police"])
    searches("none", 2, "HT", ["gender"])
    SearchCount.objects.create(day=dt.date(2020, 1, 1), country="CU", found="none", n=50)
    for _reader in range(5):
        MissedSearch.objects.create(key=uuid.uuid4(), day=DAY, country="HN", topics=["criminality"])
    version = a_version("=Informe")
    for _reader in range(6):
        said = Feedback.objects.create(
            kind="outdated", document=version.document, version=version, said_by=cast.officer, key=uuid.uuid4()
        )
        Feedback.objects.filter(pk=said.pk).update(said_at=dt.datetime(2026, 5, 4, 12, tzinfo=dt.UTC))
    return version.document


@pytest.mark.django_db
def test_what_is_missing_comes_from_searches_and_from_readers(world: Document) -> None:
    found = figures.report(DAY, DAY)
    assert list(found.missing.lines()) == [("HN", [9, 5], 14), ("HT", [None, 0], None)]
    assert list(found.searches.lines()) == [("HN", [20, 9], 29), ("HT", [0, None], None)]
    assert [row for row, _cells, _total in found.subjects.lines()] == ["criminality", "police", "gender"]
    assert [(document.pk, found.never_count) for document in found.never] == [(world.pk, 1)]


@pytest.mark.django_db
def test_the_page_and_its_file_say_the_same_and_nobody_else_opens_it(cast: Cast, world: Document) -> None:
    address = reverse("coi_use")
    period = {"since": "2026-05-01", "until": "2026-05-31"}
    page = signed_in(cast, "researcher").get(address, period).content.decode()
    assert "Pedido y faltante, por país" in page and "Honduras" in page and "Cuba" not in page
    text = signed_in(cast, "researcher").get(address, {**period, "format": "csv"}).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert ["Pedido y faltante, por país", "Honduras", "Sin respuesta", "9"] in rows
    assert ["Búsquedas por país", "Haití", "Sin respuesta", "*"] in rows
    assert ["Lo que dijeron los lectores", "'=Informe", Feedback.Kind.OUTDATED.label, "6"] in rows
    assert cast.officer.name not in text and cast.officer.name not in page
    for part in ("officer", "clerk", "auditor"):
        assert signed_in(cast, part).get(address).status_code == 404


@pytest.mark.django_db
def test_the_page_of_a_country_says_how_often_it_is_asked_about(cast: Cast, world: Document) -> None:
    SearchCount.objects.update(day=timezone.localdate())
    address = reverse("coi_country", args=["HN"])
    researcher = " ".join(signed_in(cast, "researcher").get(address).content.decode().split())
    assert "<dt>Búsquedas</dt><dd>29</dd> <dt>Sin respuesta</dt><dd>9</dd>" in researcher
    officer = signed_in(cast, "officer").get(address).content.decode()
    assert "<dt>Búsquedas</dt>" not in officer and 'name="chip" value="country:HN"' in officer


@pytest.mark.django_db
def test_what_a_claim_cites_is_counted_for_who_sees_no_claim(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    citing.by_words(monkeypatch)
    journey = Journey(cast)
    version = citing.edition()
    fact = citing.a_fact(journey)
    citing.cited(journey, fact, version)
    unused = a_version("Nadie lo cita", country="CU")
    client = signed_in(cast, "researcher")
    rows = list(csv.reader(io.StringIO(client.get(reverse("coi_use"), {"format": "csv"}).content.decode("utf-8-sig"))))
    assert ["Lo más citado", version.document.title, "Observatorio A", "*"] in rows
    assert [row[1] for row in rows if row[0] == "Nunca usado"] == [unused.document.title]
    assert journey.mother.case.number not in str(rows)


@pytest.mark.django_db
def test_what_is_sought_for_a_fact_is_counted_once_somebody_asks(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    citing.by_words(monkeypatch)
    fact = citing.a_fact(Journey(cast))
    client, address = signed_in(cast, "officer"), reverse("fact_country_information", args=[fact.claim_id, fact.pk])
    assert client.get(address).status_code == 200 and not SearchCount.objects.exists()
    assert client.post(address, {"text": "cuota en los mercados", "country": "HT"}).status_code == 200
    assert SearchCount.objects.get().country == "HT"


@pytest.mark.django_db
def test_a_period_that_ends_before_it_begins_is_told_at_the_field(cast: Cast) -> None:
    response = signed_in(cast, "researcher").get(reverse("coi_use"), {"since": "2026-05-02", "until": "2026-05-01"})
    assert response.status_code == 422
    assert "El último día es anterior al primero." in response.content.decode()
