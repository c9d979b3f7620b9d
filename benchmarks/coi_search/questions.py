"""This project's own questions: 165 in Spanish over 151 English passages in the public domain (see data/README.md)."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Passage:
    document: int
    country: str
    header: str
    text: str


@dataclass(frozen=True)
class Question:
    text: str
    document: int
    passage: int | None = None  # where only one passage of the document answers


@dataclass(frozen=True)
class Questions:
    passages: list[Passage]
    questions: list[Question]


def load() -> Questions:
    """The passages and the questions."""
    raw = json.loads((DATA / "questions.json").read_text(encoding="utf-8"))
    return Questions([Passage(**row) for row in raw["passages"]], [Question(**row) for row in raw["questions"]])


def kept_vectors() -> Any:
    """The passages' vectors as the model made them (float16), so that a test need not make them again."""
    return np.load(DATA / "vectors.npy").astype(np.float32)


def vocabulary(data: Questions) -> list[str]:
    """The words of the passages, the most frequent first."""
    counts = Counter(word for row in data.passages for word in re.findall(r"[^\W\d_]+", row.text))
    return [word for word, _count in counts.most_common()]


def day(year: int) -> dt.date:
    """The first of January."""
    return dt.date(year, 1, 1)
