"""Published figures the demonstration country follows, with their sources, and what is only assumed. Pure.

`PUBLISHED` values are facts with a source; `ASSUMED` fills what was never published and says so. Abbreviations of
sources are spelled out in `SOURCES`.
"""

from __future__ import annotations

SOURCES = {
    "COMAR": "COMAR, cifras de solicitudes por año (últimas publicadas para cada año)",
    "ASA": "COMAR y ACNUR, cortes anuales 2019 y 2020 (asiloamericas.org)",
    "ORB": "El Orbe, 14-12-2021, con cifras de COMAR enero–noviembre de 2021",
    "RAZ": "La Razón, enero de 2023, con cifras de COMAR de 2022",
    "DDS": "Diario del Sur, noviembre de 2023, con cifras de COMAR",
    "EXP": "Expreso, noviembre de 2024, con cifras de COMAR enero–octubre de 2024",
    "MAY": "COMAR, acumulado 2019 – junio de 2024 (prensa, julio de 2024)",
    "QUA": "Quadratín, diciembre de 2024, con cifras de COMAR a septiembre de 2024",
    "ETV": "COMAR, primer semestre de 2023 (prensa, julio de 2023)",
    "JOR": "La Jornada, 03-01-2021, con cifras de COMAR a noviembre de 2020",
    "UMU": "COMAR, declaraciones a la prensa sobre abandono y desistimiento",
}

# Applications (persons) by year.
APPLICATIONS = {2019: 70_302, 2020: 41_303, 2021: 129_780, 2022: 118_756, 2023: 140_982, 2024: 78_975}
AFTER_2024 = 78_975  # assumed: no later total has been published; the volume of 2024 goes on

# Applications by nationality and year: published counts of the leading nationalities.
NATIONALITIES: dict[int, dict[str, int]] = {
    2019: {"HN": 30_283, "SV": 9_079, "CU": 8_732, "HT": 5_581},
    2020: {"HN": 15_362, "HT": 5_938, "CU": 5_772, "SV": 4_011, "VE": 3_292},
    2021: {"HT": 47_494, "HN": 35_161},
    2022: {"HN": 31_086},
    2023: {"HT": 41_523, "HN": 36_480, "CU": 15_764, "SV": 5_545, "GT": 5_372, "VE": 5_151, "CO": 2_330, "AF": 1_682},
    2024: {"HN": 24_932, "CU": 14_252, "HT": 8_179, "SV": 4_985, "VE": 4_139},
}
# Assumed counts of the same years for nationalities whose figure was not published (order and size are plausible).
ASSUMED_NATIONALITIES: dict[int, dict[str, int]] = {
    2019: {"VE": 7_660, "GT": 3_770, "NI": 2_230, "CO": 560, "EC": 120, "SN": 60, "AO": 90, "AF": 20, "CN": 50, "BR": 100},
    2020: {"GT": 3_000, "NI": 800, "CO": 470, "EC": 90, "SN": 50, "AO": 60, "AF": 20, "CN": 40, "BR": 120},
    2021: {"CU": 8_300, "SV": 5_990, "VE": 6_190, "GT": 4_120, "NI": 2_880, "CO": 1_200, "EC": 350, "SN": 250, "AO": 220,
           "AF": 150, "CN": 60, "BR": 400},
    2022: {"CU": 18_080, "HT": 15_900, "VE": 14_820, "NI": 8_990, "SV": 7_800, "GT": 5_300, "CO": 2_700, "EC": 900,
           "SN": 1_500, "AO": 900, "AF": 900, "CN": 200, "BR": 500},
    2023: {"NI": 3_000, "EC": 1_900, "SN": 1_400, "AO": 1_500, "CN": 400, "BR": 700},
    2024: {"GT": 3_900, "CO": 1_700, "NI": 1_300, "EC": 700, "SN": 250, "AO": 350, "AF": 380, "CN": 150, "BR": 200},
}  # fmt: skip

# Share of claims that end without a decision on the merits, and of positives among decided ones, by nationality.
# Positives: Honduras 89 %, Venezuela 85 %, El Salvador 85 % (2023); Cuba and Haiti "far lower" is all that is known.
DROP_OUT = {"HT": 0.87, "CU": 0.76, "HN": 0.71, "VE": 0.69, "SV": 0.68, "GT": 0.72, "NI": 0.74}
DROP_OUT_OTHERS = 0.76
DROP_OUT_ELSEWHERE = 0.25  # in other countries, assumed
POSITIVE = {"HN": 0.89, "VE": 0.85, "SV": 0.85, "GT": 0.60, "NI": 0.62, "CU": 0.46, "HT": 0.42, "CO": 0.64, "AF": 0.95}
POSITIVE_OTHERS = 0.54
COMPLEMENTARY = 0.085  # of positives: 12,484 of 147,444 (2013 – September 2024)
EXCLUDED = 0.01  # of negatives, assumed

HOUSEHOLD_SIZES = {1: 0.675, 2: 0.145, 3: 0.105, 4: 0.055, 5: 0.02}  # assumed, gives 1.60 persons per case
UNACCOMPANIED = 0.012  # of cases, assumed


def applications_of(year: int) -> int:
    return APPLICATIONS.get(year, AFTER_2024)


# Countries from which people come to the other authorities, in percent: assumed, so that their registers look alive.
ELSEWHERE: dict[str, dict[str, int]] = {
    "canada": {"HT": 22, "CO": 18, "VE": 8, "AF": 9, "CN": 9, "AO": 8, "SN": 7, "HN": 6, "SV": 5, "CU": 4, "BR": 4},
    "costa_rica": {"NI": 82, "VE": 7, "CU": 5, "CO": 3, "HN": 2, "SV": 1},
    "panama": {"VE": 32, "NI": 22, "CO": 20, "CU": 16, "HT": 6, "SV": 2, "AF": 2},
    "belize": {"SV": 42, "GT": 26, "HN": 24, "NI": 4, "HT": 2, "CU": 2},
}


def nationalities_of(year: int, authority: str = "mexico") -> dict[str, int]:
    """Weights of the nationalities of a year; after the last published year its mix goes on."""
    if authority != "mexico":
        return ELSEWHERE.get(authority, NATIONALITIES[max(NATIONALITIES)])
    known = min(year, max(NATIONALITIES))
    return NATIONALITIES[known] | ASSUMED_NATIONALITIES[known]
