"""Weights fitted together: what m and u say one by one overcounts where things go together, names of one country, surnames of one
family. Logistic regression finds the bits that make the sum right. Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from acogida.people.matching.training.features import LEVELS, PLACE, SIDES, WIDE, Matrix, coefficients
from acogida.people.matching.weights import Birth, Same, parse

Floats = npt.NDArray[np.float64]
PULL = 2.0  # how strongly what is seldom seen stays where it was
STEPS = 25
LEAST_SHARE, MOST_SHARE = 0.2, 1.0


def fitted(features: Matrix, label: Floats, raw: Mapping[str, Any], population: int) -> dict[str, Any]:
    """The content of a weights file with all bits fitted to labelled pairs, starting from those of `raw`.

    Args:
        features: as `features.features` gives them, of pairs of which one in `population` is true for each query.
        label: 1 where the pair is of one person.
    """
    start = coefficients(parse(raw))
    prior = math.log2(1 / population)
    bits = start.copy()
    scale = math.log(2)
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-scale * np.clip(features @ bits + prior, -60, 60)))
        gradient = scale * (features.T @ (chance - label)) + PULL * (bits - start)
        spread = (chance * (1 - chance)).astype(np.float32)
        curvature = scale**2 * (features.T @ (features * spread[:, None])).astype(float) + PULL * np.eye(WIDE)
        step = np.linalg.solve(curvature, gradient)
        bits -= np.clip(step, -3, 3)
        if np.abs(step).max() < 1e-3:
            break
    return _content(raw, bits)


def _content(raw: Mapping[str, Any], bits: Floats) -> dict[str, Any]:
    """Bits as a file states them: an m and, for names, a share; for the rest an m and a u."""

    def of(name: str) -> float:
        return float(bits[PLACE[name]])

    found: dict[str, Any] = {**raw}
    for side in SIDES:
        levels = {}
        for level in reversed(LEVELS):
            name = f"{side}.{level.name.lower()}"
            share = min(max(of(f"{name}.information"), LEAST_SHARE), MOST_SHARE)
            levels[level.name.lower()] = {"m": _number(min(2.0 ** of(name), 1.0)), "share": round(share, 3)}
        rest = {what: _divided(raw[side][what], of(f"{side}.{what}")) for what in ("conflict", "missing")}
        found[side] = {"levels": levels, **rest}
    found["order"] = {what: _divided(raw["order"][what], of(what)) for what in ("crossed", "aligned")}
    found["birth"] = {
        name: _divided(raw["birth"][name], of(f"birth.{name}"))
        for name in (level.name.lower() for level in Birth if level)
    }
    found["sex"] = {
        name: _divided(raw["sex"][name], of(f"sex.{name}")) for name in (same.name.lower() for same in Same if same)
    }
    known = of("nationality.same")
    found["nationality"] = {
        "known": _number(known - math.log2(raw["nationality"]["same"]["m"])),
        "same": {"m": raw["nationality"]["same"]["m"], "share": round(max(of("nationality.information"), 0.0), 3)},
        "different": _divided(
            raw["nationality"]["different"],
            of("nationality.different") - (known - math.log2(raw["nationality"]["same"]["m"])),
        ),
    }
    return found


def _divided(before: Mapping[str, float], bits: float) -> dict[str, float]:
    """m and u whose quotient is 2 ** bits, m as it was where that leaves u a share."""
    u = min(before["m"] / 2.0**bits, 1.0)
    return {"m": _number(min(u * 2.0**bits, 1.0)), "u": _number(max(u, 1e-6))}


def _number(value: float) -> float:
    return float(f"{value:.4g}")
