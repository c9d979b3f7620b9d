"""What the pack of Mexico tells people: letters with every blank filled, information in five languages, bodies named."""

from __future__ import annotations

import re

import pytest

from acogida.law import load_pack

MEXICO = load_pack("mexico")
PLACEHOLDER = re.compile(r"\{([A-Za-z]\w*)\}")
ALWAYS = {"person", "case_number", "authority", "office", "date"}
ASKED_FOR = {"curp_slip", "recognition_certificate", "complementary_certificate", "notification_record", "family_cover"}
OWN_TEMPLATES = {"certificate_of_procedure", "agency_notice", "prevention", "decision", *ASKED_FOR}
ABOUT_PAPERS = {"number", "valid_until", "due_appeal"}  # what certificates and records know besides
MADE = {
    code: [t for t in MEXICO.transitions.values() if code in t.documents] for code in {x.code for x in MEXICO.letters}
}


@pytest.mark.parametrize("letter", [x for x in MEXICO.letters if x.code not in OWN_TEMPLATES], ids=lambda x: x.code)
def test_every_blank_of_a_letter_is_filled_by_each_step_that_makes_it(letter) -> None:
    assert letter.paragraphs
    for step in MADE[letter.code]:
        moved = {MEXICO.clocks[c].name for c in (*(s.clock for s in step.starts), *step.extends)}
        given = ALWAYS | {f.code for f in step.fields} | {f"due_{name}" for name in moved}
        assert set(letter.highlights) <= given, step.name
        for paragraph in (*letter.paragraphs, *letter.summary):
            for language in paragraph.root:
                assert set(PLACEHOLDER.findall(paragraph[language])) <= given, (step.name, language)


@pytest.mark.parametrize("letter", MEXICO.letters, ids=lambda x: x.code)
def test_a_letter_says_the_same_in_each_of_its_languages(letter) -> None:
    for paragraph in (*letter.paragraphs, *letter.summary):
        blanks = {language: sorted(PLACEHOLDER.findall(paragraph[language])) for language in paragraph.root}
        assert len({tuple(found) for found in blanks.values()}) == 1, blanks


def test_every_letter_is_made_by_a_step_or_asked_for_or_by_the_notice_of_a_closure() -> None:
    assert {code for code, steps in MADE.items() if not steps} == {"suspension_notice", *ASKED_FOR}


@pytest.mark.parametrize(
    "letter", [x for x in MEXICO.letters if x.code not in {"agency_notice", "decision"}], ids=lambda x: x.code
)
def test_what_a_letter_means_is_said_in_the_five_languages(letter) -> None:
    said = letter.summary or letter.paragraphs
    assert said
    for text in (letter.label, *said):
        assert set(text.root) >= set(MEXICO.languages), text.es


@pytest.mark.parametrize("outcome", MEXICO.outcomes, ids=lambda x: x.code)
def test_what_a_decision_means_is_said_in_the_five_languages(outcome) -> None:
    assert outcome.summary
    for text in (outcome.label, *outcome.summary):
        assert set(text.root) >= set(MEXICO.languages), text.es


@pytest.mark.parametrize(
    "code", ["curp_slip", "recognition_certificate", "complementary_certificate", "notification_record"]
)
def test_a_paper_asked_for_names_only_what_such_papers_know(code) -> None:
    for text in MEXICO.letter(code).summary:
        assert set(PLACEHOLDER.findall(text.es)) <= ALWAYS | ABOUT_PAPERS


def test_a_decision_against_a_person_tells_her_the_remedy() -> None:
    against = ["non_admission", "not_filed_notice", "dismissal_notice", "abandonment_decision", "expiry_decision",
               "impossibility_notice", "appeal_confirmed", "appeal_dismissed", "status_lost"]  # fmt: skip
    for code in against:
        text = " ".join(p["es"] for p in MEXICO.letter(code).paragraphs)
        assert "recurso" in text or "juicio" in text, code


def test_information_is_whole_in_the_languages_of_the_authority() -> None:
    packages = MEXICO.files.information.package
    assert {package.code for package in packages} == {"procedure", "interview", "children", "after_decision"}
    for package in packages:
        for section in package.section:
            for language in MEXICO.languages:
                assert section.heading.root.get(language) and section.body.root.get(language), (package.code, language)


def test_an_appeal_goes_to_the_superior_who_may_confirm_annul_or_modify() -> None:
    bodies = {body.code: body for body in MEXICO.bodies}
    assert len(bodies["superior"].powers) == 4 and not bodies["superior"].suspensive  # suspension is asked for
    for step in ("confirm_decision", "annul_and_remand", "modify_decision", "dismiss_appeal"):
        assert MEXICO.transition(step).body == "superior"


def test_a_number_of_the_population_registry_has_its_shape() -> None:
    (curp,) = [i for i in MEXICO.files.head.identifier if i.code == "curp"]
    assert re.fullmatch(curp.pattern, "JEXW961105MNENXD08") and re.fullmatch(curp.pattern, "NUIA991231XNEXBL01")
    assert not re.fullmatch(curp.pattern, "JEXW961105MZZNXD08")
