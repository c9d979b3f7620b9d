"""When data that a certificate carries are corrected, it is marked to be issued again, and issuing it again settles that."""

from __future__ import annotations

import uuid

import pytest
from django.urls import reverse

from acogida.audit.models import Record
from acogida.certificates import life
from acogida.certificates.models import Certificate
from acogida.people.actions import correct_person
from tests.cast import Cast, a_case, admitted, signed_in

pytestmark = pytest.mark.django_db
MARK = "Por emitir de nuevo"


@pytest.fixture
def certificate(cast: Cast) -> Certificate:
    return admitted(cast, a_case(cast)).certificates.get()


def corrected(cast: Cast, certificate: Certificate, **changes) -> None:
    person = certificate.person
    person.refresh_from_db()
    correct_person(cast.as_("clerk"), person.pk, changes, version=person.version, reason="Acta")
    certificate.refresh_from_db()


def tab(cast: Cast, certificate: Certificate) -> str:
    address = reverse("case_page", args=[certificate.case.number])
    return signed_in(cast, "clerk").get(address, {"tab": "papers"}).content.decode()


def test_a_corrected_name_marks_the_certificate_until_it_is_issued_again(cast: Cast, certificate: Certificate) -> None:
    assert MARK not in tab(cast, certificate)
    corrected(cast, certificate, given_names="María Josefa")
    first = certificate.outdated_since
    assert (certificate.status, first is not None) == ("valid", True)
    assert MARK in tab(cast, certificate)
    corrected(cast, certificate, birth_day=15)
    assert certificate.outdated_since == first
    assert Record.objects.filter(action="certificate.outdated").count() == 1
    life.reissue(cast.as_("clerk"), certificate.pk, reason="Nombre corregido", key=uuid.uuid4())
    assert Certificate.objects.get(status="valid").outdated_since is None


def test_a_corrected_telephone_marks_nothing(cast: Cast, certificate: Certificate) -> None:
    corrected(cast, certificate, phone="962 000 0000")
    assert certificate.outdated_since is None
