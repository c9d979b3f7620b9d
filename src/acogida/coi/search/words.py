"""The leg by words: BM25 (Robertson and Spärck Jones; k1 1.2, b 0.75) over the passages of one language."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from acogida.coi.search.narrowing import Condition
from acogida.coi.search.writing import PASSAGES, WORDS, configuration

K1, B = 1.2, 0.75
FEW = 4_000  # passages under a filter

# A posting is scored from its key alone. From the best downwards it is then asked whether it passes the filter, until enough do.
SCORED = """
SELECT scored.passage_id, scored.score FROM (
    SELECT p.passage_id, {score} AS score
    FROM unnest(%(terms)s::int[], %(weights)s::float8[]) AS wanted(term, weight)
    JOIN coi_indexedposting p ON p.term_id = wanted.term
    GROUP BY p.passage_id ORDER BY score DESC, p.passage_id OFFSET 0
) scored
CROSS JOIN LATERAL (SELECT FROM coi_indexedpassage i WHERE i.passage_id = scored.passage_id AND {where} OFFSET 0) passing
ORDER BY scored.score DESC, scored.passage_id LIMIT %(most)s
"""
# Where the filter leaves few, only theirs are scored.
OF_FEW = """
WITH left_over AS MATERIALIZED (SELECT i.passage_id FROM coi_indexedpassage i WHERE {where})
SELECT p.passage_id, {score} AS score
FROM unnest(%(terms)s::int[], %(weights)s::float8[]) AS wanted(term, weight)
JOIN coi_indexedposting p ON p.term_id = wanted.term
JOIN left_over ON left_over.passage_id = p.passage_id
GROUP BY p.passage_id ORDER BY score DESC, p.passage_id LIMIT %(most)s
"""
# Of passages that the other leg found.
THESE = """
SELECT p.passage_id, {score}
FROM unnest(%(terms)s::int[], %(weights)s::float8[]) AS wanted(term, weight)
JOIN coi_indexedposting p ON p.term_id = wanted.term AND p.passage_id = ANY(%(passages)s)
GROUP BY p.passage_id
"""
# In floats: a number written with a point is a `numeric` otherwise, which costs ten times as much.
SCORE = "sum(wanted.weight * p.count * {k}::float8 / (p.count + p.words * {per_word}::float8 + {k1b}::float8))"
KNOWN = """
SELECT u.lexeme, t.id, coalesce(t.passages, 0)
FROM (SELECT lexeme FROM unnest(to_tsvector(%(configuration)s::regconfig, %(text)s)) UNION ALL VALUES (%(all)s), (%(long)s)) u
LEFT JOIN coi_indexedterm t ON t.language = %(language)s AND t.term = u.lexeme ORDER BY 1
"""
# A word no passage has: a name or a word the translation left as it was ("bolivariano", "concordato"), or another spelling of
# one ("recognise"). The one that is written most alike stands for it, for as much as they are alike.
ALIKE = """
SELECT DISTINCT ON (unknown) unknown, t.id, t.passages, t.term, similarity(t.term, folded) AS alike
FROM unnest(%(unknown)s::text[], %(folded)s::text[]) AS wanted(unknown, folded)
JOIN coi_indexedterm t ON t.language = %(language)s AND t.term %% folded AND t.passages > 0
WHERE similarity(t.term, folded) >= %(least)s ORDER BY unknown, alike DESC, t.passages DESC, t.term
"""
LEAST_ALIKE, LEAST_LETTERS = 0.5, 5
WIDENED = 0.3  # of its own worth: another word for what was asked for
OCCURRING = """
SELECT passage_id, array_agg(term_id) FROM coi_indexedposting
WHERE term_id = ANY(%(terms)s) AND passage_id = ANY(%(passages)s) GROUP BY passage_id
"""
# Each lexeme as it stands in the question.
SURFACES = """
SELECT DISTINCT ON (asked.language, lexeme) asked.language, lexeme, d.token
FROM unnest(%s::text[], %s::text[], %s::text[]) AS asked(language, configuration, text),
  ts_debug(asked.configuration::regconfig, asked.text) d, unnest(d.lexemes) lexeme
ORDER BY 1, 2, 3
"""


@dataclass
class Asked:
    """The words of a question in one language: their numbers in the index and what each is worth."""

    language: str
    text: str
    weights: dict[int, float] = field(default_factory=dict)
    lexemes: dict[int, str] = field(default_factory=dict)
    mean: float = 1.0  # words of a passage of this language

    def __bool__(self) -> bool:
        return bool(self.weights)


def asked(text: str, language: str, others: Sequence[str] = ()) -> Asked:
    """The words of `text`, which is in `language`, that occur in passages of that language; `others` mean the same as some of
    them and are worth less."""
    found = Asked(language, text)
    given: dict[str, Any] = {"configuration": configuration(language), "text": text, "language": language}
    with connection.cursor() as cursor:
        cursor.execute(KNOWN, {**given, "all": PASSAGES, "long": WORDS})
        known = {lexeme: (number, having) for lexeme, number, having in cursor.fetchall()}
        passages, length = known.pop(PASSAGES)[1], known.pop(WORDS)[1]
        if not passages:
            return found
        found.mean = max(length / passages, 1.0)
        unknown = []
        for lexeme, (number, having) in known.items():
            if having > 0:
                found.weights[number] = rarity(passages, having)
                found.lexemes[number] = lexeme
            elif len(lexeme) >= LEAST_LETTERS and lexeme.isalpha():
                unknown.append(lexeme)
        if unknown:
            folded = [_folded(lexeme) for lexeme in unknown]
            cursor.execute(ALIKE, {**given, "unknown": unknown, "folded": folded, "least": LEAST_ALIKE})
            for _lexeme, number, having, term, alike in cursor.fetchall():
                if number not in found.weights:
                    found.weights[number] = alike * rarity(passages, having)
                    found.lexemes[number] = term
        if others and text:
            found.text = " ".join([text, *others])
            cursor.execute(KNOWN, {**given, "text": " ".join(others), "all": PASSAGES, "long": WORDS})
            for lexeme, number, having in cursor.fetchall():
                if having > 0 and number not in found.weights and lexeme not in (PASSAGES, WORDS):
                    found.weights[number] = WIDENED * rarity(passages, having)
                    found.lexemes[number] = lexeme
    return found


def rarity(passages: int, having: int) -> float:
    """What a word is worth that so many of the passages have: BM25's inverse document frequency."""
    return math.log(1 + (passages - having + 0.5) / (having + 0.5))


def _folded(word: str) -> str:
    """Without accents: languages put them on the same names differently."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", word) if not unicodedata.combining(sign))


def best(words: Asked, where: Condition, passages: int, most: int) -> dict[int, float]:
    """BM25 of the best `most` among so many `passages` of its language under the condition."""
    if not words or not passages:
        return {}
    statement = OF_FEW if passages <= FEW else SCORED
    return _scores(statement, words, where=where.sql, given={**where.values, "most": most})


def of_these(words: Asked, passages: Iterable[int]) -> dict[int, float]:
    """BM25 of those of some passages that have any of the words."""
    wanted = list(passages)
    return _scores(THESE, words, given={"passages": wanted}) if words and wanted else {}


def _scores(statement: str, words: Asked, *, given: dict[str, Any], where: str = "") -> dict[int, float]:
    score = SCORE.format(k=K1 + 1, per_word=K1 * B / words.mean, k1b=K1 * (1 - B))
    with connection.cursor() as cursor:
        cursor.execute(
            statement.format(score=score, where=where),
            {**given, "terms": list(words.weights), "weights": list(words.weights.values())},
        )
        return {passage: float(found) for passage, found in cursor.fetchall()}


def occurring(asked: Iterable[Asked], passages: Iterable[int]) -> dict[int, list[str]]:
    """Which of the words of its language each passage has, as they were asked for, the rarest first."""
    wanted, sides = list(passages), [words for words in asked if words]
    if not sides or not wanted:
        return {}
    worth = {number: weight for words in sides for number, weight in words.weights.items()}
    with connection.cursor() as cursor:
        cursor.execute(
            SURFACES,
            [
                [words.language for words in sides],
                [configuration(words.language) for words in sides],
                [words.text for words in sides],
            ],
        )
        tokens = {(language, lexeme): token for language, lexeme, token in cursor.fetchall()}
        surface = {
            number: tokens.get((words.language, lexeme), lexeme)
            for words in sides
            for number, lexeme in words.lexemes.items()
        }
        cursor.execute(OCCURRING, {"terms": list(worth), "passages": wanted})
        return {
            passage: [surface[term] for term in sorted(terms, key=lambda term: (-worth[term], term))]
            for passage, terms in cursor.fetchall()
        }
