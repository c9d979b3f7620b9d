"""Services that refused a paper, in the demonstration: some hundred in the last year, so that list and figures show something."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from datetime import UTC

from acogida.certificates.models import Certificate, FollowUp, Refusal
from acogida.certificates.refusals import words
from acogida.certificates.refusals.models import LEAVES
from acogida.certificates.requirements import matrix
from acogida.demo.setting import Setting
from acogida.people.names import fold

MOST, ONE_IN = 400, 4  # at most so many; else of one in four persons who hold a certificate
# service: how often, who, and the reasons heard there most
SERVICES: dict[str, tuple[int, tuple[str, ...], tuple[str, ...]]] = {
    "bank": (30, ("Banco del Bienestar", "BBVA", "Banco Azteca", "Banorte"), ("not_id", "card", "unknown", "system")),
    "employer": (18, ("",), ("card", "number", "unknown")),
    "school": (12, ("Primaria Benito Juárez", "Telesecundaria 120", "CECyT 2"), ("number", "origin", "system")),
    "health": (12, ("Centro de Salud Urbano", "Hospital General"), ("number", "unknown", "address")),
    "tax": (8, ("SAT",), ("card", "address")),
    "social": (7, ("IMSS",), ("card", "number", "system")),
    "phone": (5, ("Telcel", "Elektra"), ("not_id", "number")),
    "transport": (4, ("ADO", "OCC"), ("not_id", "foreigner")),
    "housing": (4, ("",), ("foreigner", "none")),
}
ENDS = (
    ("letter",),
    ("explained",),
    ("letter", "solved"),
    ("explained", "solved"),
    ("letter", "again", "unsolved"),
    (),
    (),
)


def tell(setting: Setting, seed: int) -> int:
    """Write the refusals; how many. None where the authority's pack names no papers."""
    if not matrix.in_force():
        return 0
    draw = random.Random(seed)  # noqa: S311  a demonstration, the same for the same seed
    held = Certificate.objects.filter(status="valid").select_related("office").order_by("status_index")  # anybody's
    refusals: list[Refusal] = []
    done: list[FollowUp] = []
    for certificate in held[: MOST * ONE_IN].iterator():
        if draw.randrange(ONE_IN) == 0:
            refusal = _refusal(draw, certificate, setting)
            refusals.append(refusal)
            done += _done(draw, refusal, setting.today)
    Refusal.objects.bulk_create(refusals)
    FollowUp.objects.bulk_create(done)
    return len(refusals)


def _refusal(draw: random.Random, certificate: Certificate, setting: Setting) -> Refusal:
    service = draw.choices(list(SERVICES), [often for often, _who, _why in SERVICES.values()])[0]
    _often, who, why = SERVICES[service]
    name = draw.choice(who)
    on = max(certificate.issued_on, setting.today - dt.timedelta(days=draw.randrange(330)))
    clerk = next(iter(setting.staff[certificate.office.code]["clerk"]), None)
    return Refusal(
        id=_id(draw), key=_id(draw), person_id=certificate.person_id, office=certificate.office, happened_on=min(on, setting.today),
        region=words.region_of(certificate.office), municipality=certificate.office.name, service=service,
        organisation=name, organisation_key=fold(name), document=draw.choice(["D2", "D2", "D2", "D3"]),
        reason=draw.choice(why), recorded_by_id=clerk, recorded_at=_noon(on),
    )  # fmt: skip


def _done(draw: random.Random, refusal: Refusal, today: dt.date) -> list[FollowUp]:
    """What was done about it, in the days after; its state follows."""
    found = []
    for step, kind in enumerate(draw.choice(ENDS), 1):
        on = min(refusal.happened_on + dt.timedelta(days=5 * step), today)
        by, at = refusal.recorded_by_id, _noon(on) + dt.timedelta(minutes=step)
        found.append(FollowUp(id=_id(draw), key=_id(draw), refusal=refusal, kind=kind, on=on, by_id=by, at=at))
        refusal.state = LEAVES.get(FollowUp.Kind(kind), Refusal.State.IN_HAND)
    return found


def _id(draw: random.Random) -> uuid.UUID:
    return uuid.UUID(int=draw.getrandbits(128), version=4)


def _noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(18), UTC)
