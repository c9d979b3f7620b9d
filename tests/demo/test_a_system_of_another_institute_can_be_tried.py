"""The demonstration has an institute whose systems can be given access: what a partner does can be tried there."""

from __future__ import annotations

import pytest

from acogida.certificates.models import Certificate
from acogida.demo import agreed
from acogida.demo.agreed import AGENCY, AGREED
from acogida.exchange.messages import FIELDS
from tests.cast import Cast, a_case, admitted
from tests.partners.partner import Partner, a_client

pytestmark = pytest.mark.django_db


def test_its_system_asks_whether_a_certificate_is_good(cast: Cast) -> None:
    case = admitted(cast, a_case(cast))
    for _twice in range(2):
        agreed.tell("mexico", cast.clerk.office.today())
    partner = Partner(*a_client(AGENCY, "id.verify", "id.IDENTITY.read", "cms.credential.read", "notif.sub.write"))
    certificate = Certificate.objects.select_related("person").get(case=case)
    said = partner.call("GET", f"/osia/cms/v1/credentials/{certificate.number}").json()
    assert (said["credentialId"], said["status"]) == (certificate.number, "ACTIVE")
    claimed = {"biographicData": {"firstName": certificate.person.given_names}}
    address = f"/osia/3rdparty/v1/verify/{certificate.number}"
    answer = partner.call("POST", address, claimed, identifierType="credentialNumber")
    assert answer.json()["verificationCode"] == 0


def test_every_field_of_its_agreements_can_be_said_and_every_purpose_has_words_in_five_languages() -> None:
    for _direction, fields, words in AGREED.values():
        assert set(fields) <= FIELDS.keys()
        assert words.keys() == {"es", "en", "fr", "ht", "pt"}
