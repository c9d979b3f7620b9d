"""Names, negations, who speaks, what was left untranslated. Pure."""

from __future__ import annotations

import re
from functools import cache

from babel import Locale, UnknownLocaleError

from acogida.languages.checks.base import Warning
from acogida.languages.terms.matching import fold

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*\d*")
NAME = re.compile(r"[^\W\d_]+(?:['’](?!s\b)[^\W\d_]+)*\d*")
DOUBLE = re.compile(r"(.)\1")  # "Communist", "comunista"
NEGATIVE = {
    "en": r"not|no|never|none|nobody|nothing|neither|nor|without|cannot|\w+n['’]t",
    "es": r"no(?! obstante)|nunca|jamas|ningun|ninguno|ninguna|ningunos|ningunas|nadie|nada|ni|tampoco|sin(?! embargo)",
    "fr": r"ne|n['’](?=\w)|non|jamais|aucun|aucune|personne|rien|ni|sans",
    "pt": r"nao|nunca|jamais|nenhum|nenhuma|ninguem|nada|nem|tampouco|sem",
    "ht": r"pa|pat|pap|non|janm|anyen|pesonn|ni|san",
}
# Words that may rightly become a "no" elsewhere.
NEGATIVE_IN_ITSELF = {
    "en": r"un\w{3,}|in(?:ability|sufficient|adequate|effective)\w*|im(?:possible|punity)\w*|lack\w*|fail\w*|refus\w*|den(?:y|ied|ies|ial)\w*|absen\w*|hardly|rarely"
    r"|few|little|only|except|unless|until|non\w*|dis\w{4,}|illegal\w*|irregular\w*|prevent\w*|avoid\w*|but|reject\w*|prohibit\w*|less\b|\w+less",
    "es": r"in\w{4,}|im\w{4,}|des\w{4,}|ir\w{5,}|falta\w*|carec\w*|ausen\w*|neg\w*|rechaz\w*|apenas|solo|excepto|salvo|imp\w+|prohib\w*|evit\w*|dej\w*",
    "fr": r"in\w{4,}|im\w{4,}|manqu\w*|absen\w*|refus\w*|seul\w*|sauf|guere|que|interdi\w*|empech\w*",
    "pt": r"in\w{4,}|im\w{4,}|des\w{4,}|falt\w*|carec\w*|ausen\w*|neg\w*|recus\w*|apenas|exceto|salvo|proib\w*|evit\w*|deix\w*",
    "ht": r"manke\w*|refize\w*|anpeche\w*|enpos\w*",
}
# Capitalised in English for what they are, not for whom they name; and words that begin names and are translated.
COMMON = frozenset(
    "i act agency ambassador amendment april army article assembly association august authority authorities bank board bureau "
    "cabinet catholic center central centre chamber chapter chief christian church city civil code college colonel commission "
    "commissioner committee community conference congress constitution convention council country county court courts covenant "
    "criminal december declaration decree defence defense delegation democratic department deputy development director "
    "directorate district division east eastern education embassy emergency european executive february federal federation "
    "force forces foreign foundation fund general government governor group guard health high home house human immigration "
    "independent indigenous institute institution inter interior internal international january joint judge judicial "
    "judiciary july june justice king labor labour law laws league legal legislative local major march may mayor military "
    "minister ministry mission monday movement municipal museum muslim national nations navy network new north northern "
    "november october office officer ombudsman ombudsperson organisation organization parliament party peace penal police "
    "political pope president presidential prime prison procurator program programme project prosecutor protection protocol "
    "province public queen red refugee refugees regional report representative republic resolution rights river road royal rule "
    "saint saturday school secretariat secretary section security senate senator sea senior september service services social "
    "society south southern special state states street summit sunday superior supreme system task the thursday treaty tribunal "
    "tuesday unit united university vice village wednesday welfare west western white woman women workers world year youth "
    "friday and of for mr mrs ms dr st nd rd th".split()
)
# Names that are another word in Spanish. Those that share their first four letters need no entry.
ELSEWHERE = {
    "germany": "alemania", "german": "alem", "germans": "alem", "english": "ingl", "england": "inglaterra", "france": "francia",
    "french": "frances", "spain": "espana", "spanish": "espan", "netherlands": "paises bajos", "dutch": "holand neerland",
    "sweden": "suecia", "swedish": "suec", "switzerland": "suiza", "greece": "grecia", "turkey": "turqu", "turkish": "turc",
    "japan": "japon", "london": "londres", "geneva": "ginebra", "us": "ee eua estados", "u.s": "ee eua estados",
    "usa": "ee eua estados", "uk": "reino", "eu": "ue europea", "un": "onu naciones", "ngo": "ong", "ngos": "ong",
    "iachr": "cidh", "oas": "oea", "unhcr": "acnur", "iom": "oim", "who": "oms", "ilo": "oit", "lgbti": "lgb", "lgbtq": "lgb",
    "syria": "siria", "syrian": "siri", "cyprus": "chipre", "egypt": "egipto", "ukraine": "ucrania", "jerusalem": "jerusal",
    "haiti": "haiti", "creole": "criollo kreyol", "garifuna": "garifuna", "catholics": "catolic", "jews": "judi", "jewish": "judi",
    "christmas": "navidad", "easter": "pascua", "african": "african", "indian": "indi", "chinese": "chin", "mexico": "mexic",
    "ivory": "marfil", "coast": "costa", "guinea": "guinea", "saudi": "saud", "arabia": "arab", "jordan": "jordan", "usaid": "usaid",
    "hiv": "vih", "aids": "sida", "dna": "adn", "lebanon": "liban", "lebanese": "liban", "morocco": "marruec", "korea": "corea",
    "korean": "core", "kuwait": "kuwait", "cape": "cabo", "verde": "verde", "yugoslavia": "yugoslav", "chad": "chad",
    "zimbabwe": "zimbabu zimbabwe", "hungary": "hungr", "wales": "gales", "scotland": "escoc", "ireland": "irland",
    "thailand": "tailand", "the hague": "haya", "hague": "haya", "cairo": "cairo", "moscow": "moscu", "beijing": "pekin beijing",
    "brazil": "brasil", "brazilian": "brasil", "quebec": "quebec", "texas": "texas tejas", "britain": "bretan", "british": "britan",
    "america": "america", "american": "american estadounid", "americans": "american estadounid",
}  # fmt: skip
# Frequent words of a language that are none in Spanish (or Portuguese, or French): two of them in a target were left behind.
LEFT = {
    "en": "the of and that was were with from which they their this these have been would should are is who by not an it he she his".split(),
    "fr": "les des une dans qui avec pour sur est sont ont ete cette aux leur leurs mais ou nous vous du et".split(),
    "pt": "nao uma dos das pelo pela foram sao esta tambem seu sua mais ao aos em com".split(),
    "ht": "yo nan ki pou ak li gen pa te ap sou moun sa".split(),
}
SPAIN = re.compile(
    r"(?<!\w)(?:vosotr[oa]s|vuestr[oa]s?|\w{2,}(?:áis|éis)|os\s+(?:ha|he|lo|la|pod|deb)\w*)(?!\w)", re.IGNORECASE
)
FIRST = {
    "en": ({"i", "me", "my", "mine", "myself"}, {"we", "us", "our", "ours", "ourselves"}),
    "es": (
        {"yo", "mi", "mis", "me", "mio", "mia", "conmigo"},
        {"nosotros", "nosotras", "nos", "nuestro", "nuestra", "nuestros", "nuestras"},
    ),
    "fr": ({"je", "moi", "mon", "ma", "mes", "me"}, {"nous", "notre", "nos"}),
    "pt": ({"eu", "meu", "minha", "meus", "minhas", "me", "mim"}, {"nos", "nosso", "nossa", "nossos", "nossas"}),
}
SHE_HE = {
    "en": ({"she", "her", "hers", "herself"}, {"he", "him", "his", "himself"}),
    "es": ({"ella", "ellas"}, {"el", "ellos"}),
    "fr": ({"elle", "elles"}, {"il", "ils", "lui"}),
    "pt": ({"ela", "elas", "dela"}, {"ele", "eles", "dele"}),
}
PRONOUN_EL = re.compile(r"(?<!\w)él(?!\w)", re.IGNORECASE)  # with its accent: without, it is an article


@cache
def _territories(of: str, to: str) -> dict[str, str]:
    """What the countries of the world are called, folded (CLDR)."""
    try:
        here, there = Locale(of).territories, Locale(to).territories
    except UnknownLocaleError:
        return {}
    return {fold(name): fold(there.get(code, "")) for code, name in here.items()}


@cache
def _negatives(language: str) -> tuple[re.Pattern[str], re.Pattern[str]] | None:
    if language not in NEGATIVE:
        return None
    return (
        re.compile(rf"(?<!\w)(?:{NEGATIVE[language]})(?!\w)" if language != "fr" else rf"(?<!\w)(?:{NEGATIVE['fr']})"),
        re.compile(rf"(?<!\w)(?:{NEGATIVE_IN_ITSELF[language]})"),
    )


def negation(source: str, target: str, of: str, to: str) -> list[Warning]:
    """A "not" that was lost, or that nothing asked for."""
    here, there = _negatives(of), _negatives(to)
    if here is None or there is None:
        return []
    said, says = here[0].search(fold(source)), there[0].search(fold(target))
    if said and not says and not there[1].search(fold(target)):
        return [Warning("negation_lost", said.group())]
    if says and not said and not here[1].search(fold(source)):
        return [Warning("negation_added", says.group())]
    return []


def names(source: str, target: str, of: str, to: str) -> list[Warning]:
    """Names of the source that the target does not hold, in any of the forms a name takes in Spanish."""
    folded = fold(target)
    found = []
    capitals = [fold(word) for word in NAME.findall(target) if word.isupper()]
    for match in NAME.finditer(source):
        word = match.group()
        before = source[: match.start()].rstrip(" \t\"'“«(¿¡[‘")
        sentence_start = not before or before[-1] in ".!?:;\n–—•"
        acronym = word.isupper() and len(word) > 1
        if not word[:1].isupper() or (sentence_start and not acronym) or len(word) < 2:
            continue
        plain = fold(word)
        if plain in COMMON and not acronym:
            continue
        if acronym and any(sorted(plain) == sorted(other) for other in capitals):  # RNA, ARN
            continue
        stems = [
            *ELSEWHERE.get(plain, "").split(),
            *_territories(of, to).get(plain, "").split()[:1],
            *([plain] if acronym or len(plain) <= 4 else [plain[:4], DOUBLE.sub(r"\1", plain)[:4]]),
            plain.rstrip("s"),
        ]
        if not any(stem in folded for stem in stems):
            found.append(Warning("name_missing", word))
    return found


def untranslated(source: str, target: str, of: str, to: str) -> list[Warning]:
    """A target that is the source, or in which words of the source's language stand."""
    words = [fold(word) for word in WORD.findall(target)]
    if of == to or not words:
        return []
    if len(words) >= 4 and " ".join(fold(target).split()) == " ".join(fold(source).split()):
        return [Warning("untranslated")]
    left = [word for word in words if word in LEFT.get(of, ())]
    if len(left) >= 2 and len(left) / len(words) > 0.1:
        return [Warning("untranslated", " ".join(dict.fromkeys(left)))]
    return []


def person(source: str, target: str, of: str, to: str) -> list[Warning]:
    """“I” that became “we”, “she” that became “he”, and back."""
    found = []
    here, there = set(map(fold, WORD.findall(source))), set(map(fold, WORD.findall(target)))
    if of in FIRST and to in FIRST:
        (one, many), (uno, muchos) = FIRST[of], FIRST[to]
        if here & one and not here & many and there & muchos:
            found.append(Warning("person", *sorted(here & one)[:1], *sorted(there & muchos)[:1]))
        if here & many and not here & one and there & uno and not there & muchos:
            found.append(Warning("person", *sorted(here & many)[:1], *sorted(there & uno)[:1]))
    if of in SHE_HE and to in SHE_HE:
        (she, he), (ella, ellos) = SHE_HE[of], SHE_HE[to]
        masculine = bool(there & (ellos - {"el"})) or (to == "es" and PRONOUN_EL.search(target) is not None)
        if here & she and not here & he and masculine and not there & ella:
            found.append(Warning("gender", *sorted(here & she)[:1]))
        if here & he and not here & she and there & ella and not masculine:
            found.append(Warning("gender", *sorted(here & he)[:1]))
    return found


def length(source: str, target: str, of: str, to: str) -> list[Warning]:
    """A target far shorter or longer than its source."""
    if len(source) < 40 or of == "zh":
        return []
    share = len(target) / len(source)
    return [Warning("too_short")] if share < 0.5 else [Warning("too_long")] if share > 2.2 else []


def spain(source: str, target: str, of: str, to: str) -> list[Warning]:
    """Forms of address nobody uses in Mexico."""
    match = SPAIN.search(target) if to == "es" else None
    return [Warning("spain", match.group())] if match else []
