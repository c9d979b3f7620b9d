"""Finding terms in a text, and putting the preferred ones into what a machine wrote. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

BLANKS = r"\s+"
PREFERRED, ADMITTED, FORBIDDEN = "preferred", "admitted", "forbidden"


class Entry(NamedTuple):
    """A term as the termbase holds it. `source` empty: a forbidden word whatever it translates."""

    source: str
    target: str
    status: str = PREFERRED


def fold(text: str) -> str:
    """Lower case without accents; as many characters as before."""
    return "".join(_plain(char) for char in text)


@lru_cache(maxsize=4096)
def _plain(char: str) -> str:
    plain = unicodedata.normalize("NFD", char)[0].lower()
    return plain if len(plain) == 1 else char


@lru_cache(maxsize=8192)
def _pattern(term: str) -> re.Pattern[str]:
    """The term with the plurals that English, French, Spanish and Portuguese make; an abbreviation only as it is."""
    words = [re.escape(word) for word in fold(term).split()]
    if term.isupper() or any(char.isdigit() for char in term):
        return re.compile(rf"(?<!\w){BLANKS.join(words)}s?(?!\w)")
    plural = [rf"{word[:-1]}(?:y|ies)" if word.endswith("y") else rf"{word}(?:e?s)?" for word in words]
    return re.compile(rf"(?<!\w){BLANKS.join(plural)}(?!\w)")


def occurs(term: str, folded: str) -> re.Match[str] | None:
    """The first place of `term` in a folded text, if any."""
    return _pattern(term).search(folded) if term.strip() else None


def in_text(entries: Iterable[Entry], source: str) -> list[Entry]:
    """The entries whose source occurs in `source`, longest first; one inside a longer one is left out (“gang” in “gang rape”)."""
    folded = fold(source)
    found: list[tuple[int, int, Entry]] = []
    for entry in entries:
        if entry.source.strip():
            found.extend((*match.span(), entry) for match in _pattern(entry.source).finditer(folded))
    kept = [
        (start, end, entry)
        for start, end, entry in found
        if not any(s <= start and end <= e and (e - s) > (end - start) for s, e, _other in found)
    ]
    ordered = sorted(kept, key=lambda one: (one[0] - one[1], one[0]))
    return list(dict.fromkeys(entry for _start, _end, entry in ordered))


def around(
    texts: Sequence[str],
    entries: Sequence[Entry],
    machine: Callable[[Sequence[str]], list[tuple[str, tuple[str, ...]]]],
) -> list[tuple[str, tuple[str, ...]]]:
    """What `machine` makes of `texts` (text and unknown words each), with preferred terms in it.

    First what the machine says for the term alone is replaced where it said so in the sentence; where that is not found, the
    sentence is done again with the term locked as a name the machine cannot touch. Forbidden words give way to the preferred
    term of the same source.
    """
    drafts = machine(texts)
    wanted = [[entry for entry in in_text(entries, text) if entry.status == PREFERRED] for text in texts]
    lone = list(dict.fromkeys(entry.source for row in wanted for entry in row))
    said = {source: text for source, (text, _unknown) in zip(lone, machine(lone), strict=True)} if lone else {}
    again: dict[int, list[Entry]] = {}
    done: list[tuple[str, tuple[str, ...]]] = []
    for position, ((text, unknown), row) in enumerate(zip(drafts, wanted, strict=True)):
        for entry in row:
            also = [one.target for one in entries if one.status == FORBIDDEN and one.source in ("", entry.source)]
            text = _put(text, _as_many(entry, texts[position]), [said.get(entry.source, ""), entry.source, *also])
            if not occurs(entry.target, fold(text)):
                again.setdefault(position, []).append(entry)
        done.append((text, unknown))
    if again:
        locked = [_lock(texts[position], row) for position, row in again.items()]
        answers = machine([text for text, _names in locked])
        for position, (_text, names), (text, unknown) in zip(again, locked, answers, strict=True):
            for name, target in names.items():
                text = re.sub(name, target.replace("\\", r"\\"), text, flags=re.IGNORECASE)
            for entry in wanted[position]:
                text = _put(text, _as_many(entry, texts[position]), [said.get(entry.source, "")])
            done[position] = (text, unknown)
    return [(text, tuple(word for word in unknown if occurs(word, fold(text)))) for text, unknown in done]


def _put(text: str, target: str, instead_of: Iterable[str]) -> str:
    """`text` with `target` wherever it holds one of `instead_of`, with the same capital."""
    for words in instead_of:
        words = words.strip(" .")
        if not words or fold(words) == fold(target):
            continue
        out, at = [], 0
        for match in _pattern(words).finditer(fold(text)):
            there = text[match.start() : match.end()]
            out += [text[at : match.start()], target[:1].upper() + target[1:] if there[:1].isupper() else target]
            at = match.end()
        text = "".join([*out, text[at:]])
    return text


def pluralised(term: str) -> str:
    """The Spanish plural of a noun phrase, word by word up to a preposition: "grupo armado" → "grupos armados"."""
    out, going = [], True
    for word in term.split():
        going = going and word not in ("de", "del", "por", "para", "a", "al", "en", "con", "sin")
        if not going or word[-1:].lower() in "sx" or word.isupper() or any(char.isdigit() for char in word):
            out.append(word)
        elif word[-1].lower() in "aeiouáéó":
            out.append(word + "s")
        elif word.lower().endswith("z"):
            out.append(word[:-1] + "ces")
        elif word.lower().endswith("ión"):
            out.append(word[:-2] + "ones")
        else:
            out.append(word + "es")
    return " ".join(out)


def _as_many(entry: Entry, source: str) -> str:
    """The entry's target in the number in which its source stands in the text."""
    match = occurs(entry.source, fold(source))
    many = match is not None and _plural(match.group(), entry.source)
    return pluralised(entry.target) if many else entry.target


def _plural(there: str, term: str) -> bool:
    """Whether what stands in a text is the plural of a term."""
    return any(
        a[-1:] == "s" and b[-1:] != "s" for a, b in zip(there.lower().split(), term.lower().split(), strict=False)
    )


def _lock(text: str, entries: Sequence[Entry]) -> tuple[str, dict[str, str]]:
    """`text` with each term as a name no dictionary holds, and what every name stands for."""
    names: dict[str, str] = {}
    for number, entry in enumerate(entries):
        out, at = [], 0
        for match in _pattern(entry.source).finditer(fold(text)):
            many = _plural(text[match.start() : match.end()], entry.source)
            name = f"Zq{'x' * number}{'p' if many else 'u'}zt"
            names[name] = pluralised(entry.target) if many else entry.target
            out += [text[at : match.start()], name]
            at = match.end()
        text = "".join([*out, text[at:]])
    return text, names
