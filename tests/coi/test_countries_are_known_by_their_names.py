"""Countries as reports name them."""

from __future__ import annotations

import pytest

from acogida.coi.intake.countries import alpha2, alpha3, name, named_in


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("HN", "HN"), ("hnd", "HN"), ("Honduras", "HN"), ("Haití", "HT"), ("República Dominicana", "DO"),
        ("Congo, Democratic Republic of the", "CD"), ("Republic of the Congo", "CG"), ("Bahamas, The", "BS"),
        ("Turkey (Türkiye)", "TR"), ("China (Includes Hong Kong, Macau, and Tibet)", "CN"), ("Burma", "MM"),
        ("Cote d’Ivoire", "CI"), ("Israel, West Bank and Gaza", "IL"), ("Kosovo", "XK"), ("Korea, North", "KP"),
        ("Bolivia, Plurinational State of", "BO"), ("Estado Plurinacional de Bolivia", None), ("Atlantis", None), ("", None),
    ],
)  # fmt: skip
def test_a_country_is_known_by_code_or_name(text, code):
    assert alpha2(text) == code


def test_codes_and_names_go_both_ways():
    assert alpha3("HN") == "HND" and alpha3("XK") == "XKX"
    assert (name("HT", "es"), name("HT", "en"), name("HT", "mam")) == ("Haití", "Haiti", "Haití")


def test_a_text_names_countries_and_peoples_and_nothing_in_doubt():
    assert named_in("Hondureños y personas de El Salvador que huyen por Guatemala.") == {"HN", "SV", "GT"}
    assert named_in("In Congo nobody knows which.") == set()
