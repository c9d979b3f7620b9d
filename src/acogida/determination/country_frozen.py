"""Country information as it is kept with what was submitted, and as the decision prints it."""

from __future__ import annotations

from typing import Any

from acogida.determination.country import Standing
from acogida.determination.country_words import frozen, frozen_none, reference, silent
from acogida.determination.models import Citation


def of(known: Standing) -> dict[str, Any]:
    """Per fact, in order, what is cited and what is said of there being none; and the answers to warnings. Nothing of it is
    read again later: what a newer edition says does not reach what was signed."""
    marks = {each.mark for each in known.checked.warnings}
    return {
        "facts": [
            {
                "fact": str(fact.pk),
                "statement": fact.statement,
                "cited": [frozen(each) for each in known.citations[fact.pk]],
                "none": [frozen_none(each) for each in known.none[fact.pk]],
            }
            for fact in known.facts
        ],
        "answers": [
            {
                "code": each.code,
                "level": each.level,
                "reason": each.reason,
                "by": each.answered_by.name,
                "mark": each.mark,
            }
            for each in known.answers.values()
            if each.mark in marks
        ],
    }


def in_words(kept: dict[str, Any]) -> list[dict[str, Any]]:
    """What was submitted, as the pages and the letter show it, in the language in force: per fact its statement, what is
    quoted and where from, and what is said where nothing was found."""
    return [
        {
            "number": number,
            "statement": row["statement"],
            "cited": [words_of(each) for each in row["cited"]],
            "none": [silent(each) for each in row["none"]],
        }
        for number, row in enumerate(kept.get("facts", ()), 1)
        if row["cited"] or row["none"]
    ]


def words_of(each: dict[str, Any]) -> dict[str, Any]:
    """One citation: which side it is on, its words, their translation, and the line that says where they stand."""
    return {
        "role": each["role"],
        "side": str(Citation.Role(each["role"]).label),
        "quote": each["quote"],
        "translated": each["translated_quote"],
        "reference": reference(each),
        "version": each["version"],
        "passage": each["passage"],
    }
