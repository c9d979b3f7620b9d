"""By whatever kind of recipient: nothing to an authority of a country she must be protected from."""

from __future__ import annotations

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from acogida.exchange import nations
from acogida.exchange.firewall import ORIGIN_FIELDS, Kind, Recipient, Refusal, Role, check

# Names by which a State's offices sign, in the languages in which they do.
NAMES = {
    "HN": ["Honduras", "hondureño", "Hondureña", "Ondiras"], "HT": ["Haití", "Haïti", "Haiti", "Ayiti"],
    "VE": ["Venezuela", "venezolana", "vénézuélienne"], "CU": ["Cuba", "cubana"], "SV": ["El Salvador", "salvadoreña"],
    "GT": ["Guatemala", "guatemalteca"], "NI": ["Nicaragua", "nicaragüense"], "IR": ["Irán", "iraní"],
    "SN": ["Senegal", "Sénégal"], "CD": ["Congo"],
}  # fmt: skip
OTHERS = ["CL", "US", "CO", "BR", "GH"]
codes = st.sampled_from(sorted(NAMES))
own_countries = st.sets(codes, min_size=1, max_size=3)
more = st.sets(st.sampled_from(OTHERS), max_size=3)
offices = st.sampled_from(["Embajada de", "Consulado General de", "Embassy of", "Ambassade de", "Consulado", "Konsila"])


def run_together(words: str) -> str:
    return "".join(nations._words(words))


def cased(text: str) -> st.SearchStrategy[str]:
    return st.sampled_from([text, text.upper(), text.lower()])


@st.composite
def of_her_state(draw: st.DrawFn) -> tuple[str, Recipient]:
    """A country, and something that belongs to it, by any of the ways out that name a recipient."""
    code = draw(codes)
    name = draw(st.sampled_from(NAMES[code]))
    kind = draw(st.sampled_from([kind for kind in Kind if kind is not Kind.COI_QUERY]))
    office = draw(offices)
    short = draw(st.sampled_from(["emb", "embajada", "consulado", "cons", "embassy"]))
    ending = draw(st.sampled_from(["mx", "org", "com.mx", "gob.mx"]))
    host = f"{short}{run_together(name)}.{ending}"
    net = draw(
        st.sampled_from(
            [
                f"info@{host}", f"https://www.{host}/tramites?x=1", host, f"{short}.{run_together(name)}@gmail.com",
                f"alguien@correo.gob.{code.lower()}", f"https://{code.lower()}.embassy.{ending}/",
                f"https://gob.mx@sre.gob.{code.lower()}:8443/", f"Consulado de {name} <avisos@gmail.com>",
                f"https://facebook.com/{short}{run_together(name)}",
            ]
        )
    )  # fmt: skip
    made = {
        Kind.AGENCY: lambda: draw(
            st.sampled_from([Recipient.agency("x", code), Recipient.agency("x", "MX", ["gob.mx", net])])
        ),
        Kind.ADDRESS: lambda: Recipient.address(
            draw(
                st.sampled_from(
                    [
                        f"{office} {name}, Av. Reforma 1, Ciudad de México, México", f"Calle 1, Centro, {NAMES[code][0]}",
                        f"Buzón 3\n{net if '@' in net else 'x@' + host}\nTapachula, México",
                        f"Gobierno de {name}, apartado 5, México",
                    ]
                )
            )
        ),
        Kind.DOMAIN: lambda: Recipient.domain(draw(cased(net))),
        Kind.PERSON: lambda: draw(
            st.sampled_from([Recipient.person(Role.OFFICIAL, [], [code]), Recipient.person(Role.PRIVATE, [code, "MX"])])
        ),
        Kind.EXPORT: lambda: Recipient.export("a_list", ["MX", code]),
        Kind.QR_AUDIENCE: lambda: Recipient.qr_audience([code]),
    }[kind]()  # fmt: skip
    return code, made


@given(of_her_state(), own_countries, more)
def test_no_exit_leads_to_her_state(recipient, own, others):
    code, made = recipient
    verdict = check(made, {code, *own, *others}, fields={"given_names"})
    assert not verdict.allowed
    assert verdict.refusal is Refusal.COUNTRY
    assert code in verdict.countries


@given(of_her_state(), own_countries)
def test_only_her_express_consent_to_this_act_opens_it_and_never_for_files_or_codes(recipient, own):
    code, made = recipient
    verdict = check(made, {code, *own}, consent=True)
    assert verdict.allowed == (made.kind not in {Kind.EXPORT, Kind.QR_AUDIENCE})
    assert verdict.consented == verdict.allowed


@given(codes, st.sampled_from(sorted(ORIGIN_FIELDS)), st.booleans())
def test_what_anybody_can_read_never_shows_where_she_comes_from(code, field, consent):
    verdict = check(Recipient.qr_audience(), {code}, fields={"given_names", field}, consent=consent)
    assert verdict.refusal is Refusal.ORIGIN
    assert check(Recipient.qr_audience(), {code}, fields={"given_names", "birth_date"}).allowed


PERSON = ("María José Núñez Ibáñez", "COM-TAP-2026-00012-3", "NUIM920314MNEXBR07")


@given(codes, st.sampled_from(["María", "nunez", "IBÁÑEZ"]), st.sampled_from(["maras extorsión", "policía", ""]))
def test_a_search_that_leaves_never_joins_her_country_and_her_data(code, hers, topic):
    for text in (f"{topic} {NAMES[code][0]} {hers}", f"{hers} {topic} {NAMES[code][-1]}"):
        verdict = check(Recipient.coi_query("search.example.org", text), {code}, about=PERSON)
        assert verdict.refusal is Refusal.PERSON_IN_QUERY
    host = f"www.noticias.{code.lower()}"
    assert not check(Recipient.coi_query(host, f"{topic} {hers}"), {code}, about=PERSON, consent=True).allowed
    assert check(Recipient.coi_query("search.example.org", f"{topic} {NAMES[code][0]}"), {code}, about=PERSON).allowed


@given(codes, st.sampled_from(["maria nunez", "00012", "nuim920314mnexbr07", "COM-TAP-2026-00012-3"]))
def test_nor_her_data_alone(code, hers):
    assert not check(Recipient.coi_query("search.example.org", hers), {code}, about=PERSON).allowed


@pytest.mark.parametrize(
    "recipient",
    [
        Recipient.agency("x", ""), Recipient.address("Av. 5 número 3, Centro"), Recipient.address("12 Calle Honduras"),
        Recipient.person(Role.OFFICIAL), Recipient.person(Role.PRIVATE), Recipient.export("a_list"),
        Recipient.qr_audience([]), Recipient.domain("10.0.0.1"), Recipient.domain("посольство.example"),
    ],
)  # fmt: skip
def test_whom_nobody_can_place_gets_nothing(recipient):
    assert check(recipient, {"HN"}).refusal is Refusal.UNKNOWN_COUNTRY


@pytest.mark.parametrize(
    "recipient",
    [
        Recipient.domain("info@consulado-general.org.mx"), Recipient.domain("embajada@gmail.com"),
        Recipient.address("Consulado General, Av. Central 4, Tapachula, México"),
    ],
)  # fmt: skip
def test_a_mission_that_does_not_say_whose_gets_nothing(recipient):
    assert check(recipient, {"HN"}, consent=True).refusal is Refusal.MISSION


@pytest.mark.parametrize(
    "recipient",
    [
        Recipient.agency("renapo", "MX", ["renapo.gob.mx"]), Recipient.domain("clinica@salud.gob.mx"),
        Recipient.domain("abogada@ibero.mx"), Recipient.domain("maria.nunez@gmail.com"), Recipient.domain("incubadora.com"),
        Recipient.domain("consultoria.mx"), Recipient.domain("info@embajadachile.mx"),
        Recipient.address("Calle Honduras 12, Centro, Ciudad de México, México"),
        Recipient.address("República de Honduras 5, Centro, México"), Recipient.address("Av. Hidalgo 1, Puebla", "MX"),
        Recipient.person(Role.OFFICIAL, ["MX"], ["MX"]), Recipient.person(Role.CHOSEN), Recipient.export("sre_list", ["MX"]),
        Recipient.qr_audience(["MX"]), Recipient.coi_query("search.example.org", "pandillas Honduras extorsión"),
    ],
)  # fmt: skip
def test_others_do_get_what_they_may(recipient):
    assert check(recipient, {"HN", "SV"}, fields={"given_names"}, about=PERSON).allowed


def test_her_husband_of_the_same_country_gets_it_when_she_agrees():
    husband = Recipient.person(Role.CHOSEN, ["HN"])
    assert check(husband, {"HN"}).refusal is Refusal.CONSENT
    assert check(husband, {"HN"}, consent=True).consented


def every_country() -> list[tuple[str, str]]:
    """Code and name of each, in Spanish and English (CLDR); but for a territory that signs with no office anywhere."""
    found = [item for language in ("es", "en") for item in Locale.parse(language).territories.items()]
    return [
        (c, n)
        for c, n in found
        if len(c) == 2 and c.isalpha() and c not in {"EU", "EZ", "GS", "QO", "UN", "XA", "XB", "ZZ"}
    ]


def test_the_offices_of_every_country_are_known_by_name():
    missed = []
    for code, name in every_country():
        joined = run_together(name)
        for recipient in (
            Recipient.domain(f"info@embajada{joined}.mx"), Recipient.domain(f"https://consulado-{joined}.org/"),
            Recipient.domain(f"emb{joined}.com.mx"), Recipient.domain(f"a@gov.{'uk' if code == 'GB' else code.lower()}"),
            Recipient.address(f"Embajada de {name}, Av. 1, México"), Recipient.address(f"Calle 1, {name}"),
        ):  # fmt: skip
            if check(recipient, {code}).refusal is not Refusal.COUNTRY:
                missed.append((code, recipient.texts))
    assert missed == []


@given(st.text(max_size=60))
def test_no_text_breaks_it(text):
    for recipient in (Recipient.domain(text), Recipient.address(text), Recipient.coi_query(text, text)):
        check(recipient, {"HN"}, about=[text])
