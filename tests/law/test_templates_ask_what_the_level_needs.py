"""Registration forms, specific needs, interview guide and assessment template of the Mexican pack."""

from __future__ import annotations

import pytest

from acogida.law import load_pack
from acogida.law.conditions import holds

MEXICO = load_pack("mexico")


def test_each_level_asks_all_that_the_smaller_one_asks() -> None:
    codes = [{field.code for field in MEXICO.form(level).fields()} for level in ("emergency", "basic", "comprehensive")]
    assert codes[0] < codes[1] < codes[2]


def test_names_keep_the_declared_form_and_a_single_name_is_enough() -> None:
    form = MEXICO.form("emergency")
    assert form.is_required(form.field("name_as_declared"))
    assert form.is_required(form.field("given_names"))
    assert not form.is_required(form.field("first_surname"))
    assert not form.is_required(form.field("second_surname"))
    assert form.field("birth").type == "partial_date"


def test_a_field_becomes_required_at_its_level_and_stays_so() -> None:
    emergency, comprehensive = MEXICO.form("emergency"), MEXICO.form("comprehensive")
    assert not emergency.is_required(emergency.field("entry_on"))
    assert comprehensive.is_required(comprehensive.field("entry_on"))
    with pytest.raises(KeyError):
        emergency.field("occupation")


def test_a_field_is_required_only_where_it_is_asked() -> None:
    for level in ("emergency", "basic", "comprehensive"):
        form = MEXICO.form(level)
        required = {f.code for f in MEXICO.form("comprehensive").fields() if form.is_required(f)}
        assert required <= {field.code for field in form.fields()}


def test_needs_carry_their_group_and_violence_and_torture_are_restricted() -> None:
    assert len({need.code for need in MEXICO.needs}) == len(MEXICO.needs) > 60
    for need in MEXICO.needs:
        if need.group in ("SV", "TR"):
            assert need.restricted, need.code
    assert MEXICO.need("LP-AP").restricted and not MEXICO.need("SC-UC").restricted


def test_cartagena_names_its_five_circumstances() -> None:
    assert len(MEXICO.ground("cartagena").circumstances) == 5


def test_the_assessment_has_its_sixteen_parts() -> None:
    assert [section.number for section in MEXICO.assessment_template] == list(range(1, 17))


@pytest.mark.parametrize(("outcome", "required"), [("recognised", False), ("refused", True), ("excluded", True)])
def test_complementary_protection_is_required_unless_refugee_status_is_recognised(outcome: str, required: bool) -> None:
    section = next(s for s in MEXICO.assessment_template if s.code == "complementary_protection")
    assert section.required_if is not None
    names = {"outcome": outcome, "positive_refugee": outcome == "recognised", "grounds": [], "flags": [], "answers": {}}
    assert holds(section.required_if, names) is required
    reasons = next(f for f in section.fields if f.code == "cp_reasons")
    assert reasons.required_if is not None and holds(reasons.required_if, names) is required


def test_exclusion_is_examined_only_when_flagged_or_proposed() -> None:
    section = next(s for s in MEXICO.assessment_template if s.code == "exclusion")
    assert section.show_if is not None
    names = {"outcome": "refused", "positive_refugee": False, "grounds": [], "flags": [], "answers": {}}
    assert not holds(section.show_if, names)
    assert holds(section.show_if, names | {"flags": ["exclusion"]})


def test_the_interview_opens_with_rights_and_closes_with_read_back() -> None:
    guide = MEXICO.interview_guide
    assert guide[0].kind == "opening" and guide[-1].kind == "closing"
    assert "read_back" in {question.code for question in guide[-1].questions}
    assert any(section.kind == "clarification" for section in guide)


def test_texts_fall_back_to_spanish() -> None:
    label = MEXICO.stage("presented").label
    assert MEXICO.text(label, "en") == "Presented"
    assert MEXICO.text(label, "es-mx") == MEXICO.text(label, "ht") == "Presentada"


def test_the_nine_offices_have_their_own_time_zone() -> None:
    assert len(MEXICO.offices) == 9
    assert MEXICO.office("TIJ").zone == "America/Tijuana"
    assert abs(sum(office.share for office in MEXICO.offices) - 1) < 1e-9
