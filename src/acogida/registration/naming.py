"""A first proposal of the parts of a name from how the person says it. The clerk decides; pure."""

from __future__ import annotations

PARTICLES = frozenset("da das de del di do dos e el la las los san santa van von y".split())


def propose(declared: str) -> tuple[str, str, str]:
    """(given names, first surname, second surname), by the Spanish order; nothing is invented.

    Particles stay with the word after them ("de la Cruz"). One word is a given name; two a given name and a surname;
    from three on the last two are surnames.

    >>> propose("María José de la Cruz Ibáñez")
    ('María José', 'de la Cruz', 'Ibáñez')
    >>> propose("Marie Dieudonné")
    ('Marie', 'Dieudonné', '')
    """
    parts: list[str] = []
    waiting: list[str] = []
    for word in declared.split():
        waiting.append(word)
        if word.lower() not in PARTICLES:
            parts.append(" ".join(waiting))
            waiting = []
    if waiting and parts:
        parts[-1] = " ".join([parts[-1], *waiting])
    match parts:
        case []:
            return "", "", ""
        case [given]:
            return given, "", ""
        case [given, first]:
            return given, first, ""
        case [*given, first, second]:
            return " ".join(given), first, second
    return declared, "", ""
