"""Bits fitted to features, and written as weights. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from acogida.people.matching.training.features import LEVELS, NAMES, SIDES, Matrix
from acogida.people.matching.weights import Birth, Same

Floats = npt.NDArray[np.float64]
NOTHING = 1e-5


def shares(features: Matrix, weight: Floats) -> dict[str, float]:
    """How often each thing is so, of the times it could be: m when `weight` is how likely each pair is one person, u
    when the pairs are drawn at random."""
    totals = dict(zip(NAMES, (weight @ features).tolist(), strict=True))
    found: dict[str, float] = {}
    for side in SIDES:
        kinds = [f"{side}.{level.name.lower()}" for level in LEVELS] + [f"{side}.conflict", f"{side}.missing"]
        _divide(found, totals, kinds)
    _divide(found, totals, ["crossed", "aligned"])
    _divide(found, totals, [f"birth.{level.name.lower()}" for level in Birth if level])
    for what in ("sex", "nationality"):
        _divide(found, totals, [f"{what}.same", f"{what}.different"])
    return found


def _divide(found: dict[str, float], totals: Mapping[str, float], kinds: list[str]) -> None:
    whole = sum(totals[kind] for kind in kinds)
    for kind in kinds:
        found[kind] = totals[kind] / whole if whole else 0.0


def blended(
    found: Mapping[str, float], before: Mapping[str, float], trust: float, seen: Mapping[str, float]
) -> dict[str, float]:
    """Shares drawn a little to what was believed before: as if `trust` observations of it had been made."""
    return {
        name: (found[name] * seen.get(name, 0.0) + before.get(name, 0.0) * trust) / (seen.get(name, 0.0) + trust)
        for name in found
    }


def observations(features: Matrix, weight: Floats) -> dict[str, float]:
    """How many observations the shares of each name rest on."""
    totals = dict(zip(NAMES, (weight @ features).tolist(), strict=True))
    found: dict[str, float] = {}
    groups = [
        *([f"{side}.{level.name.lower()}" for level in LEVELS] + [f"{side}.conflict", f"{side}.missing"] for side in SIDES),
        ["crossed", "aligned"], [f"birth.{level.name.lower()}" for level in Birth if level],
        ["sex.same", "sex.different"], ["nationality.same", "nationality.different"],
    ]  # fmt: skip
    for kinds in groups:
        whole = sum(totals[kind] for kind in kinds)
        found.update(dict.fromkeys(kinds, whole))
    return found


def raw(m: Mapping[str, float], u: Mapping[str, float], base: Mapping[str, Any]) -> dict[str, Any]:
    """The content of a weights file from m and u; what they do not say (shares of information, thresholds) is the base's."""
    found: dict[str, Any] = {**base}
    for side in SIDES:
        levels = {
            level.name.lower(): {
                "m": _kept(m[f"{side}.{level.name.lower()}"]),
                "share": base[side]["levels"].get(level.name.lower(), {"share": 0.8})["share"],
            }
            for level in reversed(LEVELS)
        }
        rest = {
            what: {"m": _kept(m[f"{side}.{what}"]), "u": _kept(u[f"{side}.{what}"])} for what in ("conflict", "missing")
        }
        found[side] = {"levels": levels, **rest}
    found["order"] = {what: {"m": _kept(m[what]), "u": base["order"][what]["u"]} for what in ("crossed", "aligned")}
    found["birth"] = {
        level.name.lower(): {"m": _kept(m[f"birth.{level.name.lower()}"]), "u": _kept(u[f"birth.{level.name.lower()}"])}
        for level in Birth if level
    }  # fmt: skip
    known = {what: m[f"{what}.same"] + m[f"{what}.different"] > 0 for what in ("sex", "nationality")}
    if known["sex"]:
        found["sex"] = {level.name.lower(): {"m": _kept(m[f"sex.{level.name.lower()}"]), "u": _kept(u[f"sex.{level.name.lower()}"])}
                        for level in Same if level}  # fmt: skip
    if known["nationality"]:
        found["nationality"] = {
            **base["nationality"],
            "same": {"m": _kept(m["nationality.same"]), "share": base["nationality"]["same"]["share"]},
            "different": {"m": _kept(m["nationality.different"]), "u": _kept(u["nationality.different"])},
        }
    return found


def stated(raw: Mapping[str, Any], which: str) -> dict[str, float]:
    """m or u as a weights file states them, under the names of features."""
    found: dict[str, float] = {}
    for side in SIDES:
        for name, each in raw[side]["levels"].items():
            found[f"{side}.{name}"] = each.get(which, 0.0)
        for what in ("conflict", "missing"):
            found[f"{side}.{what}"] = raw[side][what][which]
    for what in ("crossed", "aligned"):
        found[what] = raw["order"][what][which]
    for name, each in raw["birth"].items():
        found[f"birth.{name}"] = each[which]
    for name in ("same", "different"):
        found[f"sex.{name}"] = raw["sex"][name][which]
        found[f"nationality.{name}"] = raw["nationality"][name].get(which, 0.0)
    return found


def _kept(share: float) -> float:
    return float(f"{min(max(share, NOTHING), 1.0):.4g}")
