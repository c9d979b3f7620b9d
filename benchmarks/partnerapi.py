"""`python -m benchmarks.partnerapi`: fifty systems of partners asking at once, over a served application.

Granian with the workers and threads of `acogida serve`; fifty connections, each with the token of its own client, each asks
again when answered. The peer in the same run is the barest address of the same server (`/health/live`, through the same
middleware, no database), asked by as many connections: what is left is our own work, which for each answer looks somebody
up, asks the gateway, and writes the receipt and the audit record.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence

from benchmarks import country, measuring, throughput
from benchmarks.measuring import Report, percentile

CLIENTS = 50
AGENCY = "banco"
FIELDS = ["given_names", "first_surname", "second_surname", "sex", "birth_date", "certificate_kind"]
STATUS = [
    "person_reference",
    "certificate_number",
    "certificate_kind",
    "certificate_status",
    "issued_on",
    "valid_until",
]
CEILING = 1_000.0  # ms, p95 of fifty at once on two cores


def main() -> int:
    options = measuring.arguments(__doc__ or "", cases=1_500, seconds=8)
    cases = country.prepare(options.cases)
    tokens, holders = _tokens(), _holders()
    os.environ["ACOGIDA_PARTNER_CALLS_A_MINUTE"] = "1000000"
    setting = {"cases": f"{cases:,}", "clients": CLIENTS, "cores": os.cpu_count(), "load": f"{os.getloadavg()[0]:.1f}"}
    report = Report("The partner API, fifty at once", setting)
    with throughput.serving("acogida.config.wsgi:application") as port:
        bare = _bare(port, options.seconds)
        kinds = {
            "verify, with proof": [_verify(port, token, holders[i::CLIENTS]) for i, token in enumerate(tokens)],
            "a set of attributes": [_read(port, token, holders[i::CLIENTS]) for i, token in enumerate(tokens)],
            "a credential's status": [_status(port, token, holders[i::CLIENTS]) for i, token in enumerate(tokens)],
        }
        found = {what: throughput.latencies(port, asked, options.seconds) for what, asked in kinds.items()}
        bare += _bare(port, options.seconds)
    report.times("bare address", bare)
    for what, times in found.items():
        report.times(what, times, p95=CEILING)
        report.add(f"{what}, a second", len(times) / options.seconds, "/s")
        share = 2 * len(times) / len(bare)
        report.add(f"{what}, against the bare address", share, "of its")
        report.add(f"{what}, p95 against its", percentile(times, 0.95) / percentile(bare, 0.95), "times")
    return report.finish(options.json)


def _tokens() -> list[str]:
    """A token for each of fifty clients of one agency, with an agreement for what they ask."""
    import datetime as dt

    from django.test import RequestFactory

    from acogida.exchange.models import Agency, Agreement
    from acogida.partners.oauth import actions, endpoints
    from acogida.partners.oauth.models import PartnerClient

    Agency.objects.get_or_create(code=AGENCY, defaults={"name": "Banco de pruebas", "country": "MX"})
    for purpose, fields in {"verify": FIELDS, "set_identity": FIELDS, "credential_status": STATUS}.items():
        said = {"fields": fields, "direction": "answer", "legal_basis": "Prueba", "start": dt.date(2020, 1, 1)}
        Agreement.objects.get_or_create(agency_id=AGENCY, purpose=purpose, end=None, defaults=said)
    for client in PartnerClient.objects.filter(agency=AGENCY, revoked_at=None):
        actions.revoke(None, client.pk, "Otra medición")
    tokens = []
    for number in range(CLIENTS):
        scopes = ["id.verify", "id.IDENTITY.read", "cms.credential.read"]
        client, secret = actions.add(None, AGENCY, f"sistema {number}", scopes)
        form = {"grant_type": "client_credentials", "client_id": client.client_id, "client_secret": secret}
        answer = endpoints.token(RequestFactory().post("/osia/oauth/token", form))
        tokens.append(json.loads(answer.content)["access_token"])
    return tokens


def _holders() -> list[tuple[str, dict[str, str]]]:
    """Numbers of certificates, each with data of who holds it."""
    from acogida.certificates.models import Certificate

    rows = Certificate.objects.filter(status="valid", person__sealed=False, case__sealed=False, person__birth_day__gt=0)
    return [
        (each.number, {"firstName": each.person.given_names, "dateOfBirth": each.person.birth.isoformat()})
        for each in rows.select_related("person").order_by("pk")[:1_000]
        if each.person.birth
    ]


def _verify(port: int, token: str, holders: Sequence[tuple[str, dict[str, str]]]) -> list[bytes]:
    return [
        throughput.request(
            port, f"/osia/3rdparty/v1/verify/{number}?identifierType=credentialNumber&transactionId=1", token,
            json.dumps({"biographicData": said}).encode(),
        )
        for number, said in holders
    ]  # fmt: skip


def _read(port: int, token: str, holders: Sequence[tuple[str, dict[str, str]]]) -> list[bytes]:
    query = "identifierType=credentialNumber&transactionId=1"
    return [throughput.request(port, f"/osia/3rdparty/v1/attributes/IDENTITY/{n}?{query}", token) for n, _ in holders]


def _status(port: int, token: str, holders: Sequence[tuple[str, dict[str, str]]]) -> list[bytes]:
    return [throughput.request(port, f"/osia/cms/v1/credentials/{n}?transactionId=1", token) for n, _ in holders]


def _bare(port: int, seconds: float) -> list[float]:
    return throughput.latencies(port, [[throughput.request(port, "/health/live", "")]] * CLIENTS, seconds)


if __name__ == "__main__":
    sys.exit(main())
