"""What is said about a CURP, by code, in Spanish and English. `{…}` are filled in by `said`."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    # Why no root follows
    "no_given_name": ("Falta el nombre.", "The given name is missing."),
    "no_first_surname": (
        "Falta el primer apellido. Si la persona tiene un solo apellido, va aquí; si no tiene ninguno, decide el RENAPO.",
        "The first surname is missing. A single surname goes here; if there is none, RENAPO decides.",
    ),
    "not_latin": (
        "El nombre debe estar en letras latinas, como aparece en el documento.",
        "The name must be in Latin letters, as in the document.",
    ),
    "bad_date": (
        "«{date}» no es una fecha. Escríbala como 1990-05-31; si falta el día o el mes, 1990-05 o 1990.",
        "“{date}” is not a date. Write it as 1990-05-31; if the day or the month is unknown, 1990-05 or 1990.",
    ),
    "impossible_date": ("La fecha {date} no existe.", "The date {date} does not exist."),
    "future_date": ("La fecha {date} está en el futuro.", "The date {date} is in the future."),
    "bad_sex": ("El sexo es H (hombre), M (mujer) o X.", "Sex is H (hombre: man), M (mujer: woman) or X."),
    "bad_entity": (
        "La entidad es una de las 33 claves (NE para quien nació en el extranjero).",
        "The entity is one of the 33 codes (NE for who was born abroad).",
    ),
    # What the rule does not decide
    "special_character": (
        "Posición {position}: la regla no dice qué hacer con un signo dentro del nombre ({options}).",
        "Position {position}: the rule does not say what a sign inside the name does ({options}).",
    ),
    "diaeresis": (
        "Posición {position}: la regla no decide la Ü; aquí se lee U ({options}).",
        "Position {position}: the rule does not decide Ü; here it is read as U ({options}).",
    ),
    "common_names": (
        "Posición {position}: hay varios nombres comunes seguidos; la regla dice «la segunda palabra» ({options}).",
        "Position {position}: several common names in a row; the rule says “the second word” ({options}).",
    ),
    "unlisted_common_name": (
        "Posición {position}: «M» o «M.» por María no está en la lista de la regla ({options}).",
        "Position {position}: “M” or “M.” for María is not in the rule's list ({options}).",
    ),
    "foreign_letter": (
        "Posición {position}: el nombre tiene una letra que la regla no menciona ({options}).",
        "Position {position}: the name has a letter the rule does not mention ({options}).",
    ),
    "several_readings": (
        "Posición {position}: la regla admite varias lecturas ({options}).",
        "Position {position}: the rule can be read in several ways ({options}).",
    ),
    "unknown_year": ("Posición {position}: no se conoce el año.", "Position {position}: the year is not known."),
    "unknown_month": ("Posición {position}: no se conoce el mes.", "Position {position}: the month is not known."),
    "unknown_day": ("Posición {position}: no se conoce el día.", "Position {position}: the day is not known."),
    "unknown_entity": (
        "Posición {position}: no se conoce la entidad de nacimiento.",
        "Position {position}: the entity of birth is not known.",
    ),
    # What is wrong with a CURP
    "length": (
        "Una CURP tiene 18 caracteres; aquí hay {length}.",
        "A CURP has 18 characters; here there are {length}.",
    ),
    "characters": (
        "Hay caracteres que una CURP no lleva: {found}. Solo letras sin acento y cifras; la Ñ se escribe X.",
        "There are characters a CURP does not have: {found}. Only plain letters and digits; Ñ is written X.",
    ),
    "letters": (
        "Las posiciones 1 a 4 deben ser letras.",
        "Positions 1 to 4 must be letters.",
    ),
    "vowel": (
        "La posición 2 debe ser una vocal o X; es {found}.",
        "Position 2 must be a vowel or X; it is {found}.",
    ),
    "inconvenient": (
        "Las primeras cuatro letras forman una palabra que la regla no permite: la segunda debe ser X.",
        "The first four letters form a word the rule does not allow: the second must be X.",
    ),
    "date": (
        "Las posiciones 5 a 10 ({found}) no son una fecha que exista.",
        "Positions 5 to 10 ({found}) are not a date that exists.",
    ),
    "future": (
        "La fecha de nacimiento ({found}) está en el futuro: la posición 17 es letra, y entonces el año es 20…",
        "The birth date ({found}) is in the future: position 17 is a letter, and then the year is 20…",
    ),
    "sex": ("La posición 11 debe ser H, M o X; es {found}.", "Position 11 must be H, M or X; it is {found}."),
    "entity": (
        "Las posiciones 12 y 13 ({found}) no son una entidad.",
        "Positions 12 and 13 ({found}) are not an entity.",
    ),
    "consonants": (
        "Las posiciones 14 a 16 deben ser consonantes; son {found}.",
        "Positions 14 to 16 must be consonants; they are {found}.",
    ),
    "differentiator": (
        "La posición 17 debe ser una cifra (nacidos hasta 1999) o una letra (desde 2000).",
        "Position 17 must be a digit (born until 1999) or a letter (since 2000).",
    ),
    "check_digit": (
        "El último dígito no corresponde a los demás: seguramente hay un error al copiar.",
        "The last digit does not fit the others: something was probably copied wrongly.",
    ),
    # Where a CURP and a person's data differ
    "first_initial": ("inicial del primer apellido", "first letter of the first surname"),
    "first_vowel": ("primera vocal interna del primer apellido", "first inner vowel of the first surname"),
    "second_initial": ("inicial del segundo apellido", "first letter of the second surname"),
    "given_initial": ("inicial del nombre", "first letter of the given name"),
    "year": ("año de nacimiento", "year of birth"),
    "month": ("mes de nacimiento", "month of birth"),
    "day": ("día de nacimiento", "day of birth"),
    "sex_part": ("sexo", "sex"),
    "entity_part": ("entidad de nacimiento", "entity of birth"),
    "first_consonant": ("primera consonante interna del primer apellido", "first inner consonant of the first surname"),
    "second_consonant": (
        "primera consonante interna del segundo apellido",
        "first inner consonant of the second surname",
    ),
    "given_consonant": ("primera consonante interna del nombre", "first inner consonant of the given name"),
    "century": ("siglo de nacimiento", "century of birth"),
    "differs": (
        "{part}: la CURP dice {found} y los datos dan {expected}.",
        "{part}: the CURP says {found} and the data give {expected}.",
    ),
    "surnames_swapped": (
        "Los apellidos están en el otro orden en la CURP.",
        "The surnames stand in the other order in the CURP.",
    ),
    "day_month_swapped": (
        "El día y el mes están cambiados entre sí en la CURP.",
        "Day and month are swapped in the CURP.",
    ),
    "surname_is_given": (
        "La CURP toma el nombre como apellido y el apellido como nombre.",
        "The CURP takes the given name for the surname and the surname for the given name.",
    ),
    # Beside a root
    "provisional": (
        "Raíz provisional: solo el RENAPO asigna una CURP.",
        "Provisional root: only RENAPO assigns a CURP.",
    ),
}


def said(code: str, language: str, **values: object) -> str:
    """The text for a code in Spanish, or in English when `language` begins with "en"."""
    spanish, english = TEXTS[code]
    return (english if language.startswith("en") else spanish).format(**values)
