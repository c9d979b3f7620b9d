"""COPY text: whatever a value holds, PostgreSQL reads it back as it was."""

from __future__ import annotations

import json

from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from acogida.hooks.copytext import array, line

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)


@settings(max_examples=150, deadline=None)
@given(texts=st.lists(TEXTS, min_size=1, max_size=4), number=st.integers(-(2**31), 2**31 - 1))
def test_each_field_of_a_line_unescapes_to_its_value(texts: list[str], number: int) -> None:
    fields = line(*texts, None, number, True).removesuffix("\n").split("\t")
    assert len(fields) == len(texts) + 3
    assert [unescaped(field) for field in fields[: len(texts)]] == texts
    assert fields[-3:] == ["\\N", str(number), "t"]


def unescaped(field: str) -> str:
    """As PostgreSQL reads COPY's text format (documentation of COPY, "Text Format")."""
    read, characters = "", iter(field)
    for character in characters:
        if character == "\\":
            character = {"n": "\n", "r": "\r", "t": "\t", "\\": "\\"}[next(characters)]
        read += character
    return read


def test_the_database_reads_what_was_written(db: None) -> None:
    rows = [
        ("plain", {"a": 'quote " and \\ and ñ'}, ["x", "y"], None),
        ("tab\there", {}, [], "line\nbreak"),
        ("back\\slash \\N", {"b": [1, None, "\t"]}, ["z"], ""),
    ]
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE written (a text, b jsonb, c text[], d text) ON COMMIT DROP")
        with cursor.copy("COPY written FROM STDIN") as copy:
            for text, document, codes, other in rows:
                copy.write(line(text, document, array(codes), other))
        cursor.execute("SELECT a, b::text, c, d FROM written")
        assert [(a, json.loads(b), c, d) for a, b, c, d in cursor.fetchall()] == rows
