"""What a file leaves open, asked once for the whole file and never guessed. Pure.

A question is settled by the mapping, by the file itself where it proves the answer (`evidence` says how), or by people.
"""

from __future__ import annotations

from collections.abc import Mapping as Given
from dataclasses import dataclass, replace
from typing import Any

from acogida.registration.importing.folding import bare

UNKNOWN, EMPTY, ALL = "unknown", "EMPTY", "*"
SYNONYMS = {
    "female": ("female", "mujer", "femenino", "fem", "f", "woman"),
    "male": ("male", "hombre", "masculino", "masc", "h", "man"),
    "unsaid": ("unsaid", "x", "no precisado", "sin precisar", "otro"),
    "day_first": ("day_first", "dmy", "dia primero", "dia"),
    "month_first": ("month_first", "mdy", "mes primero", "mes"),
    "recent": ("recent", "2000s", "20xx", "reciente"),
    "1900s": ("1900s", "19xx", "antiguo"),
    "unknown": ("unknown", "desconocido", "no se sabe", "se ignora"),
}


class WrongAnswer(ValueError):
    """An answer that is none of the choices, or to no question. `key` and `answer` say which; `choices` what there is."""

    def __init__(self, key: str, answer: str, choices: tuple[str, ...]) -> None:
        super().__init__(f"{key}={answer}")
        self.key, self.answer, self.choices = key, answer, choices


@dataclass(frozen=True)
class Evidence:
    """What the file itself says about a question: a code for the sentence, and its numbers."""

    code: str
    params: dict[str, Any]


@dataclass(frozen=True)
class Question:
    """One question about the whole file.

    `key` is what an answer names ("sex.M"); `about` what is asked: word, order, century; `value` the word as first
    written; `settled` who answered: "" (nobody yet), "mapping", "file" or "people".
    """

    key: str
    about: str
    field: str
    header: str
    value: str
    count: int
    rows: tuple[int, ...]  # the first ones
    options: tuple[str, ...]
    suggested: tuple[str, ...] = ()  # of the options, when there are many
    evidence: tuple[Evidence, ...] = ()
    answer: str = ""
    settled: str = ""

    @property
    def open(self) -> bool:
        return not self.answer


def key_of(field: str, value: str) -> str:
    """The name of the question about a word: sex.M, nationality.CONGO_R_D, status.EMPTY."""
    return f"{field}.{bare(value).replace(' ', '_') or EMPTY}"


def answered(questions: list[Question], answers: Given[str, str]) -> list[Question]:
    """The questions with people's answers, which stand above what the file says. Raises WrongAnswer.

    "*" answers every question that is still open and may be left unknown.
    """
    known = {question.key.lower(): question for question in questions}
    given = {_key(key): str(value) for key, value in answers.items()}
    for key, value in given.items():
        if key != ALL and key not in known:
            raise WrongAnswer(key, value, tuple(question.key for question in questions))
    found = []
    for question in questions:
        said = given.get(question.key.lower())
        if said is not None:
            found.append(replace(question, answer=_choice(question, said), settled="people"))
        elif question.open and ALL in given and given[ALL] in SYNONYMS[UNKNOWN] and UNKNOWN in question.options:
            found.append(replace(question, answer=UNKNOWN, settled="people"))
        elif question.open and ALL in given and "unsaid" in question.options:
            found.append(replace(question, answer="unsaid", settled="people"))
        else:
            found.append(question)
    return found


def _key(key: str) -> str:
    field, _dot, value = key.strip().partition(".")
    if not _dot or value in ("order", "century"):
        return key.strip().lower()
    return key_of(field, "" if value.upper() == EMPTY else value.replace("_", " ")).lower()


def _choice(question: Question, said: str) -> str:
    folded = said.strip().lower()
    for option in question.options:
        if folded in (option.lower(), *SYNONYMS.get(option, ())):
            return option
    raise WrongAnswer(question.key, said, question.options)
