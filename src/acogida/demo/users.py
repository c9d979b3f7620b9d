"""The staff of the demonstration country: one for each role of the journey. They exist in demonstrations only."""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
import uuid
from typing import NamedTuple

from django.contrib.auth.hashers import make_password
from django.db import transaction

from acogida.accounts import authority
from acogida.accounts.models import Office, Posting, Role, User
from acogida.demo.setting import ROLE_OF
from acogida.law import Pack, load_pack
from acogida.people import names

PASSWORD = "demostracion"  # printed at start-up: everybody in this country is invented
SALT = "demostracionDEMOSTRACION"  # the password is public anyway; long enough not to be replaced at sign-in
NATIONAL = ("signatory", "appeals", "legal", "director")  # few, and for every office
SINCE = dt.date(2019, 1, 1)


class DemoUser(NamedTuple):
    username: str
    given: str
    surname: str
    office: str  # office code
    roles: tuple[str, ...]  # role codes


USERS = (
    DemoUser("ana.saenz", "Ana", "Sáenz", "TAP", ("registration_officer",)),
    DemoUser("rosa.cruz", "Rosa", "Cruz", "TAP", ("registration_supervisor",)),
    DemoUser("laura.mendez", "Laura", "Méndez", "TAP", ("eligibility_officer",)),
    DemoUser("oscar.ruiz", "Óscar", "Ruiz", "TAP", ("eligibility_officer",)),
    DemoUser("ines.aguilar", "Inés", "Aguilar", "TAP", ("reviewer",)),
    DemoUser("mario.torres", "Mario", "Torres", "CMX", ("signatory",)),
    DemoUser("julia.ramos", "Julia", "Ramos", "TAP", ("notifier",)),
    DemoUser("diego.soto", "Diego", "Soto", "TIJ", ("registration_officer", "eligibility_officer")),
    DemoUser("paula.rivas", "Paula", "Rivas", "CMX", ("appeal_officer",)),
    DemoUser("hector.luna", "Héctor", "Luna", "CMX", ("legal_officer",)),
    DemoUser("carmen.ochoa", "Carmen", "Ochoa", "CMX", ("director",)),
    DemoUser("marta.solis", "Marta", "Solís", "CMX", ("protection_supervisor",)),
    DemoUser("irene.vidal", "Irene", "Vidal", "CMX", ("coi_researcher",)),
    DemoUser("andres.mora", "Andrés", "Mora", "CMX", ("coi_researcher",)),
    DemoUser("noemi.castro", "Noemí", "Castro", "CMX", ("coi_translator",)),
    DemoUser("auditoria", "Elena", "Prado", "CMX", ("auditor",)),
    DemoUser("admin", "Tomás", "Vidal", "CMX", ("administrator",)),
)
# Those who work at the other offices: they appear in the files, and never sign in.
COLLEAGUES: dict[str, tuple[str, ...]] = {
    "PAL": ("Rebeca Solís", "Iván Morales", "Nadia Cano", "Bruno Lara", "Celia Marín"),
    "TEN": ("Fabián Ortiz", "Lucía Pech", "Hugo Balam", "Noemí Jiménez", "Raúl Zavala"),
    "ACA": ("Teresa Utrera", "Saúl Domínguez", "Irma Lagunes", "Édgar Morales", "Paula Tejeda"),
    "CMX": ("Sofía Arriaga", "Marcos Ibarra", "Jimena Olvera", "Gerardo Nava", "Alicia Robles"),
    "TIJ": ("Ximena Rangel", "Pablo Ochoa", "Rocío Valle", "Mateo Félix", "Norma Burgos"),
    "MTY": ("Daniel Garza", "Elisa Treviño", "Óscar Cantú", "Adriana Leal", "Tomás Salinas"),
    "GDL": ("Carla Navarro", "Luis Orozco", "Berenice Plascencia", "Emilio Vega", "Julieta Casillas"),
    "SLW": ("Marisol Dávila", "Arturo Cepeda", "Gloria Flores", "René Valdés", "Clara Siller"),
}
# In other countries each office has some of these, one after the other.
ELSEWHERE = (
    "Alex Marín", "Dana Prieto", "Gabriel Sosa", "Inés Duarte", "Julián Rey", "Katia Solano", "León Arce", "Mara Quesada",
    "Noel Campos", "Olga Ferrer", "Pía Lobo", "Quino Salas", "Rita Conde", "Santi Vera", "Tania Roldán", "Uriel Paz",
    "Vera Montes", "Yago Pino", "Zoe Arias", "Blas Toro",
)  # fmt: skip
COLLEAGUE_ROLES = (
    ("registration_officer",),
    ("registration_supervisor",),
    ("eligibility_officer",),
    ("eligibility_officer", "notifier"),
    ("reviewer",),
    ("reviewer",),  # the following at the offices of other countries only
    ("appeal_officer",),
    ("signatory",),
)


@transaction.atomic
def ensure() -> list[User]:
    """The demonstration users, in the order of the journey; those that are missing are made. Safe to call again:
    a password, name or posting that somebody changed while trying things out is put back."""
    offices = {office.code: office for office in Office.objects.all()}
    roles = {role.code: role for role in Role.objects.all()}
    pack = load_pack(authority.pack_name())
    for code, people in _colleagues(pack).items():
        for name, held in zip(people, COLLEAGUE_ROLES, strict=False):
            _ensure_colleague(name, offices[code], [roles[role] for role in held])
    password = make_password(PASSWORD, SALT)  # hashed once: ten times would be seconds of every start
    seat = _seats(pack)
    return [
        _ensure(wanted, offices[seat[wanted.office]], [roles[code] for code in wanted.roles], password)
        for wanted in USERS
    ]


def _seats(pack: Pack) -> dict[str, str]:
    """Where the users sit: in another country, those of Tapachula at its first office, of Tijuana at its last."""
    codes = [office.code for office in pack.offices]
    if pack.name == "mexico":
        return {code: code for code in codes}
    return {"TAP": codes[0], "CMX": codes[0], "TIJ": codes[-1]}


def _colleagues(pack: Pack) -> dict[str, tuple[str, ...]]:
    if pack.name == "mexico":
        return COLLEAGUES
    people = itertools.cycle(ELSEWHERE)
    return {office.code: tuple(itertools.islice(people, len(COLLEAGUE_ROLES))) for office in pack.offices}


def staff() -> dict[str, dict[str, tuple[str, ...]]]:
    """Who does which part of a journey at which office, by office code and part: user ids."""
    postings = Posting.objects.filter(end=None).order_by("user__username")
    rows = list(postings.values_list("office__code", "role__code", "user_id"))
    national = {part: tuple(str(user) for _office, held, user in rows if held == ROLE_OF[part]) for part in NATIONAL}
    return {
        office.code: {
            part: tuple(str(user) for code, held, user in rows if code == office.code and held == role)
            for part, role in ROLE_OF.items()
        }
        | national
        for office in Office.objects.all()
    }


def _identifier(username: str) -> uuid.UUID:
    """The same identifier in every load, so that the same seed gives the same event chains (UUIDv7, 1 January 2019)."""
    digest = int.from_bytes(hashlib.sha256(username.encode()).digest()[:10])
    since = int(dt.datetime.combine(SINCE, dt.time(), dt.UTC).timestamp() * 1000)
    low = digest & ((1 << 74) - 1)
    return uuid.UUID(int=since << 80 | 0x7 << 76 | (low >> 62) << 64 | 0b10 << 62 | low & ((1 << 62) - 1))


def _ensure_colleague(name: str, office: Office, roles: list[Role]) -> None:
    username = f"{office.code.lower()}.{names.fold(name).replace(' ', '.')}"
    given, _space, surname = name.partition(" ")
    user, created = User.objects.get_or_create(
        username=username,
        defaults={"id": _identifier(username), "first_name": given, "last_name": surname, "office": office},
    )
    if created:
        user.set_unusable_password()
        user.save()
        for role in roles:
            Posting.objects.create(user=user, role=role, office=office, start=SINCE)


def _ensure(wanted: DemoUser, office: Office, roles: list[Role], password: str) -> User:
    user = User.objects.filter(username=wanted.username).first() or User(
        id=_identifier(wanted.username), username=wanted.username
    )
    if not user._state.adding and not user.is_demonstration:
        return user  # a real account that happens to have this name is not ours to touch
    user.first_name, user.last_name, user.office = wanted.given, wanted.surname, office
    user.is_demonstration, user.must_use_second_factor, user.is_active = True, False, True
    user.password = password
    user.save()
    for role in roles:
        Posting.objects.get_or_create(user=user, role=role, office=office, end=None, defaults={"start": SINCE})
    return user
