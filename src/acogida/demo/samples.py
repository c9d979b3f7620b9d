"""The sample decisions that loaded cases share: one sealed document per outcome, saying that it is a sample."""

from __future__ import annotations

from acogida import letters
from acogida.files.media import PDF
from acogida.files.store import put
from acogida.law import Pack

NOTE = (
    "Ejemplar de demostración. Los expedientes cargados con la demostración comparten este documento; las resoluciones que "
    "se firman en el programa llevan el suyo."
)


def decisions(pack: Pack) -> dict[str, str]:
    """Hash of the stored sample by outcome. Raises LetterError when documents cannot be made here."""
    return {outcome.code: put(_sample(pack, outcome.code), PDF).sha256 for outcome in pack.outcomes}


def _sample(pack: Pack, code: str) -> bytes:
    outcome = pack.outcome(code)
    data = {
        "authority": {"name": pack.text(pack.authority, "es")},
        "office": {"name": "Demostración"},
        "number": "RES-DEMO",
        "case_number": "DEMO",
        "place_and_date": "Demostración",
        "demonstration": True,
        "person": {"name": "Persona de demostración", "birth_date": "–", "nationality": "–"},
        "outcome": {"label": pack.text(outcome.label, "es"), "positive": outcome.positive},
        "background": NOTE,
        "facts": "",
        "analysis": "",
        "complementary": "",
        "resolves": [pack.text(outcome.label, "es")],
        "appeal": "",
        "legal_basis": [outcome.source],
        "signatory": {"name": "Demostración", "position": "Sin validez"},
    }
    return letters.seal(letters.render("resolution", data, lang="es", pack=pack.name))
