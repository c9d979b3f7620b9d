"""Numbers and dates: the same in both languages, in digits or in words. Pure."""

from __future__ import annotations

import re
from collections import Counter

from acogida.languages.checks.base import Warning
from acogida.languages.terms.matching import fold

DIGITS = re.compile(r"\d+(?:[.,’'\u00a0\u202f ]\d{3}(?!\d))*(?:[.,]\d+)?")
NUMERIC_DATE = re.compile(r"(?<!\d)(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?!\d)")
# Words for numbers, folded. "One" is an article in most of these languages and says nothing.
WORDS = {
    "en": "two:2 three:3 four:4 five:5 six:6 seven:7 eight:8 nine:9 ten:10 eleven:11 twelve:12 dozen:12 thirteen:13 "
    "fourteen:14 fifteen:15 sixteen:16 seventeen:17 eighteen:18 nineteen:19 twenty:20 thirty:30 forty:40 fifty:50 sixty:60 "
    "seventy:70 eighty:80 ninety:90 hundred:100 thousand:1000 million:1000000 billion:1000000000",
    "es": "dos:2 ambos:2 ambas:2 tres:3 cuatro:4 cinco:5 seis:6 siete:7 ocho:8 nueve:9 diez:10 once:11 doce:12 docena:12 "
    "trece:13 catorce:14 quince:15 dieciseis:16 diecisiete:17 dieciocho:18 diecinueve:19 veinte:20 treinta:30 cuarenta:40 "
    "cincuenta:50 sesenta:60 setenta:70 ochenta:80 noventa:90 cien:100 ciento:100 cientos:100 doscientos:200 doscientas:200 trescientos:300 trescientas:300 cuatrocientos:400 "
    "cuatrocientas:400 quinientos:500 quinientas:500 seiscientos:600 seiscientas:600 setecientos:700 setecientas:700 "
    "ochocientos:800 ochocientas:800 novecientos:900 novecientas:900 mil:1000 miles:1000 "
    "millon:1000000 millones:1000000",
    "fr": "deux:2 trois:3 quatre:4 cinq:5 six:6 sept:7 huit:8 neuf:9 dix:10 onze:11 douze:12 douzaine:12 treize:13 quatorze:14 "
    "quinze:15 seize:16 vingt:20 trente:30 quarante:40 cinquante:50 soixante:60 cent:100 cents:100 mille:1000 milliers:1000 "
    "million:1000000 millions:1000000 milliard:1000000000 milliards:1000000000",
    "pt": "dois:2 duas:2 ambos:2 ambas:2 tres:3 quatro:4 cinco:5 seis:6 sete:7 oito:8 nove:9 dez:10 onze:11 doze:12 duzia:12 "
    "treze:13 quatorze:14 catorze:14 quinze:15 dezesseis:16 dezessete:17 dezoito:18 dezenove:19 vinte:20 trinta:30 quarenta:40 "
    "cinquenta:50 sessenta:60 setenta:70 oitenta:80 noventa:90 cem:100 cento:100 duzentos:200 trezentos:300 quatrocentos:400 quinhentos:500 seiscentos:600 setecentos:700 "
    "oitocentos:800 novecentos:900 mil:1000 milhares:1000 milhao:1000000 "
    "milhoes:1000000 bilhao:1000000000 bilhoes:1000000000",
    "ht": "de:2 twa:3 kat:4 senk:5 sis:6 set:7 uit:8 nef:9 dis:10 onz:11 douz:12 ven:20 trant:30 san:100 mil:1000 milyon:1000000",
}
_WORDS = {
    code: {word: int(value) for word, value in (one.split(":") for one in text.split())} for code, text in WORDS.items()
}
# Where a word for a number is as often another word ("de" is Haitian for two, and Spanish for of), a lone one is not missed.
UNSURE = {"ht": frozenset({2, 3, 6, 7})}
AND = frozenset({"y", "e", "et", "and", "ak"})  # inside a number
HUNDREDS = {100, 1000, 1_000_000, 1_000_000_000}  # said in other ways too: "hundreds", "1.2 million"
MONTHS = {
    "en": "january february march april may june july august september october november december",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "fr": "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
    "pt": "janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro",
    "ht": "janvye fevriye mas avril me jen jiye out septanm oktob novanm desanm",
}
_MONTHS = {code: {word: number for number, word in enumerate(text.split(), 1)} for code, text in MONTHS.items()}
_MONTHS["es"]["setiembre"] = 9
# Abbreviations, read only beside a day or a year.
SHORT = {
    "en": "jan feb mar apr - jun jul aug sep oct nov dec",
    "es": "ene feb mar abr may jun jul ago sep oct nov dic",
    "fr": "janv fevr - avr - - juil - sept oct nov dec",
    "pt": "jan fev mar abr mai jun jul ago set out nov dez",
}
_SHORT = {
    code: {word: number for number, word in enumerate(text.split(), 1) if word != "-"} for code, text in SHORT.items()
}
# "March", "May", "mas", "me" are other words too: months only beside a day or a year, or after such a word.
ONLY_DATED = {"en": {3, 5}, "fr": {3}, "ht": {3, 5, 6, 8}, "pt": set(), "es": set()}
BEFORE = {
    "en": r"in|of|on|since|until|till|by|from|to|and|through|during|early|late|mid|last|next|this|between|before|after",
    "fr": r"en|de|depuis|jusqu'en|le|debut|fin|mi", "ht": r"nan|an|depi|mwa",
}  # fmt: skip
WORD = re.compile(r"[^\W\d_]+")


def numbers(source: str, target: str, of: str, to: str) -> list[Warning]:
    """Numbers that one side has and the other has not, whether in digits or in words."""
    here, there = digits(source), digits(target)
    here_words, there_words = in_words(source, of), in_words(target, to)
    found = [Warning("number_missing", one) for one in _left(here, there) if _value(one) not in there_words]
    found += [Warning("number_added", one) for one in _left(there, here) if _value(one) not in here_words]
    values = {_value(one) for one in there}
    if to in _WORDS:
        for value, word in here_words.items():
            sure = value not in UNSURE.get(of, ()) and value not in HUNDREDS
            if sure and value not in values and value not in there_words:
                found.append(Warning("number_missing", word))
    return found


def digits(text: str) -> Counter[str]:
    """The numbers of a text without their separators: 1,200.5 and 1.200,5 are both 12005."""
    return Counter(re.sub(r"\D", "", match.group()) for match in DIGITS.finditer(text))


def in_words(text: str, language: str) -> dict[int, str]:
    """The numbers written as words, each with its words: "treinta y dos", "two thousand"."""
    known = _WORDS.get(language, {})
    found: dict[int, str] = {}
    run: list[int] = []
    said: list[str] = []
    for word in [*WORD.findall(text), ""]:
        plain = fold(word)
        value = known.get(plain) or (language == "es" and _veinti(plain)) or 0
        if value:
            if run and not _goes_with(run[-1], value):
                found[_sum(run)] = " ".join(said)
                run, said = [], []
            run.append(value)
            said.append(word)
        elif run and plain in AND:
            continue
        elif run:
            found[_sum(run)] = " ".join(said)
            run, said = [], []
    return found


def _goes_with(before: int, value: int) -> bool:
    """Whether a word goes on with the number before it: "treinta y dos", "two thousand", but not "three and four"."""
    return value in HUNDREDS or (before >= 20 and before > value) or (before, value) == (4, 20)


def _sum(run: list[int]) -> int:
    """The value of words for numbers that stand together."""
    total = now = 0
    for value in run:
        if value >= 1000:
            total, now = total + max(1, now) * value, 0
        elif value == 100 and now:
            now *= 100
        elif value == 20 and now == 4:  # quatre-vingts
            now = 80
        else:
            now += value
    return total + now


def _veinti(word: str) -> int:
    """The value of "veintiuno" to "veintinueve", else 0."""
    if not word.startswith("veinti"):
        return 0
    rest = word.removeprefix("veinti")
    return 21 if rest in ("un", "uno", "una") else 20 + _WORDS["es"].get(rest, -20)


def _left(one: Counter[str], other: Counter[str]) -> list[str]:
    """Numbers of one side only. Hours may gain their minutes (10 p.m., 10:00), years their century (2015-16)."""
    return [
        number
        for number in one - other
        if number != "00"
        and not any(
            number != full and {len(number), len(full)} == {2, 4} and (full.endswith(number) or number.endswith(full))
            for full in other
        )
    ]


def _value(digits: str) -> int:
    return int(digits) if len(digits) < 16 else -1


def dates(source: str, target: str, of: str, to: str) -> list[Warning]:
    """Months named on one side and not on the other; and the order of day and month in dates of an English text."""
    here, there = months(source, of), months(target, to)
    numeric = {int(part) for match in NUMERIC_DATE.finditer(target) for part in match.groups()[:2]}
    back = {int(part) for match in NUMERIC_DATE.finditer(source) for part in match.groups()[:2]}
    found = [Warning("month_missing", here[number]) for number in here if number not in there and number not in numeric]
    found += [Warning("month_added", there[number]) for number in there if number not in here and number not in back]
    if of == "en" and to != "en":
        for match in NUMERIC_DATE.finditer(source):
            first, second = int(match[1]), int(match[2])
            if first != second and second <= 12 and first <= 12 and match.group() in target:
                found.append(Warning("date_order", match.group()))
    return found


def months(text: str, language: str) -> dict[int, str]:
    """The months a text names, and the words it names them with."""
    known, dated = _MONTHS.get(language, {}), ONLY_DATED.get(language, set())
    folded = fold(text)
    found: dict[int, str] = {}
    for match in WORD.finditer(folded):
        number = known.get(match.group())
        short = number is None and _SHORT.get(language, {}).get(match.group())
        if number is None and not short:
            continue
        number = number or short or 0
        if number in dated or short:
            before, after = folded[: match.start()], folded[match.end() :]
            word_before = re.search(rf"(?:^|\W)(?:{BEFORE.get(language, 'x')})[\s-]*$", before)
            capital = language != "en" or text[match.start()].isupper()
            beside = re.match(r"\.?\s*,?\s*(?:de(?:l)?\s+)?\d", after) or re.search(
                r"\d(?:st|nd|rd|th|er)?(?:\s+(?:of|de))?\s*$", before
            )
            if not (capital and (beside or (word_before and not short))):
                continue
        found[number] = text[match.start() : match.end()]
    return found
