"""Chinese names are syllables: "Xiaoming", "Xiao Ming" and "Hsiao-ming" are one name, and each syllable has a dozen romanisations. Pure.

A word is cut into syllables when it can be read as some, in Hanyu Pinyin, Wade-Giles or one of the romanisations of `data/chinese.tsv`, and
either its bearer is from where such names are given or every word of the name can be read so, one of them as a surname.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache

from acogida.people.matching.variants import rows

COUNTRIES = frozenset({"CN", "TW", "HK", "MO", "SG", "MY"})
MOST_SYLLABLES = 3
# Every syllable of Hanyu Pinyin without tones: initial: finals.
_PINYIN = """
: ai an ang ao e en er ou|b: a ai an ang ao ei en eng i ian iao ie in ing o u|p: a ai an ang ao ei en eng i ian iao ie in ing o ou u
m: a ai an ang ao ei en eng i ian iao ie in ing iu o ou u|f: a an ang ei en eng o ou u|d: a ai an ang ao e ei eng i ian iao ie ing iu ong ou u uan ui un uo
t: a ai an ang ao e eng i ian iao ie ing ong ou u uan ui un uo|n: a ai an ang ao ei en eng i ian iang iao ie in ing iu ong u uan uo v
l: a ai an ang ao e ei eng i ia ian iang iao ie in ing iu ong ou u uan un uo v|g: a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo
k: a ai an ang ao e en eng ong ou u ua uai uan uang ui un uo|h: a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo
j: i ia ian iang iao ie in ing iong iu u uan ue un|q: i ia ian iang iao ie in ing iong iu u uan ue un|x: i ia ian iang iao ie in ing iong iu u uan ue un
zh: a ai an ang ao e en eng i ong ou u ua uan uang ui un uo|ch: a ai an ang ao e en eng i ong ou u uai uan uang ui un uo
sh: a ai an ang ao e en eng i ou u ua uai uan uang ui un uo|r: an ang ao e en eng i ong ou u uan ui un uo|z: a ai an ang ao e ei en eng i ong ou u uan ui un uo
c: a ai an ang ao e en eng i ong ou u uan ui un uo|s: a ai an ang ao e en eng i ong ou u uan ui un uo|y: a an ang ao e i in ing ong ou u uan ue un
w: a ai an ang ei en eng o u
"""
_SURNAMES = frozenset(
    """wang li zhang liu chen yang huang zhao wu zhou xu sun ma zhu hu guo lin he gao liang zheng luo song xie tang han cao deng
    xiao feng zeng cheng cai peng pan yuan yu dong su ye lu wei jiang tian du ding shen fan fu zhong dai cui ren liao yao fang jin
    qiu xia tan jia zou shi xiong meng qin yan xue hou lei bai long duan hao kong shao mao chang wan gu lai kang yin qian niu hong
    gong ouyang mo weng zhuang ruan ni tong zhan lan mei jian""".split()
)
# Wade-Giles without its marks: what an initial and a final of pinyin turn into.
_WADE = (
    ("zh", "ch"),
    ("q", "ch"),
    ("x", "hs"),
    ("j", "ch"),
    ("z", "ts"),
    ("c", "ts"),
    ("b", "p"),
    ("d", "t"),
    ("g", "k"),
    ("r", "j"),
)
_WADE_FINALS = (
    ("ian", "ien"),
    ("ie", "ieh"),
    ("ue", "ueh"),
    ("ong", "ung"),
    ("uo", "o"),
    ("yan", "yen"),
    ("ye", "yeh"),
    ("you", "yu"),
)


def _wade(pinyin: str) -> str:
    initial = next(
        ((old, new) for old, new in _WADE if pinyin.startswith(old) and not pinyin.startswith("ch")), ("", "")
    )
    word = initial[1] + pinyin[len(initial[0]) :]
    return next((word.removesuffix(old) + new for old, new in _WADE_FINALS if word.endswith(old)), word)


@cache
def _tables() -> tuple[frozenset[str], dict[str, tuple[str, ...]], frozenset[str]]:
    """(pinyin syllables, form → pinyin syllables it may stand for, forms of surnames)."""
    lines = (line.split(":") for line in _PINYIN.replace("\n", "|").split("|") if line)
    pinyin = frozenset(
        initial + final for initial, finals in lines for final in finals.split() if len(initial + final) > 1
    )
    readings: dict[str, list[str]] = {}
    for head, *others in rows("chinese.tsv"):
        for form in dict.fromkeys((head, _wade(head), *others)):
            if head not in readings.setdefault(form, []):
                readings[form].insert(0, head) if form == head else readings[form].append(head)
    surnames = {form for form, heads in readings.items() if _SURNAMES.intersection(heads)}
    return pinyin | {"ouyang"}, {form: tuple(heads) for form, heads in readings.items()}, frozenset(surnames)


def readings(syllable: str) -> tuple[str, ...]:
    """The syllables of Mandarin, in pinyin, that this romanised one may stand for.

    >>> "huang" in readings("wong"), "xiao" in readings("hsiao"), readings("maria")
    (True, True, ())
    """
    return _tables()[1].get(syllable, ())


@lru_cache(maxsize=65536)
def syllables(word: str) -> tuple[str, ...]:
    """A word as Chinese syllables, pinyin if it can be read so, the fewest; nothing when it is none.

    >>> syllables("xiaoming"), syllables("pngsuk"), syllables("hernandez")
    (('xiao', 'ming'), ('png', 'suk'), ())
    """
    if not 2 <= len(word) <= 18:
        return ()
    pinyin = _tables()[0]
    return _cut(word, pinyin, MOST_SYLLABLES) or _cut(word, _every_syllable(), MOST_SYLLABLES)


@cache
def _every_syllable() -> frozenset[str]:
    pinyin, romanised, _ = _tables()
    return pinyin | romanised.keys()


def _cut(word: str, known: frozenset[str], most: int) -> tuple[str, ...]:
    if word in known:
        return (word,)
    if most > 1:
        for length in range(min(6, len(word) - 1), 1, -1):
            if word[:length] in known:
                rest = _cut(word[length:], known, most - 1)
                if rest:
                    return (word[:length], *rest)
    return ()


def divided(parts: Sequence[tuple[str, ...]], country: str) -> list[tuple[str, ...]]:
    """The parts of a name (given names, surnames), their Chinese words cut into syllables.

    >>> divided([("xiaoming",), ("wang",)], ""), divided([("ana",), ("lee",)], "HN")
    ([('xiao', 'ming'), ('wang',)], [('ana',), ('lee',)])
    """
    if country not in COUNTRIES and not _all_chinese(parts):
        return list(parts)
    return [tuple(piece for word in part for piece in (syllables(word) or (word,))) for part in parts]


def _all_chinese(parts: Sequence[tuple[str, ...]]) -> bool:
    """Two to four syllables, one of them a word of its own and a surname."""
    surnames = _tables()[2]
    words = [word for part in parts for word in part]
    if not 2 <= len(words) <= 4 or not any(word in surnames for word in words):
        return False
    cut = [syllables(word) for word in words]
    return all(cut) and sum(map(len, cut)) <= 4


def chinese(names: Sequence[str], country: str) -> bool:
    """Whether the (divided) words of a name are to be read as Chinese syllables."""
    if country in COUNTRIES:
        return True
    _, romanised, surnames = _tables()
    return 2 <= len(names) <= 4 and all(name in romanised for name in names) and any(name in surnames for name in names)


@lru_cache(maxsize=4096)
def relatives(syllable: str) -> frozenset[str]:
    """Every other romanisation of a syllable that this one may stand for."""
    table = _forms()
    return frozenset(form for head in readings(syllable) for form in table[head]) - {syllable}


@cache
def _forms() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for form, heads in _tables()[1].items():
        for head in heads:
            found.setdefault(head, []).append(form)
    return {head: tuple(forms) for head, forms in found.items()}
