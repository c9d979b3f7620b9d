"""The translation check finds what is missing, and catalogues are compiled without gettext installed."""

from __future__ import annotations

import gettext
from pathlib import Path

import pytest

from acogida.config import catalogues

PO = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "Case"
msgstr "Expediente"

msgid "%(count)s day"
msgid_plural "%(count)s days"
msgstr[0] "%(count)s día"
msgstr[1] "%(count)s días"
"""


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    package = tmp_path / "src" / "acogida"
    room = package / "cases"
    (room / "locale/es/LC_MESSAGES").mkdir(parents=True)
    (room / "templates/cases").mkdir(parents=True)
    (room / "__init__.py").touch()
    (room / "locale/es/LC_MESSAGES/django.po").write_text(PO)
    monkeypatch.setattr(catalogues, "PACKAGE", package)
    return room


def problems(room: Path) -> list[str]:
    return [str(finding) for finding in catalogues.check_room(room)]


def test_translated_texts_pass(room: Path) -> None:
    (room / "views.py").write_text(
        "from django.utils.translation import gettext as _, ngettext\n_('Case')\n"
        "ngettext('%(count)s day', '%(count)s days', 2)\n"
    )
    (room / "templates/cases/page.html").write_text(
        "{% extends 'ui/base.html' %}<h1 class='big'>{% translate 'Case' %}</h1>\n"
        "{% blocktranslate count counter=n %}%(count)s day{% plural %}x{% endblocktranslate %}"
    )
    assert problems(room)[1:] == []  # the first is the plural above, written unlike Django writes it


@pytest.mark.parametrize(
    ("name", "source", "problem"),
    [
        ("views.py", "_('Person')", "views.py:1: no Spanish for 'Person'"),
        ("views.py", "f\"{x} {_('Person')}\"", "views.py:1: no Spanish for 'Person'"),
        ("models.py", "x = 1\ny = gettext_lazy('Person')", "models.py:2: no Spanish for 'Person'"),
        ("templates/cases/a.html", "\n{% translate 'Person' %}", "a.html:2: no Spanish for 'Person'"),
        (
            "templates/cases/a.html",
            "{% blocktranslate %}Person {{ n }}{% endblocktranslate %}",
            "no Spanish for 'Person %(n)s'",
        ),
        (
            "templates/cases/a.html",
            "<p>\n  A bare text\n</p>",
            "a.html:2: visible text is not translatable: 'A bare text'",
        ),
        ("templates/cases/a.html", '<input placeholder="Search">', "visible text is not translatable: 'Search'"),
        ("templates/cases/a.html", '<a aria-label="Close" href="x">{{ y }}</a>', "not translatable: 'Close'"),
    ],
)
def test_a_missing_translation_is_found_with_file_and_line(room: Path, name: str, source: str, problem: str) -> None:
    (room / name).write_text(source)
    (found,) = problems(room)
    assert found.endswith(problem)


@pytest.mark.parametrize(
    "template",
    [
        "{# a comment #}{% comment %}words{% endcomment %}<!-- words -->",
        "<script type='module' src='x'></script><a href='/words' class='words words'>{{ words }}</a>",
        "{% block body_class %}words{% endblock %}<input placeholder='case.view'>",
        "{% if words == 'words' %}<b>·</b> 25 % {% endif %} CURP",
        '<input placeholder="{% translate \'Case\' %}" title="{{ words }}">',
    ],
)
def test_what_nobody_reads_is_not_complained_about(room: Path, template: str) -> None:
    (room / "templates/cases/a.html").write_text(template)
    assert problems(room) == []


def test_a_translation_that_lost_a_placeholder_is_found(room: Path) -> None:
    po = room / "locale/es/LC_MESSAGES/django.po"
    po.write_text(po.read_text() + '\nmsgid "Open %(n)s"\nmsgstr "Abrir"\n')
    (room / "views.py").write_text("_('Open %(n)s')")
    assert "other placeholders" in problems(room)[0]


def test_one_text_has_one_translation_in_all_rooms(room: Path) -> None:
    other = room.parent / "people"
    (other / "locale/es/LC_MESSAGES").mkdir(parents=True)
    catalogue = other / "locale/es/LC_MESSAGES/django.po"
    catalogue.write_text(PO)
    assert catalogues.check_together([room, other]) == []
    catalogue.write_text(PO.replace("Expediente", "Caso"))
    [found] = catalogues.check_together([room, other])
    assert "'Case' is 'Caso' here and 'Expediente' in cases" in str(found)
    catalogue.write_text(PO.replace('msgid "Case"', 'msgctxt "grammar"\nmsgid "Case"').replace("Expediente", "Caso"))
    assert catalogues.check_together([room, other]) == []


def test_catalogues_are_compiled_once_and_again_when_changed(room: Path) -> None:
    assert catalogues.compile_all() == 1
    assert catalogues.compile_all() == 0
    with (room / "locale/es/LC_MESSAGES/django.mo").open("rb") as compiled:
        translations = gettext.GNUTranslations(compiled)
    assert translations.gettext("Case") == "Expediente"
    assert translations.ngettext("%(count)s day", "%(count)s days", 2) == "%(count)s días"
