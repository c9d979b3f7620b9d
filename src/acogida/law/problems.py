"""What the check finds, said in Spanish: the messages of `loader`, `checks`, `soundness` and the models by their pattern.

The check itself speaks English, as the files do; a test goes through its sources so that no message stays without its
Spanish.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from acogida.law.compare.words import FIELDS
from acogida.law.errors import Problem

NOUNS = {  # what a place or a message may name
    "agency": "autoridad", "answer of this step": "dato de este paso", "assessment": "análisis", "bar": "tramo de la barra", "ban": "prohibición", "body": "órgano",
    "calendar": "calendario", "case": "expediente", "circumstances": "circunstancia", "claim": "persona", "clock": "plazo", "condition": "condición",
    "conditions": "condición", "day": "día", "document": "papel", "evidence": "prueba", "item": "requisito", "words": "textos", "declaration": "declaración", "exclusion": "exclusión",
    "exclusions": "exclusión", "extension": "ampliación", "extension ground": "causa de ampliación",
    "extension_ground": "causa de ampliación", "fact": "hecho", "family of grounds": "familia de causales",
    "field": "dato", "fields": "dato", "ground": "causal", "group": "grupo", "identifier": "número de identidad",
    "ending": "causa de baja", "permanent": "paso a definitivo",
    "instruments": "instrumentos", "lapse": "si vence", "layer": "lista de días", "letter": "documento",
    "level": "nivel", "modality": "modalidad", "name": "nombre", "need": "necesidad", "note": "qué falta verificar",
    "notification_method": "forma de notificar", "number asked by this step": "número que pide este paso",
    "number": "número", "office": "oficina", "options": "opción", "outcome": "sentido", "override": "otra duración",
    "package": "paquete de información", "period": "periodo", "profile": "perfil", "questions": "pregunta",
    "relation": "parentesco", "row": "renglón", "section": "apartado", "stage": "etapa", "starts": "plazo que inicia",
    "status": "estado", "step": "página", "suspension": "suspensión", "switch": "interruptor", "table": "tabla",
    "topics": "tema", "transition": "paso", "shared": "archivos comunes", "first_year": "primer año",
    "last_year": "último año", "kind": "clase de constancia",
}  # fmt: skip

Answer = str | Callable[[re.Match[str]], str]


def _noun(word: str) -> str:
    return NOUNS.get(word) or (FIELDS[word][0] if word in FIELDS else word)


_PATTERNS: tuple[tuple[str, Answer], ...] = (
    # loader
    (r"the file is missing", "falta el archivo"),
    (r"the file cannot be read as TOML: (.*?)(?: \(at line (\d+), column (\d+)\))?",
     lambda m: "el archivo no se puede leer como TOML" + (f" en la línea {m[2]}, columna {m[3]}" if m[2] else "") + f": {m[1]}"),
    (r"this key is required and is missing", "esta clave es obligatoria y falta"),
    (r"this key is not known here: check its spelling, or remove it", "esta clave no existe aquí: revise cómo está escrita o quítela"),
    (r"write true or false, without quotes", "escriba true o false, sin comillas"),
    (r"write a whole number, without quotes", "escriba un número entero, sin comillas"),
    (r"write a text between quotes", "escriba un texto entre comillas"),
    (r"write a text for each language, such as (.*)", r"escriba un texto en cada idioma, como \1"),
    (r"write a list, such as (.*)", r"escriba una lista, como \1"),
    (r"write a date as (.*), without quotes", r"escriba una fecha como \1, sin comillas"),
    (r"(.*) is not allowed here; write one of (.*)", lambda m: f"{m[1]} no se admite aquí; escriba {m[2].replace(' or ', ' o ')}"),
    (r"(.*) does not have the form (.*)", r"\1 no tiene la forma \2"),
    (r"there is no such pack; installed packs: (.*)", r"no existen esas reglas; las instaladas son: \1"),
    (r"(.*) stands in this pack's own folder, too: keep one of the two", r"\1 está también en la carpeta propia: deje uno de los dos"),
    (r"there is no (.*) to share", r"no hay ningún archivo común \1"),
    # models
    (r"the text in (.*) is missing", r"falta el texto en \1"),
    (r"'(.*)' \((.*)\) is before '(.*)' \((.*)\)", r"«\1» (\2) es anterior a «\3» (\4)"),
    (r"'(.*)' is less than '(.*)'", r"«\1» es menor que «\2»"),
    (r"a rule with verified = false needs a 'note' that says what has to be verified",
     "una regla con verified = false necesita «note»: qué falta verificar"),
    (r"give the day in one way: (.*)", "dé el día de una sola manera: «day» (fecha fija), «nth» con «weekday», «before» con «weekday», o «easter»"),
    (r"'weekday' goes with 'nth' or 'before', and each of them needs it", "«weekday» va con «nth» o «before», y cada uno de ellos lo necesita"),
    (r"every day but one reckoned from Easter needs its 'month'", "todo día necesita su «month», salvo el que se cuenta desde Pascua"),
    (r"'every' needs 'counting_from': a year in which the day does fall", "«every» necesita «counting_from»: un año en que el día sí cae"),
    (r"an assumed end cannot be verified: set verified = false and say so in 'note'",
     "un fin supuesto no puede estar verificado: ponga verified = false y dígalo en «note»"),
    (r"amount = 0 goes with unit = \"immediate\", and only with it", "amount = 0 va con unit = \"immediate\", y solo con ella"),
    (r"(.*) is not a pattern of (.*): (.*)", r"\1 no es una forma con \2: \3"),
    (r"a case number must contain (.*) and (.*)", r"el número de expediente debe contener \1 y \2"),
    (r"a fact is derived in one way: give only one of (.*)", r"un hecho se deriva de una sola manera: dé solo uno de \1"),
    (r"pending, lapsed, running and switch give a fact of type bool", "pending, lapsed, running y switch dan un hecho de tipo bool"),
    (r"taken gives a fact of type bool, or int for how often", "taken da un hecho de tipo bool, o int para saber cuántas veces"),
    (r"a step without 'from' creates the case: leave out creates = false, or give 'from'",
     "un paso sin «from» abre el expediente: quite creates = false o dé «from»"),
    # checks
    (r"(.*) is not an? (.*) of this pack; known: (.*)", lambda m: f"{m[1]} no es {_noun(m[2])} de estas reglas; hay: {m[3]}"),
    (r"this name is used (.*) times; each must be different", r"este nombre se usa \1 veces; cada uno debe ser distinto"),
    (r"the clock (.*) is not pausable \(clocks\.toml\)", r"el plazo \1 no puede pausarse (clocks.toml)"),
    (r"the clock (.*) has no extension \(clocks\.toml\)", r"el plazo \1 no tiene ampliación (clocks.toml)"),
    (r"the clock (.*) has one length: it is not at_least \(clocks\.toml\)", r"el plazo \1 tiene una sola duración: no es at_least (clocks.toml)"),
    (r"a choice needs 'options' or 'options_from'", "una lista de opciones necesita «options» u «options_from»"),
    (r"(.*): write the step and its field, such as present\.manner", r"\1: escriba el paso y su dato, como present.manner"),
    (r"exactly one modality must have default = true", "exactamente una modalidad debe tener default = true"),
    (r"the condition (.*) is not valid CEL: (.*)", r"la condición \1 no es CEL válido: \2"),
    (r"no transition creates a case: one must have no 'from' and a 'to'", "ningún paso abre un expediente: uno debe tener «to» y no «from»"),
    (r"no transition leads to this stage", "ningún paso lleva a esta etapa"),
    (r"this stage is open but no transition leaves it: a claim would be stuck", "esta etapa está abierta y ningún paso sale de ella: la solicitud quedaría atorada"),
    (r"a clock in hours does not roll: write roll = \"none\"", "un plazo en horas no se recorre: escriba roll = \"none\""),
    (r"is before first_year", "es anterior a first_year"),
    (r"it is required at \"(.*)\" but asked only from \"(.*)\"", r"es obligatoria en «\1», pero solo se pregunta desde «\2»"),
    # requirements
    (r"say which document it is, or which agency makes it", "diga qué papel es o qué autoridad lo hace"),
    (r"say which agency has it", "diga qué autoridad lo tiene"),
    (r"an item or a document is called so too: conditions could not tell them apart",
     "un requisito o un papel se llama igual: las condiciones no podrían distinguirlos"),
    (r"it needs (.*) twice: in 'needs' or in one group of 'one_of', once", r"pide \1 dos veces: póngalo una sola vez, en «needs» o en un grupo de «one_of»"),
    (r"no document needs it: remove it", "ningún papel lo pide: quítelo"),
    (r"no item accepts it: remove it", "ningún requisito la acepta: quítela"),
    (r"it is said to be taken down at registration, and the document of registration does not ask it",
     "dice que se toma en el registro y el papel de registro no lo pide"),
    (r"the document of registration asks it: write given_by = \"registration\"", "lo pide el papel de registro: escriba given_by = \"registration\""),
    (r"the State provides it, and yet the person could be asked for (.*): write sought = false",
     r"lo da el Estado y, sin embargo, se podría pedir \1 a la persona: escriba sought = false"),
    (r"the person gives it, and none of its evidence is a document or a declaration she can be asked for",
     "lo da la persona y ninguna de sus pruebas es un documento o una declaración que se le pueda pedir"),
    (r"nobody can provide it: no agency, and no document that can be made without it",
     "nadie puede darlo: ninguna autoridad, ni un papel que pueda hacerse sin él"),
    (r"it can never be made: (.*)", r"nunca podría hacerse: \1"),
    # certificates
    (r"a certificate that does not say the name is of nobody: add \"name\" to 'says'",
     "una constancia que no dice el nombre no es de nadie: agregue \"name\" a «says»"),
    (r"valid and suspended in one stage: (.*)", r"válida y suspendida en una misma etapa: \1"),
    (r"the step (.*) issues nothing: add \"issue_certificate\" to its effects",
     r"el paso \1 no expide nada: agregue \"issue_certificate\" a sus efectos"),
    (r"this pack names no identity number that it could follow or prove",
     "estas reglas no nombran ningún número de identidad que pueda seguir o acreditar"),
    # soundness
    (r"no facts can meet this condition: the step could never be taken", "ningún hecho puede cumplir esta condición: el paso nunca podría darse"),
    (r"this condition is always met: it guards nothing; remove it", "esta condición siempre se cumple: no protege nada; quítela"),
    (r"its conditions contradict each other: no facts can meet them all, so the step could never be taken",
     "sus condiciones se contradicen: ningún hecho las cumple todas y el paso nunca podría darse"),
    (r"no step starts this clock, but (.*) would stop, pause or extend it", r"ningún paso inicia este plazo, pero \1 lo cumpliría, pausaría o ampliaría"),
    (r"no step stops this clock: once started it stays open for ever \(procedure\.toml: stops\)",
     "ningún paso cumple este plazo: una vez iniciado quedaría abierto para siempre (procedure.toml: stops)"),
    (r"nothing can meet it after (.*): no step that stops it can be reached from there; (.*)",
     lambda m: f"nada puede cumplirlo después de {m[1]}: desde ahí no se llega a ningún paso que lo cumpla; "
     + ("su alarma sonaría para nada" if "alarm" in m[2] else "solo puede vencer")),
    (r"(.*) pauses it and no step resumes it", r"\1 lo pausa y ningún paso lo reanuda"),
    (r"this term is the authority's, so its silence would end the claim: silence never denies; write (.*)",
     "este plazo es de la autoridad y su silencio terminaría la solicitud: el silencio nunca niega; escriba lapse.kind = \"alarm\" "
     "(o \"presumption\", si la ley presume algo a favor)"),
    # scaffold
    (r"a name has small letters, digits and _, and begins with a letter", "un nombre lleva minúsculas, cifras y _, y empieza con letra"),
    (r"something is there already: choose another folder", "ya hay algo ahí: elija otra carpeta"),
    # pydantic's own
    (r"Input should be greater than (.*)", r"debe ser mayor que \1"),
    (r"Input should be greater than or equal to (.*)", r"debe ser al menos \1"),
    (r"Input should be less than or equal to (.*)", r"debe ser a lo más \1"),
    (r"String should have at least (.*) characters?", r"debe tener al menos \1 letras"),
)  # fmt: skip


@lru_cache(maxsize=1)
def _compiled() -> tuple[tuple[re.Pattern[str], Answer], ...]:
    # "greater than 0" must not swallow "greater than or equal to 0": the longer pattern is tried first.
    ordered = sorted(_PATTERNS, key=lambda pair: -len(pair[0]))
    return tuple((re.compile(pattern, re.DOTALL), answer) for pattern, answer in ordered)


def message_in(message: str, language: str) -> str:
    """A message of the check in `language`; one without Spanish stays as it is."""
    if language.startswith("es"):
        for pattern, answer in _compiled():
            if found := pattern.fullmatch(message):
                return answer(found) if callable(answer) else found.expand(answer)
    return message


def place_in(where: str, language: str) -> str:
    """A place such as `transition "admit" › condition "late"` in `language`."""
    if not language.startswith("es") or not where:
        return where
    parts = []
    for part in where.split(" › "):
        kind, space, name = part.partition(" ")
        parts.append(f"{_noun(kind)}{space}{name}".replace('"', "«", 1).replace('"', "»", 1))
    return " › ".join(parts)


def told(problem: Problem, language: str) -> Problem:
    """The problem with its place and message in `language`."""
    return Problem(problem.file, place_in(problem.where, language), message_in(problem.message, language))
