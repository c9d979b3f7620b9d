"""The family of the journey and what its papers say. Nobody here exists."""

from __future__ import annotations

from typing import Any

MOTHER = {
    "name_as_declared": "Marie Rose Dieudonné", "given_names": "Marie Rose", "first_surname": "Dieudonné",
    "second_surname": "Estimé", "sex": "female", "birth": (12, 4, 1991), "nationality": ["HT"],
}  # fmt: skip
PARTNER = {
    "name_as_declared": "Jean Claude Pierre Louis", "given_names": "Jean Claude", "first_surname": "Pierre",
    "second_surname": "Louis", "relation": "partner", "sex": "male", "birth": (7, 9, 1988), "nationality": ["HT"],
    "claim_basis": "own",
}  # fmt: skip
CHILD = {
    "name_as_declared": "Woodley Pierre Dieudonné", "given_names": "Woodley", "first_surname": "Pierre",
    "second_surname": "Dieudonné", "relation": "child", "sex": "male", "nationality": ["HT"],
    "claim_basis": "derivative",
}  # fmt: skip
BABY = {
    "name_as_declared": "Esther Pierre Dieudonné", "given_names": "Esther", "first_surname": "Pierre",
    "second_surname": "Dieudonné", "relation": "child", "sex": "female", "nationality": ["CL", "HT"],
    "claim_basis": "derivative",
}  # fmt: skip
NAMES = {
    "mother": "Marie Rose Dieudonné Estimé", "partner": "Jean Claude Pierre Louis",
    "child": "Woodley Pierre Dieudonné", "baby": "Esther Pierre Dieudonné",
}  # fmt: skip
LISTED = {  # as lists show them: surnames first
    "mother": "Dieudonné Estimé, Marie Rose", "partner": "Pierre Louis, Jean Claude",
    "child": "Pierre Dieudonné, Woodley", "baby": "Pierre Dieudonné, Esther",
}  # fmt: skip

STATEMENT = (
    "Huyó de Martissant con su familia en 2016, cuando una banda quemó su casa y amenazó de muerte a su pareja por no"
    " pagar la cuota de su taller. Vivieron en Chile, donde nació su hija, y no pudieron quedarse."
)
HARM = (
    "La amenazaron de muerte por negarse a colaborar con la banda y por acompañar a mujeres que la denunciaron; su casa"
    " fue quemada y una vecina que declaró fue asesinada."
)
REASONS = (
    "El relato es detallado, coherente entre ambas entrevistas y concuerda con la información del país sobre el control"
    " territorial de las bandas en Puerto Príncipe."
)
ASSESSMENT: dict[str, Any] = {
    "summary": STATEMENT, "credibility_result": "accepted", "credibility_reasons": REASONS, "harm": HARM,
    "agent": "non_state", "likelihood": "La banda sigue activa en la zona y conoce a la familia por su nombre.",
    "nexus_reasons": "La persecución obedece a su actividad con mujeres que denuncian a la banda.",
    "state_protection": "La policía no entra en la zona; las denuncias se filtran a la banda.",
    "relocation_reasons": "Las bandas controlan las carreteras y no tienen familia en otra región.",
    "conclusion": "Existen fundados temores de persecución si regresa a Haití, y no hay protección del Estado.",
    "articles": "Artículos 2, fracción VIII, 13, fracción I, y 24 de la LSR.",
    "evidence": "Actas de nacimiento; fotografías de la casa; informe sobre desplazamiento interno, páginas 4 a 9.",
}  # fmt: skip
NEXUS_MISSING: dict[str, Any] = ASSESSMENT | {
    "harm": "Lo amenazaron de muerte por dejar de pagar y quemaron su casa.",
    "nexus_reasons": "Lo amenazaron por no pagar la cuota de su taller; no consta que fuera por un motivo de la Ley.",
    "conclusion": "No se acredita un motivo de la Ley, pero su vida corre peligro si regresa a Haití.",
    "articles": "Artículos 2, fracción IV, 24 y 28 de la LSR.",
    "cartagena_reasons": "La violencia en la zona es grave, pero él fue elegido por tener un negocio.",
    "cp_life": "Sí: la banda ha matado a comerciantes de la misma calle que dejaron de pagar.",
    "cp_torture": "Hay informes de golpizas y mutilaciones a quien no paga.",
    "cp_conclusion": "granted",
    "cp_reasons": "El peligro es personal, actual y no depende de un motivo de la Ley.",
}  # fmt: skip
