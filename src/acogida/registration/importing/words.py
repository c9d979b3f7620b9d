"""What findings, questions and refusals say to people: each a sentence, and what to do."""

from __future__ import annotations

from collections.abc import Mapping as Given
from typing import Any

from django.utils.translation import get_language, gettext_noop, ngettext
from django.utils.translation import gettext as _

from acogida.people.countries import country_name
from acogida.registration.importing.findings import Finding
from acogida.registration.importing.mapping import Mapping, label
from acogida.registration.importing.questions import Evidence, Question
from acogida.registration.importing.survey import Places

CORRECT = gettext_noop("Correct it in the file and bring the file in again: what is in already is not doubled.")
LOOK = gettext_noop("Look at the row in the file; correct the person's page if it is wrong.")
ASK = gettext_noop("Ask the person when she next comes, and complete her page.")

FINDINGS: dict[str, tuple[str, str]] = {
    "row_short": (
        gettext_noop("The row has %(has)s cells and the headers are %(expected)s: cells are missing, so it is not certain what stands where."),
        CORRECT,
    ),
    "row_long": (
        gettext_noop("The row has %(has)s cells and the headers are %(expected)s: a separator too many, perhaps inside a text without quotation marks."),
        CORRECT,
    ),
    "quote_unclosed": (gettext_noop("A quotation mark is opened in this row and never closed: the rows after it were swallowed."), CORRECT),
    "no_case": (gettext_noop("There is no case number."), CORRECT),
    "no_name": (gettext_noop("There is no given name."), CORRECT),
    "too_long": (gettext_noop("The text is longer than %(most)s characters."), CORRECT),
    "no_office": (gettext_noop("There is no office."), CORRECT),
    "no_such_office": (gettext_noop("The mapping says office %(office)s, which this authority does not have."), gettext_noop("Correct the mapping.")),
    "not_your_office": (gettext_noop("You may not bring in cases of this office."), gettext_noop("Ask a colleague who may, or the administration.")),
    "case_held_back": (
        gettext_noop("Case %(case)s stays out whole because row %(row)s has an error: a family is not torn apart."),
        gettext_noop("Correct that row and bring the file in again: only what is not in yet comes in."),
    ),
    "case_without_date": (gettext_noop("No row of case %(case)s has a date of application that can be read."), CORRECT),
    "number_taken": (
        gettext_noop("The register already has a case %(case)s, which did not come from an old register: this one stays out."),
        gettext_noop("Compare both; if it is another case, correct the number in the file."),
    ),
    "case_is_in": (
        gettext_noop("Case %(case)s came in with an earlier file: it stays as it is and is not doubled."),
        gettext_noop("Nothing to do."),
    ),
    "undecodable": (gettext_noop("A character could not be read in this encoding."), gettext_noop("Choose another encoding, or correct the cell in the file.")),
    "row_repeated": (gettext_noop("The row says word for word what row %(earlier)s says: one person comes in."), gettext_noop("Nothing to do.")),
    "formula": (
        gettext_noop("The cell begins like a formula. It is kept as text and never calculated."),
        gettext_noop("Find out the real name and correct the person's page."),
    ),
    "markup": (gettext_noop("The cell holds markup. It is kept as text and never carried out."), gettext_noop("Correct the name on the person's page.")),
    "digits_in_name": (gettext_noop("The name holds digits."), LOOK),
    "one_name": (gettext_noop("The person has no surname."), gettext_noop("If she has one, correct her page.")),
    "names_swapped": (
        gettext_noop("Given names and surnames seem to have changed places. They come in as they stand."),
        gettext_noop("Look at her papers; correct the person's page if they did."),
    ),
    "left_unknown": (gettext_noop("What this means is not known: it is left open."), ASK),
    "two_letters": (gettext_noop("Read as the two-letter code of %(country_name)s."), LOOK),
    "no_sex": (gettext_noop("The sex is not said: it comes in as not said."), ASK),
    "no_relation": (gettext_noop("How she is related to the applicant is not said: she comes in as another relative."), ASK),
    "no_nationality": (gettext_noop("The nationality is not said."), ASK),
    "no_application_date": (gettext_noop("The date of application cannot be read; that of the family is taken."), LOOK),
    "application_out_of_range": (gettext_noop("The date of application is in the future or before the register existed; that of the family is taken."), LOOK),
    "date_impossible": (
        gettext_noop("There is no such day. The year %(year)s is kept as the year of birth, and the date as it is written in the evidence."),
        ASK,
    ),
    "date_unreadable": (gettext_noop("The date cannot be read. It is kept as it is written in the evidence."), ASK),
    "date_century": (gettext_noop("The century is not known, so the date of birth is left open."), ASK),
    "no_birth_date": (gettext_noop("The date of birth is not known."), ASK),
    "birth_partly_known": (gettext_noop("Only part of the date of birth is known; it is kept as an estimate."), ASK),
    "born_after_application": (gettext_noop("The birth is after the application: one of the two dates is wrong, or the child was added later."), LOOK),
    "very_old": (gettext_noop("She would have been %(years)s years old at the application."), LOOK),
    "curp_no_curp": (gettext_noop("This is no CURP: its form or its check digit is wrong. No number is kept."), gettext_noop("Copy it from her document, on the person's page.")),
    "curp_unlike": (
        gettext_noop("The CURP and the date of birth or the sex do not fit. All are kept as they stand."),
        gettext_noop("Copy it from her document, on the person's page."),
    ),
    "no_principal": (
        gettext_noop("Nobody in case %(case)s is its applicant. The first row stands for one, and how the others are related is left open."),
        gettext_noop("Find out who applied, and correct the family on the case."),
    ),
    "two_principals": (
        gettext_noop("Case %(case)s has more than one applicant. Row %(first)s is taken; this person has a claim of her own."),
        gettext_noop("Find out whether these are two cases."),
    ),
    "dates_differ": (gettext_noop("Another date of application than the rest of case %(case)s: %(taken)s is taken."), LOOK),
    "offices_differ": (gettext_noop("Another office than the rest of case %(case)s: %(taken)s is taken."), LOOK),
    "several_folios": (gettext_noop("Case %(case)s has more than one folio."), LOOK),
    "folio_reused": (gettext_noop("The folio also stands for case %(other)s. Case numbers decide; the folio is kept as evidence."), LOOK),
    "year_differs": (gettext_noop("The year in the case number is not the year of the application (%(year)s)."), LOOK),
    "large_family": (gettext_noop("%(persons)s persons have this case number."), LOOK),
    "relation_and_sex": (gettext_noop("The word for the relation and the sex do not fit."), LOOK),
    "relation_and_age": (gettext_noop("With these years of birth (%(years)s years apart) this relation is not possible."), LOOK),
    "partner_is_child": (gettext_noop("A spouse or partner of %(years)s years at the application: the date or the relation is wrong, or a child needs protection."), LOOK),
    "columns_missing": (gettext_noop("The file has no column for: %(fields)s."), gettext_noop("Nothing to do if the old register had none.")),
}  # fmt: skip

UNREADABLE = {
    "encoding": gettext_noop("There is no such encoding, or the file cannot be in it."),
    "empty": gettext_noop("The file is empty."),
    "workbook": gettext_noop("This is a spreadsheet workbook. Save it as CSV (text separated by semicolons or commas) and choose that file."),
    "pdf": gettext_noop("This is a PDF document. Export the register as CSV."),
    "binary": gettext_noop("This is no text file. Export the register as CSV."),
}  # fmt: skip

FIELDS = {
    "folio": gettext_noop("Folio"), "case": gettext_noop("Case number"), "office": gettext_noop("Office"), "applied": gettext_noop("Date of application"),
    "first": gettext_noop("First surname"), "second": gettext_noop("Second surname"), "given": gettext_noop("Given names"), "birth": gettext_noop("Date of birth"),
    "sex": gettext_noop("Sex"), "nationality": gettext_noop("Nationality"), "language": gettext_noop("Language"), "relation": gettext_noop("Relation to the applicant"),
    "curp": gettext_noop("CURP"), "status": gettext_noop("Status"), "remarks": gettext_noop("Remarks"),
}  # fmt: skip
CHOICES = {
    "female": gettext_noop("Woman"), "male": gettext_noop("Man"), "unsaid": gettext_noop("It cannot be told: leave it as not said"),
    "unknown": gettext_noop("It cannot be told: leave it open"),
    "day_first": gettext_noop("The day stands first"), "month_first": gettext_noop("The month stands first"),
    "recent": gettext_noop("The latest year that is not after the application"), "1900s": gettext_noop("Always 19…"),
    "principal": gettext_noop("Principal applicant"), "spouse": gettext_noop("Spouse"), "partner": gettext_noop("Partner"), "child": gettext_noop("Daughter or son"),
    "parent": gettext_noop("Mother or father"), "sibling": gettext_noop("Sister or brother"), "grandparent": gettext_noop("Grandparent"),
    "grandchild": gettext_noop("Grandchild"), "ward": gettext_noop("Child in her care"), "other": gettext_noop("Another relative"),
}  # fmt: skip


def field_name(field: str) -> str:
    return _(FIELDS.get(field, field))


def of_finding(finding: Finding) -> tuple[str, str]:
    """The sentence about a finding, and what to do."""
    message, advice = FINDINGS[finding.code]
    params = dict(finding.params)
    if finding.code == "two_letters":
        params["country_name"] = country_name(params["country"])
    if finding.code == "date_impossible" and not params.get("year"):
        message = FINDINGS["date_unreadable"][0]
    if finding.code == "columns_missing":
        params["fields"] = ", ".join(field_name(name) for name in finding.value.split(", "))
    return _(message) % params, _(advice)


def of_question(question: Question) -> str:
    """The question as it is asked."""
    if question.about == "order":
        return _("Column %(column)s: in %(value)s, which stands first, the day or the month?") % {
            "column": question.header, "value": question.value,
        }  # fmt: skip
    if question.about == "century":
        return _("Column %(column)s: in dates such as %(value)s, which century is meant?") % {
            "column": question.header, "value": question.value,
        }  # fmt: skip
    if not question.value:
        return _("Column %(column)s: what does it mean that nothing is written?") % {"column": question.header}
    if question.field == "sex":
        return _("Column %(column)s: does “%(value)s” stand for woman (mujer) or for man (masculino)?") % {
            "column": question.header, "value": question.value,
        }  # fmt: skip
    return _("Column %(column)s: what does “%(value)s” mean?") % {"column": question.header, "value": question.value}


def of_evidence(evidence: Evidence) -> str:
    """What the file itself says."""
    params = evidence.params
    if evidence.code == "order":
        return _(
            "In %(day_first)s dates written like this only the day can stand first, in %(month_first)s only the month; "
            "%(either)s can be read both ways."
        ) % params  # fmt: skip
    if evidence.code == "century":
        return _(
            "Of %(dated)s dates of birth with all four digits the earliest is %(earliest)s; %(old)s are before 1925 and "
            "%(recent)s from 2000 on."
        ) % params  # fmt: skip
    if evidence.code == "sex_beside":
        return _("The other words of the column: %(words)s.") % params
    if evidence.code == "sex_both_conventions":
        return _(
            "The column holds H (of the pair H/M, where M is mujer) %(h)s times and F (of the pair F/M, where M is "
            "masculino) %(f)s times: it contradicts itself."
        ) % params  # fmt: skip
    return _(
        "Of these rows, %(women)s have a first name that the rest of the file gives to women only, and %(men)s one that it "
        "gives to men only."
    ) % params  # fmt: skip


def of_choice(question: Question, option: str, mapping: Mapping, places: Places) -> str:
    """One of the answers in words."""
    if option in ("unknown", "unsaid"):
        return _(CHOICES[option])
    if question.field == "nationality":
        return country_name(option) if option != "XA" else _("Stateless")
    if question.field == "office":
        return str(places.offices.get(option, option))
    if question.field == "language":
        return str(places.languages.get(option, option))
    if question.field == "status":
        return label(mapping, option, get_language() or "es")
    return _(CHOICES.get(option, option))


def settled_by(question: Question) -> str:
    """Who answered."""
    return {
        "file": _("The file itself proves it"),
        "mapping": _("The mapping says so"),
        "people": _("Answered"),
    }.get(question.settled, _("Waits for an answer"))


def unanswered(questions: int) -> str:
    """Why a file is not brought in yet."""
    return ngettext(
        "%(n)d question about this file waits for an answer; nothing is guessed.",
        "%(n)d questions about this file wait for an answer; nothing is guessed.",
        questions,
    ) % {"n": questions}  # fmt: skip


KINDS = {
    "row_short": gettext_noop("Cells missing"), "row_long": gettext_noop("Cells too many"),
    "quote_unclosed": gettext_noop("Quotation mark never closed"), "no_case": gettext_noop("No case number"),
    "no_name": gettext_noop("No name"), "too_long": gettext_noop("Text too long"), "no_office": gettext_noop("No office"),
    "no_such_office": gettext_noop("Unknown office"), "not_your_office": gettext_noop("Another office's cases"),
    "case_held_back": gettext_noop("Family held back"), "case_without_date": gettext_noop("No date of application"),
    "number_taken": gettext_noop("Number of another case"), "case_is_in": gettext_noop("In the register already"),
    "undecodable": gettext_noop("Unreadable character"), "row_repeated": gettext_noop("Row repeated"),
    "formula": gettext_noop("Formula in a cell"), "markup": gettext_noop("Markup in a cell"),
    "digits_in_name": gettext_noop("Digits in a name"), "one_name": gettext_noop("No surname"),
    "names_swapped": gettext_noop("Names and surnames swapped"), "left_unknown": gettext_noop("Left open"),
    "two_letters": gettext_noop("Country code of two letters"), "no_sex": gettext_noop("No sex"),
    "no_relation": gettext_noop("No relation"), "no_nationality": gettext_noop("No nationality"),
    "no_application_date": gettext_noop("Date of application unreadable"),
    "application_out_of_range": gettext_noop("Date of application out of range"),
    "date_impossible": gettext_noop("Impossible date of birth"), "date_unreadable": gettext_noop("Unreadable date of birth"),
    "date_century": gettext_noop("Century unknown"), "no_birth_date": gettext_noop("No date of birth"),
    "birth_partly_known": gettext_noop("Date of birth known in part"),
    "born_after_application": gettext_noop("Born after the application"), "very_old": gettext_noop("Very old"),
    "curp_no_curp": gettext_noop("No valid CURP"), "curp_unlike": gettext_noop("CURP unlike the data"), "no_principal": gettext_noop("Family without applicant"),
    "two_principals": gettext_noop("More than one applicant"), "dates_differ": gettext_noop("Dates of a family differ"),
    "offices_differ": gettext_noop("Offices of a family differ"), "several_folios": gettext_noop("Case with several folios"),
    "folio_reused": gettext_noop("Folio used twice"), "year_differs": gettext_noop("Year and number differ"),
    "large_family": gettext_noop("Very large family"), "relation_and_sex": gettext_noop("Relation and sex do not fit"),
    "relation_and_age": gettext_noop("Relation and age do not fit"),
    "partner_is_child": gettext_noop("Spouse or partner who is a child"),
    "columns_missing": gettext_noop("Columns missing"),
}  # fmt: skip


def kind(code: str) -> str:
    """A kind of finding, for a list to choose from."""
    return _(KINDS[code])


SEPARATED = {
    "semicolon": gettext_noop("semicolon (;)"), "comma": gettext_noop("comma (,)"), "tab": gettext_noop("tabulator"),
    "bar": gettext_noop("vertical bar (|)"),
}  # fmt: skip


def separator(name: str) -> str:
    return _(SEPARATED[name])


def columns_first() -> str:
    return _("Say first which column is which.")


def file_is_in() -> str:
    return _("This very file is in the register already, or on its way.")


def unreadable(code: str) -> str:
    return _(UNREADABLE[code])


def no_table(missing: list[str], found: list[str]) -> str:
    """No headers were found for what is needed."""
    return _("No row of the file has headers for: %(missing)s. The first row says: %(found)s.") % {
        "missing": ", ".join(field_name(field) for field in missing),
        "found": " · ".join(found[:20]) or "–",
    }  # fmt: skip


def wrong_answer(key: str, answer: str, choices: Given[Any, Any] | tuple[str, ...]) -> str:
    return _("“%(key)s=%(answer)s” answers nothing here. There are: %(choices)s.") % {
        "key": key, "answer": answer, "choices": ", ".join(list(choices)[:40]),
    }  # fmt: skip
