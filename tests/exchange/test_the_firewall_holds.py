from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from acogida.exchange.firewall import IDENTITY_FIELDS, Refusal, refusal

countries = st.sampled_from(["MX", "HT", "HN", "CL", "US", "VE", "mx", " ht "])
names = st.sampled_from(
    [*sorted(IDENTITY_FIELDS), "grounds", "narrative", "interview", "persecution", "needs", "religion"]
)


def plain(country: str) -> str:
    return country.strip().upper()


@given(countries, st.sets(countries), st.none() | st.sets(names), st.sets(names))
def test_nothing_ever_goes_to_a_country_the_person_fears_nor_outside_the_agreement(recipient, own, agreed, fields):
    allowed = refusal(recipient, own, agreed, fields) is None
    if plain(recipient) in {plain(country) for country in own}:
        assert not allowed
    if agreed is None or not fields <= agreed:
        assert not allowed
    if fields - IDENTITY_FIELDS:  # whatever an agreement says
        assert not allowed


@given(countries, st.sets(countries), st.sets(st.sampled_from(sorted(IDENTITY_FIELDS)), min_size=1))
def test_agreed_identity_does_go_to_anybody_else(recipient, own, fields):
    if plain(recipient) not in {plain(country) for country in own}:
        assert refusal(recipient, own, fields, fields) is None


def test_the_reason_is_said():
    assert refusal("MX", {"HT"}, None, ["sex"]) is Refusal.NO_AGREEMENT
    assert refusal("HT", {"HT"}, {"sex"}, ["sex"]) is Refusal.COUNTRY
    assert refusal("", {"HT"}, {"sex"}, ["sex"]) is Refusal.UNKNOWN_COUNTRY
    assert refusal("MX", {"HT"}, {"sex", "narrative"}, ["sex", "narrative"]) is Refusal.FIELDS


def test_no_field_that_can_be_agreed_upon_is_about_the_claim():
    about_the_claim = (
        "ground",
        "claim",
        "narrative",
        "interview",
        "persec",
        "fear",
        "need",
        "outcome",
        "assess",
        "reason",
    )
    assert [name for name in IDENTITY_FIELDS if any(part in name for part in about_the_claim)] == []
