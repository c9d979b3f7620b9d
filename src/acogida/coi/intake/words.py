"""What the intake says to people: why a file was not read, and what to do about it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from acogida.coi.intake.reading.outcome import Unreadable

PROBLEMS = {
    "empty": gettext_lazy("The file is empty. Download it again from its source."),
    "too_large": gettext_lazy("The file has %(size)s MB; at most %(most)s are read. Divide it, or save it with smaller pictures."),
    "kind": gettext_lazy("Only PDF, HTML, Word (DOCX), text and JSON files are read. Save it as one of these."),
    "broken": gettext_lazy("The file is damaged, or is not what its name says. Download it again from its source."),
    "encrypted": gettext_lazy("The file is locked with a password. Open it and save it without one."),
    "too_many_pages": gettext_lazy("The file has %(pages)s pages; at most %(most)s are read. Divide it into parts."),
    "too_much_text": gettext_lazy("The file holds more text than is read (%(most)s million characters). Divide it into parts."),
    "too_slow": gettext_lazy("Reading took longer than %(seconds)s seconds and was stopped. Save the file anew, or as text."),
    "too_much_memory": gettext_lazy("Reading needed too much memory and was stopped. Divide the file into parts."),
    "too_deep": gettext_lazy("The file is nested deeper than any real document. Save the page as text."),
    "bomb": gettext_lazy("The file would unpack to %(unpacked)s MB: that is no document. Ask whoever sent it."),
    "no_text": gettext_lazy("No text was found in it. Look at the file: perhaps it holds pictures only."),
    "not_read": gettext_lazy(
        "The pages are pictures, and no text recognition (Tesseract) is installed here. The file is kept: have it read again "
        "once that is installed."
    ),
    "json": gettext_lazy("The file is no valid JSON (line %(line)s). Export it again."),
    "form": gettext_lazy("The entries have no form that is known: a list with title and text, or reports by country."),
    "repeated": gettext_lazy("Entry %(other)s bears the same id and was taken instead. Give each entry an id of its own."),
    "too_many_entries": gettext_lazy("The file has %(entries)s entries; at most %(most)s are read. Divide it."),
    "lost": gettext_lazy("Reading it ended the program several times. Tell the technical staff, with the name of the file."),
    "fault": gettext_lazy("It could not be taken in (%(kind)s). Tell the technical staff, with the name of the file."),
    "scheme": gettext_lazy("Only addresses that begin with http:// or https:// are fetched."),
    "address": gettext_lazy("The address leads to no public server, so it is not fetched."),
    "unreachable": gettext_lazy("The server did not answer. Try later, or download it yourself and upload the file."),
    "refused": gettext_lazy("The server refused it (%(status)s). Download it yourself and upload the file."),
    "redirects": gettext_lazy("The address leads on and on. Open it yourself and upload the file."),
    "firewall": gettext_lazy("The firewall keeps this request in the house. Download it in another way, if at all."),
}  # fmt: skip
DOUBTS = {
    "language": gettext_lazy("the language is not sure"),
    "date": gettext_lazy("no date of publication"),
    "country": gettext_lazy("the country is not sure"),
    "title": gettext_lazy("the title is the name of the file"),
}
CODES = frozenset(PROBLEMS)


def problem(code: str, data: dict[str, Any] | None = None) -> str:
    """The sentence for a code, with what to do."""
    text = str(PROBLEMS.get(code) or _("It could not be read (%(kind)s).") % {"kind": code})
    try:
        return text % (data or {})
    except (KeyError, ValueError):
        return text


def unreadable(problem_: Unreadable) -> str:
    """The same for what was raised."""
    return problem(problem_.code, problem_.data)


def doubts(codes: list[str]) -> list[str]:
    """What a person should look at."""
    return [str(DOUBTS[code]) for code in codes if code in DOUBTS]


def nothing_to_read() -> str:
    return _("There is nothing to read again: upload the file.")


def not_fetched() -> str:
    return _("Nothing is fetched from the web here. Download it yourself and upload the file.")


def is_in() -> str:
    return _("It is in the library already; there, a version can be withdrawn.")


def choose_first() -> str:
    return _("Say first whether it is another document or an edition of one that is there.")


def not_waiting() -> str:
    return _("This file does not wait for confirmation any more.")
