"""OSIA, third-party services and credentials: as far as scope, agreement, firewall and the person herself allow."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from jwcrypto import jwk, jws

from acogida.audit.models import Record
from acogida.certificates.models import Certificate
from acogida.exchange.models import Consent
from acogida.partners import jobs
from acogida.partners.oauth import actions as clients
from acogida.partners.oauth import limits
from acogida.partners.oauth.models import PartnerClient
from acogida.partners.osia import documents, names, serving
from acogida.partners.osia.finding import STATUS as STATES
from acogida.people.models import IdentityNumber, Person
from tests.cast import Cast, a_case, admitted
from tests.partners.partner import IDENTITY, Partner, a_client, agreement

pytestmark = pytest.mark.django_db
CURP = "NUIM920314MNEXBR03"
VERIFY, SET, READ = (
    "/osia/3rdparty/v1/verify/",
    "/osia/3rdparty/v1/attributes/IDENTITY/",
    "/osia/3rdparty/v1/attributes/",
)
IDENTIFY, CREDENTIALS = "/osia/3rdparty/v1/identify", "/osia/cms/v1/credentials"
TRUE = {"firstName": "MARIA JOSE", "lastName": "Núñez", "dateOfBirth": "1992-03-14", "gender": "F"}
STATUS = [
    "person_reference",
    "certificate_number",
    "certificate_kind",
    "certificate_status",
    "issued_on",
    "valid_until",
]
ALL = ["id.verify", "id.IDENTITY.read", "id.read", "id.identify", "cms.credential.read"]


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "UNKNOWN_SECONDS", 0.0)


@pytest.fixture
def person(cast: Cast) -> Person:
    """Somebody with a certificate and a number."""
    case = admitted(cast, a_case(cast))
    IdentityNumber.objects.filter(person=case.principal).update(value=CURP, status="active")
    return case.principal


@pytest.fixture
def number(person: Person) -> str:
    return str(Certificate.objects.get(person=person).number)


@pytest.fixture
def partner(db: None) -> Partner:
    """A client with every scope, of an agency with an agreement for each."""
    for purpose in ("verify", "read", "identify"):
        agreement("imss", purpose, [*IDENTITY, "curp", "certificate_number", "certificate_kind"], direction="answer")
    agreement("imss", "set_identity", [*IDENTITY, "curp", "certificate_kind"], direction="answer")
    agreement("imss", "credential_status", STATUS, direction="answer")
    return Partner(*a_client("imss", *ALL))


def verify(partner: Partner, identifier: str, claimed: Any = None, **query: str) -> Any:
    return partner.call("POST", VERIFY + identifier, {"biographicData": TRUE if claimed is None else claimed}, **query)


def test_a_partner_learns_that_all_fits_and_can_prove_it(person: Person, number: str, partner: Partner) -> None:
    answer = verify(partner, number, identifierType="credentialNumber")
    assert answer.status_code == 200
    said = answer.json()
    assert (said["verificationCode"], set(said)) == (
        0,
        {"verificationCode", "verificationMessage", "verificationProof"},
    )
    assert verify(partner, CURP).json()["verificationCode"] == 0  # uin is what OSIA takes when nothing is said
    assert "verificationProof" not in verify(partner, CURP, verificationProofRequired="false").json()
    token = jws.JWS()
    token.allowed_algs = ["ES256"]
    token.deserialize(said["verificationProof"])
    token.verify(
        jwk.JWKSet.from_json(partner.http.get("/osia/jwks.json").content.decode()).get_key(token.jose_header["kid"])
    )
    claims = json.loads(token.payload)
    assert (claims["aud"], claims["verified"], claims["jti"]) == (partner.client_id, sorted(TRUE), answer["Receipt"])
    assert not {"Núñez", "Maria", "1992"} & set(token.payload.decode())


@pytest.mark.parametrize(
    "changed", [{"firstName": "Maria"}, {"dateOfBirth": "1992-03-15"}, {"gender": "M"}, {"secondLastName": ""}]
)
def test_with_one_attribute_that_does_not_fit_it_learns_only_no(person: Person, partner: Partner, changed: Any) -> None:
    said = verify(partner, CURP, {**TRUE, **changed}).json()
    assert said == {"verificationCode": 1, "verificationMessage": "not all attributes fit"}


def test_who_tries_data_until_they_fit_is_stopped(person: Person, partner: Partner) -> None:
    for day in range(1, 6):
        assert verify(partner, CURP, {"dateOfBirth": f"1992-03-0{day}"}).json()["verificationCode"] == 1
        assert verify(partner, "XXXX920314MNEXBR03").status_code == 404
    for identifier in (CURP, "XXXX920314MNEXBR03"):  # which says nothing about whether there is such a person
        stopped = verify(partner, identifier)
        assert (stopped.status_code, stopped.json()["code"]) == (429, 429)
        assert int(stopped["Retry-After"]) > 0


def test_a_set_is_what_its_agreement_lists_and_the_status_is_the_sentence_of_the_paper(
    person: Person, partner: Partner
) -> None:
    said = partner.call("GET", SET + CURP).json()
    assert said == {
        "biographicData": {
            "firstName": "María José", "lastName": "Núñez", "secondLastName": "Ibáñez", "gender": "F",
            "dateOfBirth": "1992-03-14", "curp": CURP,
            "legalStatus": "Solicitante de la condición de refugiado; procedimiento en trámite",
        }
    }  # fmt: skip
    agreement("imss", "set_identity", ["given_names"], direction="answer")
    assert partner.call("GET", SET + CURP).json() == {"biographicData": {"firstName": "María José"}}


def test_attributes_are_read_by_name_as_far_as_the_agreement_goes(
    person: Person, number: str, partner: Partner
) -> None:
    wanted: Any = {
        "outputBiographicData": ["lastName", "curp"],
        "outputCredentialData": [{"credentialType": "ID_CARD", "credentialDataFields": ["credentialNumber"]}],
    }
    said = partner.call("POST", READ + number, wanted, identifierType="credentialNumber").json()
    assert said["biographicData"] == {"lastName": "Núñez", "curp": CURP}
    assert said["credentialData"][0]["credentialNumber"] == number
    refused = partner.call("POST", READ + number, {"outputBiographicData": ["lastName", "nationality"]})
    assert (refused.status_code, refused.json()["message"]) == (403, "the agreement does not cover: nationality")


def test_somebody_is_found_by_her_data_in_the_background(person: Person, partner: Partner, cast: Cast) -> None:
    question: Any = {
        "attributeSet": {"biographicData": {name: TRUE[name] for name in ("firstName", "lastName", "dateOfBirth")}},
        "outputAttributeSetName": "IDENTITY",
    }
    task = partner.call("POST", IDENTIFY, question, transactionId="q1")
    assert task.status_code == 202
    task_id = task.json()["taskId"]
    again = partner.call("POST", IDENTIFY, question, transactionId="q1")
    assert again.json()["taskId"] == task_id
    other = {**question, "outputAttributeSetName": "OTHER"}
    agreement("imss", "set_other", ["given_names"], direction="answer")
    PartnerClient.objects.update(scopes=[*ALL, "id.OTHER.read"])
    partner.ask_token()
    assert partner.call("POST", IDENTIFY, other, transactionId="q1").status_code == 409
    assert partner.call("GET", f"{IDENTIFY}/{task_id}").status_code == 204
    jobs.identify(task_id)
    (found,) = partner.call("GET", f"{IDENTIFY}/{task_id}").json()
    assert found["biographicData"]["curp"] == CURP
    stranger = Partner(*a_client("imss", *ALL, name="otro"))
    assert stranger.call("GET", f"{IDENTIFY}/{task_id}").status_code == 404


def test_a_certificate_can_be_asked_about_whatever_became_of_it(
    person: Person, number: str, partner: Partner, cast: Cast
) -> None:
    said = partner.call("GET", f"{CREDENTIALS}/{number}").json()
    assert (said["credentialId"], said["status"], said["others"]) == (number, "ACTIVE", {"format": "PAPER"})
    assert said["credentialProfileId"] == "certificate_of_procedure"
    assert person.pk.hex not in said["personId"]
    Certificate.objects.update(status="revoked", ended_at=dt.datetime.now(dt.UTC))
    expression = [{"attributeName": "credentialNumber", "operator": "=", "value": n} for n in (number, "COM-NOT-THERE")]
    (found,) = partner.call("POST", CREDENTIALS, expression).json()
    assert (found["status"], found["personId"]) == ("REVOKED", said["personId"])
    assert partner.call("POST", CREDENTIALS, expression, offset="1").json() == []
    assert partner.call("GET", f"{CREDENTIALS}/COM-NOT-THERE").status_code == 404
    assert (
        verify(partner, number, identifierType="credentialNumber").status_code == 404
    )  # she does not hold it any more


def test_every_state_of_a_certificate_has_a_word_of_osia() -> None:
    assert STATES.keys() == set(Certificate.Status.values)
    published = documents.document("cms", "")["components"]["schemas"]["CredentialData"]["properties"]["status"]["enum"]
    for word in STATES.values():
        assert names.credential_data({"certificate_status": word}, dt.UTC)["status"] in published


def test_what_two_agencies_know_of_somebody_cannot_be_put_together(
    person: Person, number: str, partner: Partner
) -> None:
    agreement("sep", "credential_status", STATUS, direction="answer")
    other = Partner(*a_client("sep", "cms.credential.read"))
    mine, theirs = (each.call("GET", f"{CREDENTIALS}/{number}").json()["personId"] for each in (partner, other))
    assert mine != theirs


def test_sealed_unknown_and_shielded_look_the_same(person: Person, number: str, partner: Partner) -> None:
    agreement("consulado", "verify", IDENTITY, country="HN", direction="answer")
    agreement("consulado", "credential_status", STATUS, country="HN", direction="answer")
    abroad = Partner(*a_client("consulado", "id.verify", "cms.credential.read"))
    shielded = (verify(abroad, CURP), abroad.call("GET", f"{CREDENTIALS}/{number}"))
    Person.objects.filter(pk=person.pk).update(sealed=True)
    sealed = (verify(partner, CURP), partner.call("GET", f"{CREDENTIALS}/{number}"))
    unknown = (verify(partner, "XXXX920314MNEXBR03"), partner.call("GET", f"{CREDENTIALS}/COM-TAP-2026-99999-0"))
    for answers in (shielded, sealed, unknown):
        assert {(a.status_code, a.content) for a in answers} == {(404, unknown[0].content)}
        assert all("Receipt" not in a for a in answers)
    assert Record.objects.filter(action="exchange.refused").count() == 2


def test_where_her_consent_is_needed_there_is_one_answer_for_each_consent(
    person: Person, partner: Partner, cast: Cast
) -> None:
    agreement("banco", "verify", IDENTITY, direction="answer", consent_required=True)
    bank = Partner(*a_client("banco", "id.verify"))
    unknown = verify(bank, "XXXX920314MNEXBR03")
    refused = verify(bank, CURP)
    assert (refused.status_code, refused.content) == (unknown.status_code, unknown.content) == (404, refused.content)
    consent = {
        "person_id": person.pk, "office": cast.clerk.office, "agency_id": "banco", "purpose": "verify", "language": "es",
        "evidence": "oral", "witness": cast.officer, "given_on": cast.clerk.office.today(), "recorded_by": cast.clerk,
    }  # fmt: skip
    Consent.objects.create(**consent)
    assert verify(bank, CURP).json()["verificationCode"] == 0
    assert verify(bank, CURP).status_code == 404  # it was for one act
    Consent.objects.create(**consent, revoked_at=dt.datetime.now(dt.UTC))
    assert verify(bank, CURP).status_code == 404


def test_an_answer_about_nobody_is_not_quicker(partner: Partner, monkeypatch: pytest.MonkeyPatch) -> None:
    slept = []
    monkeypatch.setattr(serving, "UNKNOWN_SECONDS", 5.0)
    monkeypatch.setattr(serving.time, "sleep", slept.append)
    verify(partner, CURP)
    assert 4 < slept[0] <= 5


def test_a_revoked_client_is_out_with_the_token_it_already_has(person: Person, partner: Partner) -> None:
    assert verify(partner, CURP).status_code == 200
    clients.revoke(None, PartnerClient.objects.get().pk, "Secreto robado")
    answer = verify(partner, CURP)
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert not Record.objects.filter(action="partners.called", detail__status=401).exists()


def test_a_token_for_less_does_less_and_a_scope_taken_back_counts_at_once(person: Person, partner: Partner) -> None:
    partner.ask_token(scope="id.verify")
    assert verify(partner, CURP).status_code == 200
    refused = partner.call("GET", SET + CURP)
    assert refused.status_code == 403
    assert 'error="insufficient_scope"' in refused["WWW-Authenticate"]
    partner.ask_token()
    PartnerClient.objects.update(scopes=["id.verify"])
    assert partner.call("GET", SET + CURP).status_code == 403


def test_when_an_agreement_ends_its_scopes_end_before_the_token_does(person: Person, partner: Partner) -> None:
    assert partner.call("GET", SET + CURP).status_code == 200
    ended = agreement("imss", "set_identity", IDENTITY, direction="answer")
    type(ended).objects.filter(pk=ended.pk).update(end=dt.date(2020, 1, 1))
    answer = partner.call("GET", SET + CURP)
    assert (answer.status_code, answer.json()["code"]) == (403, 403)
    unknown = partner.call("GET", SET + "XXXX920314MNEXBR03")
    assert (unknown.status_code, unknown.content) == (answer.status_code, answer.content)  # nobody was looked up


def test_an_agency_does_not_get_by_anothers_agreement(person: Person, partner: Partner) -> None:
    agreement("banco", "verify", ["curp"], direction="answer")
    bank = Partner(*a_client("banco", "id.verify"))
    assert verify(bank, CURP).status_code == 403
    assert verify(bank, CURP, {"curp": CURP}).json()["verificationCode"] == 0
    assert bank.call("GET", SET + CURP).status_code == 403


def test_too_many_calls_are_told_when_to_come_back(person: Person, partner: Partner, settings: Any) -> None:
    settings.PARTNER_CALLS_A_MINUTE = 3
    left = [verify(partner, CURP)["RateLimit-Remaining"] for _turn in range(3)]
    assert left == ["2", "1", "0"]
    stopped = verify(partner, CURP)
    assert (stopped.status_code, stopped.json()["code"]) == (429, 429)
    assert stopped["RateLimit-Limit"] == "3"
    assert 0 < int(stopped["Retry-After"]) <= 60
    other = Partner(*a_client("imss", *ALL, name="otro"))
    assert verify(other, CURP).status_code == 200


def test_who_tries_tokens_is_stopped(partner: Partner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "WRONG_TOKENS", limits.Limit(3, 60))
    codes = [verify_with(partner, f"wrong{n}").status_code for n in range(5)]
    assert codes == [401, 401, 401, 429, 429]


def verify_with(partner: Partner, token: str) -> Any:
    return partner.call("POST", VERIFY + CURP, {"biographicData": TRUE}, token=token)


@pytest.mark.parametrize(
    ("body", "query", "part"),
    [
        (None, {}, "application/json"), ({}, {}, "biographicData"), ({"biographicData": {}}, {}, "biographicData"),
        ({"biographicData": {"shoeSize": "38"}}, {}, "firstName"), ({"biographicData": {"gender": 1}}, {}, "texts"),
        ({"biographicData": TRUE}, {"transactionId": ""}, "transactionId"),
        ({"biographicData": TRUE}, {"identifierType": "passport"}, "identifierType"),
        ({"biographicData": TRUE}, {"identifiertype": "credentialNumber"}, "no such parameter"),
        ({"biographicData": {"firstName": "a\x00"}}, {}, "character"),
        ({"biographicData": TRUE, "biometricData": []}, {}, "biographicData"),
    ],
)  # fmt: skip
def test_what_cannot_be_understood_is_said(partner: Partner, body: Any, query: Any, part: str) -> None:
    answer = partner.call("POST", VERIFY + CURP, body, **query)
    assert answer.status_code == 400
    assert answer.json()["code"] == 400
    assert part in answer.json()["message"]


def test_every_call_is_on_record_and_no_log_names_anybody(
    person: Person, number: str, partner: Partner, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("INFO"):
        verify(partner, CURP)
        partner.call("GET", f"{CREDENTIALS}/{number}")
        verify(partner, "XXXX920314MNEXBR03")
    text = "\n".join(record.getMessage() for record in caplog.records)
    assert "/osia/3rdparty/v1/verify/<str:identifier> 200" in text
    for secret in (CURP, number, "XXXX920314MNEXBR03", partner.token):
        assert secret not in text
    records = Record.objects.filter(action="partners.called").order_by("id")
    assert [(r.detail["operation"], r.detail["status"]) for r in records] == [
        ("verify", 200), ("readCredential", 200), ("verify", 404),
    ]  # fmt: skip
    assert all(CURP not in json.dumps(r.detail) for r in records)
    assert records[0].subject_id == str(PartnerClient.objects.get().pk)
