"""Where sentences begin and end. Pure.

sentencex (Wikimedia) knows most abbreviations of most languages; military ranks, months and the article signs of laws and
reports are ours: it breaks at "Col. Pérez" and "3 de ene. de 2024".
"""

from __future__ import annotations

import re

import sentencex

OURS = {
    "es": "Col Cnel Gral Gen Tte Cap Sgto Cmdte Insp Comis Lic Ing Arq Mtra Mtro Profa Fr Hno Hna Mons Pbro "
    "ene feb mar abr may jun jul ago sep sept set oct nov dic art arts núm num núms nums inc frac párr pág págs pp vol "
    "cap ed ref cfr cf ss aprox depto dpto mun col av blvd prof dr dra sr sra srta ud uds",
    "en": "Col Gen Lt Sgt Capt Maj Cmdr Gov Sen Rep Rev Fr Hon Insp Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec "
    "art arts no nos sec secs para paras ch vol vols ed eds p pp cf approx est dept",
    "fr": "M MM Mme Mlle Dr Pr St Ste Col Gén Cdt Cap Lt Me Mgr janv févr avr juil sept oct nov déc art arts al n°s no nos p pp vol éd cf env dép",
    "pt": "Cel Gen Ten Cap Sgt Del jan fev mar abr mai jun jul ago set out nov dez art arts nº núm inc par pág págs vol cf aprox dep",
    "ht": "Kol Jen Kap Lt janv fev avr sept okt nov des at paj nim",
}
# Before a digit these are no end of a sentence either: "No. 5", "p. 12", "art. 3".
_ENDS = {
    code: re.compile(
        rf"(?:^|[\s(«“\"'¿¡])(?:{'|'.join(sorted(map(re.escape, set(words.split())), key=len, reverse=True))})\.\s*$",
        re.IGNORECASE,
    )
    for code, words in OURS.items()
}
# "may", "mar", "no", "set", "est": words too. They hold a sentence together only where a digit or "de" and a digit follows.
WORDS_TOO = re.compile(
    r"\b(?:may|mar|no|set|est|sec|col|cap|ed|par|dep|out|mai|at|al|me|av|ref|para|ch|inc|art|p)\.\s*$", re.IGNORECASE
)
FOLLOWED = re.compile(r"\s*(?:de\s+)?[\d(§]")
RANK = re.compile(r"\b(?:M|Col|Cap|Me|Fr|Hon|Rep|Sen)\.\s*$")


def split(text: str, language: str) -> list[tuple[int, int]]:
    """[from, to) of each sentence of `text`, without the blanks around it; together they hold every other character."""
    code = language.split("-")[0].lower()
    pieces = [
        (int(one["start_index"]), int(one["end_index"]), bool(one["is_paragraph_break"]))
        for one in sentencex.get_sentence_boundaries(code, text)
    ]
    joined: list[tuple[int, int]] = []
    open_at: int | None = None
    for start, end, paragraph in pieces:
        if paragraph:
            if open_at is not None:
                joined.append((open_at, start))
                open_at = None
            continue
        if open_at is None:
            open_at = start
        if not _goes_on(text[open_at:end], text[end:], code):
            joined.append((open_at, end))
            open_at = None
    if open_at is not None:
        joined.append((open_at, len(text)))
    return [trimmed for one in joined if (trimmed := _trim(text, *one))[0] < trimmed[1]]


def _goes_on(before: str, after: str, code: str) -> bool:
    """Whether a break that was found stands behind an abbreviation."""
    if not after.strip():
        return False
    if code not in _ENDS or not _ENDS[code].search(before):
        return False
    if RANK.search(before):
        return after.lstrip()[:1].isupper()
    if WORDS_TOO.search(before):
        return FOLLOWED.match(after) is not None
    return True


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
