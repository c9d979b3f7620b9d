"""The whole journey in Spanish, page by page, as the people of one office would take it."""

from __future__ import annotations

import datetime as dt
import time

import pytest
from playwright.sync_api import expect

from acogida.cases.models import Case
from acogida.exchange.models import OutboxMessage
from acogida.people.models import Person
from tests.cast import a_person
from tests.journey import family
from tests.journey.conftest import House, Simulator
from tests.journey.readers import qr_of, verified
from tests.journey.steps import (
    answer,
    approve,
    case_number,
    compose,
    conclude,
    go_on,
    hear,
    kept,
    notify,
    open_claim,
    press,
    question,
    sign,
    submit,
)

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_family_is_registered_and_decided(house: House, renapo: Simulator, inm: Simulator, worker: None) -> None:
    known = a_person(
        house.cast, given_names="Jean-Claude", first_surname="Pierre", second_surname="Louis", sex="M",
        birth_year=1988, birth_month=9, birth_day=7, birth_country="HT", nationalities=["HT"],
        languages=[("ht", True)],
    )  # fmt: skip
    number = registered(house, known)
    admitted_while_renapo_is_down(house, number, renapo)
    constancias_hold(house, number)
    numbers_arrive_once(house, number, renapo, inm)
    heard(house)
    drafted(house)
    returned_and_approved(house)
    signed_and_notified(house)
    told_when_his_appeal_ends(house, number)
    case = Case.objects.get(number=number)
    assert dict(case.claims.values_list("person__given_names", "outcome")) == {
        "Marie Rose": "recognised", "Jean Claude": "complementary_protection", "Woodley": "recognised",
        "Esther": "recognised",
    }  # fmt: skip
    assert set(case.claims.values_list("stage", flat=True)) == {"notified"}


def today(house: House) -> dt.date:
    """The civil day at the office where the family presents itself."""
    office = house.cast.clerk.office
    assert office is not None
    return office.today()


def born(house: House, years: int, days: int) -> tuple[int, int, int]:
    """Day, month and year of birth of somebody who is `years` old, her birthday `days` ago."""
    day = today(house) - dt.timedelta(days=days)
    day = day.replace(year=day.year - years, day=min(day.day, 28))
    return day.day, day.month, day.year


def registered(house: House, known: Person) -> str:
    """The clerk at the counter, up to the case number."""
    clerk = house.as_("clerk")
    clerk.goto(house.url)
    press(clerk, "Nueva solicitud", within="body")
    press(clerk, "Empezar")
    entered = today(house) - dt.timedelta(days=9)
    go_on(clerk, {
        "presented_how": "oral", "entry_on": entered.isoformat(), "entry_place": "Talismán, Chiapas", "language": "ht",
        "needs_interpreter": "yes", "interviewer_preference": "woman",
    })  # fmt: skip
    answer(clerk, family.MOTHER)
    press(clerk, "Añadir una persona")
    answer(clerk, family.PARTNER)
    kept(clerk)
    found = clerk.locator("[data-alike-found]")
    expect(found).to_contain_text("Jean-Claude Pierre Louis")
    expect(found).to_contain_text("misma fecha de nacimiento")

    form = clerk.url
    clerk.context.close()  # the power goes out in the middle
    clerk = house.as_("clerk")
    clerk.goto(f"{house.url}/intake/")
    expect(clerk.locator("main")).to_contain_text("Marie Rose Dieudonné")
    press(clerk, "Continuar")
    assert clerk.url == form
    expect(question(clerk, "given_names").locator("input.form-control")).to_have_value("Jean Claude")
    found = clerk.locator("[data-alike-found]")
    found.get_by_role("button", name="Es otra persona").click()
    expect(found.get_by_role("button", name="Es otra persona")).to_have_attribute("aria-pressed", "true")

    press(clerk, "Añadir una persona")
    answer(clerk, family.CHILD | {"birth": born(house, 9, 120)})
    press(clerk, "Añadir una persona")
    go_on(clerk, family.BABY | {"birth": born(house, 1, 60)})
    for seed, (country, place) in enumerate([("HT", "Puerto Príncipe"), ("HT", "Gonaïves"), ("HT", "Puerto Príncipe"),
                                             ("CL", "Santiago")]):  # fmt: skip
        go_on(clerk, {"photo": seed, "birth_country": country, "birth_place": place})
    for person in range(4):
        go_on(clerk, {"needs_now": "no"} | ({"unaccompanied": "no"} if person > 1 else {}))
    go_on(clerk, {"statement": family.STATEMENT, "feared_countries": ["HT"]})
    go_on(clerk, {"phone": "962 123 4567", "safe_channels": ["call", "whatsapp"], "municipality": "Tapachula"})
    go_on(clerk, {
        "privacy_notice_read": "yes", "rights_explained": "yes", "consent_share_unhcr": "no", "read_back": "yes",
        "signature": "signed",
    })  # fmt: skip
    expect(clerk.get_by_role("heading", name="Revisar las respuestas", level=1)).to_be_visible()
    for name in family.NAMES.values():
        expect(clerk.locator("main")).to_contain_text(name)
    press(clerk, "Presentar solicitud")
    expect(clerk.get_by_role("heading", name="Solicitud presentada")).to_be_visible()
    return case_number(clerk)


def admitted_while_renapo_is_down(house: House, number: str, renapo: Simulator) -> None:
    """The supervisor admits; RENAPO is away, and registration goes on and says so."""
    renapo.outage(True)
    supervisor = house.as_("supervisor")
    supervisor.goto(f"{house.url}/cases/{number}/")
    expect(supervisor.locator("main")).to_contain_text("Criollo haitiano")
    press(supervisor, "Admitir la solicitud")
    press(supervisor, "Admitir la solicitud")
    expect(supervisor.get_by_role("heading", name="Solicitud admitida")).to_be_visible()
    papers = supervisor.locator("#documents")
    expect(papers).to_contain_text("RENAPO no responde; se le volverá a pedir.")
    assert renapo.kept() == 0


def constancias_hold(house: House, number: str) -> None:
    """Each member's constancia: its QR, read from the paper, holds before a reader that is not ours and on our page."""
    clerk = house.as_("clerk")
    clerk.goto(f"{house.url}/registration/{Case.objects.get(number=number).pk}/")
    stranger = house.stranger()
    published = stranger.request.get(f"{house.url}/verificar/keys.pem").body()
    for name in family.NAMES.values():
        link = clerk.locator("#documents").get_by_role("link", name=name)
        pdf = clerk.request.get(house.url + (link.get_attribute("href") or "")).body()
        text = qr_of(pdf)
        identity = verified(text, published)
        assert identity.full_name == name
        assert identity.nationality is None
        stranger.goto(f"{house.url}/verificar/")
        stranger.get_by_label("Texto del código QR").fill(text)
        stranger.get_by_role("button", name="Verificar", exact=True).click()  # checked on the page itself
        expect(stranger.locator("#result")).to_have_attribute("data-state", "valid")
        expect(stranger.locator("#result")).to_contain_text(name)
    stranger.goto(f"{house.url}/verificar/")
    at = len(text) // 2
    stranger.get_by_label("Texto del código QR").fill(text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :])
    stranger.get_by_role("button", name="Verificar", exact=True).click()  # checked on the page itself
    expect(stranger.locator("#result")).to_have_attribute("data-state", "altered")


def numbers_arrive_once(house: House, number: str, renapo: Simulator, inm: Simulator) -> None:
    """RENAPO is back: four CURPs show on the page by themselves, and it has been asked for each exactly once."""
    clerk = house.as_("clerk")
    case = Case.objects.get(number=number)
    clerk.goto(f"{house.url}/registration/{case.pk}/")
    expect(clerk.locator("#documents code")).to_have_count(0)
    renapo.outage(False)
    expect(clerk.locator("#documents code")).to_have_count(4, timeout=60_000)
    expect(clerk.locator("#documents")).not_to_contain_text("RENAPO no responde")
    assert renapo.numbers() == 4
    numbers = {text.strip() for text in clerk.locator("#documents code").all_inner_texts()}
    assert len(numbers) == 4
    assert OutboxMessage.objects.filter(purpose="assign_number", state="delivered").count() == 4
    end = time.monotonic() + 120  # each number is entered in the register after it arrived here
    while OutboxMessage.objects.exclude(state="delivered").exists() and time.monotonic() < end:
        time.sleep(0.2)
    assert not OutboxMessage.objects.exclude(state="delivered").exists()
    assert OutboxMessage.objects.filter(purpose="register_identity").count() == 4
    assert inm.kept() == OutboxMessage.objects.filter(agency="inm").count() > 0  # told of the claim, identity only


def heard(house: House) -> None:
    """The mother, then the partner, each alone and in Kreyòl; the children are heard through their mother."""
    officer = house.as_("officer")
    open_claim(officer, house.url, "interviews", family.LISTED["mother"])
    hear(
        officer, "¿Por qué salió de su país?", "Quemaron mi casa y dijeron que me matarían por ayudar a las mujeres.",
        "¿Pidió ayuda a la policía?", "Fui dos veces; el policía le dio mi nombre a la banda.",
    )  # fmt: skip
    open_claim(officer, house.url, "interviews", family.LISTED["partner"])
    hear(officer, "¿Qué teme si regresa?", "Que me maten: dejé de pagar la cuota del taller.")
    officer.goto(f"{house.url}/interviews/?show=all")
    expect(officer.locator("main")).to_contain_text("Nadie espera entrevista")


def drafted(house: House) -> None:
    """The mother is to be recognised, and her children with her; the partner, on his own claim, is not."""
    officer = house.as_("officer")
    open_claim(officer, house.url, "assessments", family.LISTED["mother"])
    conclude(
        officer, "La banda quemó su casa y la amenazó de muerte", family.ASSESSMENT, "recognised", ["social_group"]
    )
    compose(officer)
    press(officer, "Preparar sus proyectos")
    expect(officer.locator("main")).to_contain_text("2 proyectos preparados")
    submit(officer)
    expect(officer.locator("main")).to_contain_text("3 proyectos enviados")
    open_claim(officer, house.url, "assessments", family.LISTED["partner"])
    conclude(
        officer, "Lo amenazaron por no pagar la cuota", family.NEXUS_MISSING, "complementary_protection",
        ["life_in_danger"],
    )  # fmt: skip
    compose(officer)
    submit(officer)


def returned_and_approved(house: House) -> None:
    """The reviewer sends the partner's draft back with a comment; the officer attends it; then all are approved."""
    reviewer = house.as_("reviewer")
    open_claim(reviewer, house.url, "reviews", family.LISTED["partner"])
    part = reviewer.locator("#part-complementary")
    part.locator("summary").click()
    part.get_by_role("textbox").fill("Diga por qué la protección del Estado no alcanza en su colonia.")
    press(reviewer, "Agregar la observación", within="#part-complementary")
    reviewer.get_by_label("Qué debe cambiar").fill("Falta una razón en la protección complementaria.")
    press(reviewer, "Devolver a quien lo elaboró")

    officer = house.as_("officer")
    open_claim(officer, house.url, "assessments", family.LISTED["partner"])
    officer.get_by_role("link", name="Proyecto", exact=False).first.click()
    expect(officer.locator("main")).to_contain_text("Falta una razón en la protección complementaria.")
    box = officer.locator("[name=complementary]")
    box.fill(box.input_value() + "\n\nLa policía no patrulla su colonia desde 2021.")
    press(officer, "Guardar")
    while (open_comments := officer.locator("form.det-answer")).count():
        open_comments.first.get_by_role("textbox").fill("Se agregó la razón.")
        with officer.expect_navigation():
            open_comments.first.get_by_role("button", name="Atendida").click()
    submit(officer)

    for name in family.LISTED.values():
        open_claim(reviewer, house.url, "reviews", name)
        approve(reviewer)


def signed_and_notified(house: House) -> None:
    """One signatory signs each decision; each person is told hers in Kreyòl."""
    signatory = house.as_("signatory")
    for name in family.LISTED.values():
        open_claim(signatory, house.url, "signatures", name)
        sign(signatory)
    notifier = house.as_("notifier")
    for name in family.LISTED.values():
        open_claim(notifier, house.url, "notifications", name)
        notify(notifier)


# Days on which COMAR's terms do not run (LFPA art. 28 and the official calendar), written down here by hand.
FIXED = {(1, 1), (2, 5), (3, 21), (5, 1), (5, 5), (9, 1), (9, 16), (11, 20), (12, 25)}
MOVING = {(2, 1), (3, 3), (11, 3)}  # (month, n): the n-th Monday
INAUGURATION = {dt.date(2024, 12, 1), dt.date(2024, 10, 1), dt.date(2030, 12, 1), dt.date(2030, 10, 1)}


def works(day: dt.date) -> bool:
    monday = day.weekday() == 0 and (day.month, (day.day + 6) // 7) in MOVING
    return day.weekday() < 5 and (day.month, day.day) not in FIXED and not monday and day not in INAUGURATION


def fifteen_working_days_after(day: dt.date) -> dt.date:
    left = 15
    while left:
        day += dt.timedelta(days=1)
        left -= works(day)
    return day


MONTHS = ("enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre").split()


def in_words(day: dt.date) -> str:
    return f"{day.day} de {MONTHS[day.month - 1]} de {day.year}"


def told_when_his_appeal_ends(house: House, number: str) -> None:
    """His term to appeal, on the page of his claim and day by day: fifteen working days from the day after."""
    due = fifteen_working_days_after(today(house))
    notifier = house.as_("notifier")
    notifier.goto(f"{house.url}/cases/{number}/?tab=decision")
    row = notifier.locator("main li", has_text="Jean Claude Pierre Louis").filter(has_text="Protección complementaria")
    with notifier.expect_navigation():
        row.get_by_role("link", name="Notificación").click()
    expect(notifier.locator("main")).to_contain_text(f"hasta el {in_words(due)}")
    press(notifier, "Día por día")
    expect(notifier.get_by_role("heading", name="¿Por qué esta fecha?")).to_be_visible()
    expect(notifier.locator("main")).to_contain_text("Jean Claude Pierre Louis")
    expect(notifier.locator("main")).to_contain_text(in_words(due))
    expect(notifier.locator("td:is(.is-gone, .is-left, .is-due)")).to_have_count(15)
