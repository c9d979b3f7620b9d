"""TMX, TBX and tables: in, out and in again; bad units told, hostile files refused."""

from __future__ import annotations

import io
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acogida.languages import files
from acogida.languages.commands import COMMANDS
from acogida.languages.memory import lookup, tmx
from acogida.languages.memory.tmx import Unit
from acogida.languages.models import MemoryUnit, Term
from acogida.languages.terms import table, tbx
from acogida.languages.terms.rows import Row
from acogida.languages.xml_in import ENTITIES, NOT_XML, OTHER_FORMAT, Unreadable

HEAD = '<?xml version="1.0"?><tmx version="1.4"><header srclang="en"/><body>'
TMX = HEAD + (
    '<tu tuid="a" creationdate="20200101T000000Z"><prop type="note">n</prop>'
    '<tuv xml:lang="en"><seg>The <bpt i="1">&lt;b&gt;</bpt>gang<ept i="1">&lt;/b&gt;</ept> <hi>came</hi>.</seg></tuv>'
    '<tuv xml:lang="es-mx"><seg>La pandilla llegó.</seg></tuv><tuv xml:lang="FR"><seg>Le gang est venu.</seg></tuv></tu>'
    '<tu tuid="b"><tuv xml:lang="en"><seg>Alone</seg></tuv></tu>'
    '<tu tuid="c"><tuv xml:lang="en"><seg> </seg></tuv><tuv xml:lang="es"><seg>Vacía</seg></tuv></tu></body></tmx>'
)
TBX = """<?xml version="1.0"?><!DOCTYPE martif SYSTEM "TBXcoreStructV02.dtd"><martif type="TBX"><text><body>
<termEntry id="1"><descrip type="subjectField">crime</descrip><langSet xml:lang="en"><tig><term>gang</term></tig></langSet>
<langSet xml:lang="es-MX"><tig><term>pandilla</term><termNote type="administrativeStatus">preferredTerm-admn-sts</termNote></tig>
<ntig><termGrp><term>banda</term><termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote></termGrp></ntig></langSet></termEntry>
<termEntry id="2"><langSet xml:lang="en"><tig><term>alone</term></tig></langSet></termEntry></body></text></martif>"""


def parsed(text: str) -> list[Any]:
    return list(tmx.read(io.BytesIO(text.encode())))


def test_the_words_of_a_tmx_are_read_without_the_codes_of_its_format() -> None:
    first, second, third, fourth = parsed(TMX)
    assert (first.source, first.target_language, first.target) == ("The gang came.", "es-MX", "La pandilla llegó.")
    assert second.target_language == "fr" and first.properties["note"] == "n"
    assert third == ("b", "one_language") and isinstance(fourth, Unit)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('<!DOCTYPE tmx [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>' + TMX[21:], ENTITIES),
        ('<!DOCTYPE tmx [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + TMX[21:].replace("Alone", "&x;"), ENTITIES),
        ('<!DOCTYPE tmx [<!ENTITY % x SYSTEM "http://example.org/x.dtd"> %x;]>' + TMX[21:], ENTITIES),
        ("<html><body/></html>", OTHER_FORMAT),
        ("not xml at all", NOT_XML),
        ("", NOT_XML),
    ],
)
def test_a_hostile_or_foreign_file_is_refused_whole(text: str, why: str) -> None:
    with pytest.raises(Unreadable) as problem:
        parsed(text)
    assert problem.value.why == why


def test_a_bomb_of_depth_or_length_is_refused_in_little_memory() -> None:
    deep = HEAD + "<tu>" * 3000
    with pytest.raises(Unreadable):
        parsed(deep)
    assert parsed(HEAD + TMX.partition("<body>")[2].replace("Alone", "x" * 30_000))[2][1] == "one_language"
    long = (
        f'<tu><tuv xml:lang="en"><seg>{"x" * 30_000}</seg></tuv><tuv xml:lang="es"><seg>y</seg></tuv></tu></body></tmx>'
    )
    assert parsed(HEAD + long) == [("1", "too_long")]


words = st.text(alphabet=st.characters(codec="utf-8"), min_size=1, max_size=30)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(words, words), max_size=4))
def test_what_is_written_is_read_again(pairs: list[tuple[str, str]]) -> None:
    def kept(text: str) -> str:
        return "".join(
            char for char in text if (ord(char) >= 32 or char in "\t\n\r") and char not in "\ufffe\uffff"
        ).strip()

    units = [Unit("en", "es-MX", source, target, str(n)) for n, (source, target) in enumerate(pairs)]
    found = parsed("".join(tmx.write(units)))
    assert [(kept(one.source), kept(one.target)) for one in found] == [(kept(a), kept(b)) for a, b in pairs]


@pytest.mark.django_db
def test_a_memory_comes_in_once_and_goes_out_as_it_came() -> None:
    report = files.memory_in(None, io.BytesIO(TMX.encode()), "a.tmx")
    assert (report.read, report.added) == (4, 2)
    assert report.errors == [("b", "one_language"), ("c", "empty")]
    again = files.memory_in(None, io.BytesIO(TMX.encode()), "a.tmx")
    assert (again.added, again.known) == (0, 2)
    out = "".join(files.memory_out())
    back = files.memory_in(None, io.BytesIO(out.encode()), "out.tmx")
    assert (back.added, back.known, back.errors) == (0, 2, [])
    assert MemoryUnit.objects.get(target_language="es-MX").properties["note"] == "n"


@pytest.mark.django_db
def test_a_damaged_file_gives_what_stands_before_the_damage_and_says_so() -> None:
    broken = TMX.replace('<tu tuid="c">', "<tu></body>")
    report = files.memory_in(None, io.BytesIO(broken.encode()), "a.tmx")
    assert report.added == 2 and report.stopped is not None and report.stopped.line == 1


@pytest.mark.django_db
def test_the_very_sentence_and_one_like_it_are_offered() -> None:
    files.memory_in(None, io.BytesIO(TMX.encode()), "a.tmx")
    assert lookup.exact(["The  gang came.", "Another"], "en-GB", "es") == {"The  gang came.": "La pandilla llegó."}
    (match,) = lookup.matches("The gang came yesterday.", "en", "es")
    assert 70 <= match.score < 100 and match.target == "La pandilla llegó."
    assert not lookup.matches("Nothing of the kind", "en", "es") and not lookup.matches("The gang came.", "pt", "es")


def test_terms_of_both_forms_of_tbx_keep_their_status() -> None:
    first, second, third = tbx.read(io.BytesIO(TBX.encode()))
    assert isinstance(first, Row) and (first.source, first.target, first.status, first.subject) == (
        "gang",
        "pandilla",
        "preferred",
        "crime",
    )
    assert isinstance(second, Row) and (second.target, second.status) == ("banda", "forbidden")
    assert third == ("2", "one_language")
    rows = [first, second, Row("en", "es-MX", "", "vosotros", "forbidden")]
    back = list(tbx.read(io.BytesIO("".join(tbx.write(rows)).encode())))
    assert [(one.source, one.target, one.status) for one in back if isinstance(one, Row)] == [
        (one.source, one.target, one.status) for one in rows
    ]


def test_a_table_says_which_line_is_wrong_and_carries_no_formula() -> None:
    data = (
        "sourceLang;targetLang;sourceString;targetString;status\nen;es_mx;raid;cateo;\nen;es;x;y;perhaps\nen;es;;z;\n"
    )
    first, second, third = table.read(data.encode())
    assert isinstance(first, Row) and (first.target_language, first.status) == ("es-MX", "preferred")
    assert (second, third) == (("3", "status"), ("4", "empty"))
    out = "".join(table.write([Row("en", "es", "=1+1", "@x")]))
    assert "'=1+1" in out
    assert next(table.read(out.encode())).source == "=1+1"  # type: ignore[union-attr]
    for bad in (b"\xff\xfe\x00", b"a,b\n1,2\n"):
        with pytest.raises(Unreadable):
            list(table.read(bad))


@pytest.mark.django_db
def test_the_commands_bring_in_report_and_write_out(tmp_path: Any) -> None:
    def run(*words: str, **given: Any) -> tuple[dict[str, Any], str, int]:
        return COMMANDS[("languages", *words)].run(type("Given", (), given)())

    (tmp_path / "a.tmx").write_text(TMX)
    document, text, code = run("memory", "import", file=tmp_path / "a.tmx")
    assert code == 0 and document["added"] == 2 and document["errors"][0]["where"] == "b" and "2 nuevas" in text
    (tmp_path / "bad.tmx").write_text('<!DOCTYPE tmx [<!ENTITY a "b">]><tmx/>')
    assert run("memory", "import", file=tmp_path / "bad.tmx")[2] == 1
    assert run("memory", "import", file=tmp_path / "none.tmx")[2] == 1
    assert run("memory", "export", file=tmp_path / "out.tmx", source="", target="")[2] == 0
    (tmp_path / "t.csv").write_text("sourceLang,targetLang,sourceString,targetString\nen,es-MX,raid,cateo\n")
    assert run("terms", "import", file=tmp_path / "t.csv")[0]["added"] == 1
    for name in ("t.tbx", "out.csv"):
        assert run("terms", "export", file=tmp_path / name, source="", target="")[2] == 0
        again = run("terms", "import", file=tmp_path / name)[0]
        assert (again["added"], again["changed"]) == (0, 0)
    assert Term.objects.filter(source="raid").count() == 1
    assert "<tbx" in (tmp_path / "t.tbx").read_text() and "gang" in (tmp_path / "out.csv").read_text()
