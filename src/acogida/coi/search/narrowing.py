"""What a query leaves to be searched, as a condition on the table of indexed passages (alias `i`)."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db import connection

from acogida.accounts.models import User
from acogida.coi.search.query import Query, base
from acogida.coi.search.writing import configuration


class Condition(NamedTuple):
    """SQL and its parameters, by name."""

    sql: str
    values: dict[str, Any]


class Pool(NamedTuple):
    """The passages of one language that a query leaves."""

    language: str
    passages: int
    documents: int


def condition(query: Query, user: User | None) -> Condition | None:
    """What may be found; None where `user` sees no country information at all. `user` None is the command line."""
    if user is not None and not user.can("coi.view"):
        return None
    parts: list[str] = ["i.state = 'current'" if query.current_only else "i.state <> 'withdrawn'"]
    values: dict[str, Any] = {}
    if user is not None and not user.can("coi.view_restricted"):
        parts.append("NOT i.restricted")
    if query.languages:
        parts.append("i.language = ANY(%(languages)s)")
        values["languages"] = [base(code) for code in query.languages]
    for name, sql, wanted in (
        ("countries", "i.countries && %(countries)s::varchar[]", query.countries),
        ("not_countries", "NOT i.countries && %(not_countries)s::varchar[]", query.not_countries),
        ("sources", "i.source_id = ANY(%(sources)s::uuid[])", query.sources),
        ("not_sources", "NOT i.source_id = ANY(%(not_sources)s::uuid[])", query.not_sources),
        ("kinds", "i.kind = ANY(%(kinds)s)", query.kinds),
        ("topics", "i.topics && %(topics)s::varchar[]", query.topics),
    ):
        if wanted:
            parts.append(sql)
            values[name] = list(wanted)
    for name, operator, day in (("from", ">=", query.published_from), ("to", "<=", query.published_to)):
        if day is not None:
            parts.append(f"i.published_on {operator} %(published_{name})s")
            values[f"published_{name}"] = day
    return Condition(" AND ".join(parts), values)


def with_operators(narrowed: Condition, query: Query, language: str, without: list[str]) -> Condition:
    """The same, where every phrase must occur as it was written and nothing of `without` may occur. The index finds candidates
    of a phrase by its lexemes; the text decides."""
    parts, values = [narrowed.sql, "i.language = %(language)s"], {**narrowed.values, "language": language}
    values["configuration"] = configuration(language)
    for number, phrase in enumerate(query.phrases):
        name = f"phrase_{number}"
        values[name], values[f"{name}_like"] = phrase, f"%{_plain_like(phrase)}%"
        if _has_lexemes(configuration(language), phrase):
            parts.append(f"i.tsv @@ phraseto_tsquery(%(configuration)s::regconfig, %({name})s)")
        parts.append(
            "EXISTS (SELECT FROM coi_passage said WHERE said.id = i.passage_id"
            rf" AND regexp_replace(said.header || ' ' || said.text, '\s+', ' ', 'g') ILIKE %({name}_like)s)"
        )
    for number, word in enumerate(without):
        name = f"without_{number}"
        values[name] = word
        parts.append(f"NOT i.tsv @@ phraseto_tsquery(%(configuration)s::regconfig, %({name})s)")
    return Condition(" AND ".join(parts), values)


def pools(narrowed: Condition) -> list[Pool]:
    """The languages there are under a condition, the largest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT language, sum(passages)::bigint, count(*) FROM (SELECT i.language, i.document_id, count(*) AS passages"
            f" FROM coi_indexedpassage i WHERE {narrowed.sql} GROUP BY 1, 2) documents GROUP BY 1 ORDER BY 2 DESC, 1",
            narrowed.values,
        )
        return [Pool(*row) for row in cursor.fetchall()]


def _has_lexemes(configuration: str, phrase: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT numnode(phraseto_tsquery(%s::regconfig, %s)) > 0", [configuration, phrase])
        return bool(cursor.fetchone()[0])


def _plain_like(phrase: str) -> str:
    escaped = phrase.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return " ".join(escaped.split())
