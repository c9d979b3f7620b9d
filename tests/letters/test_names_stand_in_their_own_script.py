"""Names in every script we ship a font for: embedded, extractable; and what happens to one we have none for."""

from __future__ import annotations

import io
import logging
import unicodedata

import pikepdf
import pytest
from pdfminer.high_level import extract_text

from acogida import letters
from acogida.hooks.scripts import RIGHT_TO_LEFT, language_of, script_of
from acogida.letters.glyphs import FONTS, missing, shown
from tests.letters.test_letters_are_archivable_and_sealed import HEAD, LETTERS

NAMES = {
    "Adlm": "𞤀𞤣𞤢𞤥𞤢", "Arab": "محمد عبد الله", "Armn": "Արամ", "Beng": "রহিমা খাতুন", "Cyrl": "Оксана", "Deva": "अमित कुमार",
    "Ethi": "አበበ በቀለ", "Geor": "გიორგი", "Grek": "Γιώργος", "Gujr": "રમેશ", "Guru": "ਗੁਰਪ੍ਰੀਤ", "Hang": "김민수", "Hani": "王小明",
    "Hebr": "דוד", "Hira": "さくら", "Kana": "タロウ", "Knda": "ಕುಮಾರ", "Khmr": "សុខា", "Laoo": "ສົມ", "Mlym": "കുമാർ",
    "Mong": "ᠣᠶᠤᠨ", "Mymr": "မောင်", "Nkoo": "ߡߡߊߘߎ", "Orya": "କୁମାର", "Sinh": "සුනිල්", "Syrc": "ܝܘܚܢܢ", "Taml": "குமார்",
    "Telu": "కుమార్", "Thaa": "ޙަސަން", "Thai": "สมชาย", "Tibt": "བསྟན", "Tfng": "ⵎⵓⵃ", "Vaii": "ꕙꔤ",
}  # fmt: skip


def letter_to(**person: object) -> bytes:
    data = {**HEAD, **LETTERS["prevention"]}
    return letters.render("prevention", {**data, "person": {"name": "Latino", **person}})


@pytest.mark.parametrize("script", sorted(NAMES))
def test_a_name_in_its_own_script_is_printed_with_an_embedded_font_and_can_be_read_back(script: str) -> None:
    name = NAMES[script]
    assert script_of(name) == script
    native = {"text": name, "lang": language_of(script), "rtl": script in RIGHT_TO_LEFT}
    pdf = letter_to(native=native)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        fonts = [font for page in opened.pages for font in page.Resources.Font.values()]
        descriptors = [font.DescendantFonts[0].FontDescriptor for font in fonts]
        assert all("/FontFile2" in each or "/FontFile3" in each for each in descriptors)
        families = {str(font.BaseFont).split("+")[-1] for font in fonts}
    assert len(families) > 2 or script in ("Cyrl", "Grek")  # Noto Sans has those two itself
    said = unicodedata.normalize("NFC", extract_text(io.BytesIO(pdf)))
    wanted = set(unicodedata.normalize("NFC", name)) - {" "}
    assert wanted <= set(said)


@pytest.mark.parametrize("template", ["plain", "resolution", "notification_record"])
def test_packs_without_templates_of_their_own_print_it_too(template: str) -> None:
    words = dict.fromkeys(("number", "case", "page", "basis", "seal", "demonstration", "issued_by"), "w")
    native = {"text": "王小明", "lang": "zh", "rtl": False}
    data = {**HEAD, **LETTERS[template], "words": words}
    data["person"] = data["person"] | {"native": native}
    for pack in ("mexico", "canada"):
        assert "王小明" in extract_text(io.BytesIO(letters.render(template, data, pack=pack, lang="fr")))


def test_a_character_without_a_glyph_breaks_no_letter_and_is_not_hidden(caplog: pytest.LogCaptureFixture) -> None:
    assert missing("Ana 😀 ꧁") == ["😀", "꧁"]
    with caplog.at_level(logging.WARNING):
        pdf = letter_to(name="Ana 😀\x07")
    assert "Ana [U+1F600]" in extract_text(io.BytesIO(pdf))
    assert "U+1F600" in caplog.text
    assert "Ana" not in caplog.text


def test_marks_of_direction_and_joiners_are_not_taken_for_missing() -> None:
    assert missing("محمد\u200f \u2067ab\u2069 क्\u200dष") == []
    assert shown("a\x00b\r\nc") == "ab\nc"


def test_the_fonts_are_few_enough_to_ship_and_come_with_their_licence() -> None:
    assert sum(path.stat().st_size for path in FONTS.iterdir()) < 12_000_000
    assert "SIL OPEN FONT LICENSE" in (FONTS / "OFL.txt").read_text()


@pytest.mark.django_db
def test_the_doctor_names_the_characters_that_letters_cannot_show() -> None:
    from django.db import connection

    from acogida.accounts.models import Office
    from acogida.config import doctor
    from acogida.people.models import Person, PersonName

    def found() -> doctor.Finding:
        assert connection.connection is not None
        (finding,) = doctor._names(connection.connection)
        return finding

    person = Person.objects.create(office=Office.objects.first(), given_names="Ana")
    PersonName.objects.create(person=person, kind=PersonName.Kind.NATIVE, text="王小明")
    assert found().state == "ok"
    PersonName.objects.create(person=person, kind=PersonName.Kind.NATIVE, text="𒀀")
    assert (found().state, found().found) == ("missing", "no font shows U+12000")
