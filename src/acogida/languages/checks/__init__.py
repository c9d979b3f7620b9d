"""What may be wrong with a translated sentence: told, never decided. Pure.

A machine turns "I" into "we" and loses a "not"; a tired person drops a zero. Each warning is put right or accepted with a reason.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from acogida.languages.checks import figures, wording
from acogida.languages.checks.base import Warning
from acogida.languages.terms.matching import ADMITTED, FORBIDDEN, PREFERRED, Entry, fold, in_text, occurs

__all__ = ["Warning", "warnings"]


def warnings(
    source: str,
    target: str,
    source_language: str,
    target_language: str,
    terms: Sequence[Entry] = (),
    unknown: Sequence[str] = (),
) -> list[Warning]:
    """What to look at in `target`, made from `source` (one sentence or a few each). `terms`: the termbase of the pair;
    `unknown`: words the machine left as they were. Languages are BCP 47. Empty when nothing strikes."""
    if not target.strip():
        return [Warning("empty")] if source.strip() else []
    of, to = source_language.split("-")[0], target_language.split("-")[0]
    looks: list[Callable[[str, str, str, str], list[Warning]]] = [
        figures.numbers,
        figures.dates,
        wording.negation,
        wording.names,
        wording.untranslated,
        wording.person,
        wording.length,
        wording.spain,
    ]
    found = [warning for look in looks for warning in look(source, target, of, to)]
    found += terminology(source, target, terms)
    folded = fold(target)
    left = [Warning("unknown_word", word) for word in unknown if occurs(word, folded)]
    return list(dict.fromkeys([*found, *left]))


def terminology(source: str, target: str, terms: Sequence[Entry]) -> list[Warning]:
    """Forbidden words that stand in the target, and preferred terms that do not."""
    folded = fold(target)
    present = in_text(terms, source)
    found = []
    for entry in [*present, *(entry for entry in terms if not entry.source.strip())]:
        if entry.status == FORBIDDEN and occurs(entry.target, folded):
            found.append(Warning("forbidden_term", entry.target, entry.source))
    for source_term in dict.fromkeys(entry.source for entry in present):
        good = [
            entry.target for entry in present if entry.source == source_term and entry.status in (PREFERRED, ADMITTED)
        ]
        preferred = [entry.target for entry in present if entry.source == source_term and entry.status == PREFERRED]
        if preferred and not any(occurs(one, folded) for one in good):
            found.append(Warning("preferred_term", source_term, preferred[0]))
    return found
