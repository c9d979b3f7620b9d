"""What the pure modules say in codes, in words for people."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from acogida.languages.checks import Warning
from acogida.languages.memory.keeping import Report
from acogida.languages.xml_in import ENTITIES, NOT_TEXT, NOT_XML, Unreadable


def warning(one: Warning) -> str:
    """A warning of a check, in a sentence."""
    subject, other = {"subject": one.subject}, {"subject": one.subject, "other": one.other}
    match one.code:
        case "empty":
            return _("Nothing is translated.")
        case "untranslated":
            return (
                _("Words of the original are left: %(subject)s") % subject if one.subject else _("It is the original.")
            )
        case "unknown_word":
            return _("The machine did not know “%(subject)s”.") % subject
        case "number_missing":
            return _("“%(subject)s” of the original is missing.") % subject
        case "number_added":
            return _("“%(subject)s” is not in the original.") % subject
        case "month_missing":
            return _("The month “%(subject)s” of the original is missing.") % subject
        case "month_added":
            return _("The month “%(subject)s” is not in the original.") % subject
        case "date_order":
            return _("“%(subject)s”: in English the month may stand first.") % subject
        case "negation_lost":
            return _("The original denies (“%(subject)s”), the translation does not.") % subject
        case "negation_added":
            return _("The translation denies (“%(subject)s”), the original does not.") % subject
        case "name_missing":
            return _("The name “%(subject)s” is missing.") % subject
        case "person":
            return _("“%(subject)s” became “%(other)s”: who speaks?") % other
        case "gender":
            return _("“%(subject)s” is of somebody else now: a woman or a man?") % subject
        case "too_short":
            return _("Far shorter than the original: is something missing?")
        case "too_long":
            return _("Far longer than the original: is something added?")
        case "spain":
            return _("“%(subject)s” is not said in Mexico.") % subject
        case "forbidden_term":
            return _("“%(subject)s” must not be used here.") % subject
        case _preferred:
            return _("For “%(subject)s” the term is “%(other)s”.") % other


def of_file(why: str) -> str:
    """Why a unit or a line of a file was left out."""
    words = {
        "empty": _("One side is empty."),
        "too_long": _("Longer than a sentence: divide it."),
        "one_language": _("It has only one language."),
        "no_language": _("A language is missing."),
        "status": _("The status is not preferred, admitted or forbidden."),
        "term_too_long": _("Too long for a term."),
    }
    return words[why]


def unreadable(problem: Unreadable) -> str:
    """Why a file cannot be read at all."""
    if problem.why == ENTITIES:
        return _("The file declares entities, which can hide anything; it was not read. Export it again without them.")
    if problem.why == NOT_XML:
        return _("The file is damaged at line %(n)s; what stood before it was taken over.") % {"n": problem.line}
    if problem.why == NOT_TEXT:
        return _("The file is not UTF-8 text.")
    return pgettext("languages", "This is another kind of file.")


def as_json(report: Report) -> dict[str, Any]:
    """A report as commands print it."""
    return {
        "read": report.read, "added": report.added, "changed": report.changed, "known": report.known,
        "errors": [{"where": where, "why": of_file(why)} for where, why in report.errors],
        "stopped": unreadable(report.stopped) if report.stopped else "",
    }  # fmt: skip
