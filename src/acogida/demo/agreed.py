"""Agreements of the demonstration with an institute that may ask: so that its systems can be given access and tried."""

from __future__ import annotations

import datetime as dt

from acogida.exchange.actions import add_agency
from acogida.exchange.models import Agreement

AGENCY, NAME = "imss", "Instituto Mexicano del Seguro Social (IMSS)"
WHO = ["given_names", "first_surname", "second_surname", "sex", "birth_date"]
PAPER = ["certificate_number", "certificate_kind", "certificate_status", "issued_on", "valid_until", "person_reference"]
# purpose: direction, fields, and what the person is told it was for
AGREED: dict[str, tuple[str, list[str], dict[str, str]]] = {
    "verify": ("answer", [*WHO, "curp"], {
        "es": "Comprobar que sus datos son los suyos, para afiliarle", "en": "Check that your data are yours, to register you",
        "fr": "Vérifier que vos données sont les vôtres, pour vous affilier",
        "ht": "Verifye ke done ou yo se pou ou, pou enskri ou", "pt": "Verificar que os seus dados são seus, para filiar você",
    }),
    "set_identity": ("answer", [*WHO, "curp", "certificate_kind"], {
        "es": "Leer su identidad para afiliarle", "en": "Read your identity, to register you",
        "fr": "Lire votre identité, pour vous affilier", "ht": "Li idantite ou, pou enskri ou",
        "pt": "Ler a sua identidade, para filiar você",
    }),
    "credential_status": ("answer", PAPER, {
        "es": "Saber si su constancia es válida", "en": "Know whether your certificate is valid",
        "fr": "Savoir si votre attestation est valable", "ht": "Konnen si sètifika ou valab",
        "pt": "Saber se a sua constância é válida",
    }),
    "credential_revoked": ("send", ["happened_on", "person_reference", "certificate_number"], {
        "es": "Avisar que una constancia suya dejó de valer", "en": "Tell that a certificate of yours no longer counts",
        "fr": "Signaler qu'une de vos attestations n'est plus valable", "ht": "Di ke yon sètifika ou pa valab ankò",
        "pt": "Avisar que uma constância sua deixou de valer",
    }),
}  # fmt: skip


def tell(authority: str, today: dt.date) -> None:
    """Write them, where they are not there yet; another country's load has none."""
    if authority != "mexico":
        return
    add_agency(None, AGENCY, NAME, "MX", ["imss.gob.mx"])
    for purpose, (direction, fields, words) in AGREED.items():
        Agreement.objects.get_or_create(
            agency_id=AGENCY, purpose=purpose, end=None, state=Agreement.State.AGREED,
            defaults={
                "direction": direction, "fields": sorted(fields), "words": words, "parties": "COMAR e IMSS (demostración)",
                "legal_basis": "LSR art. 44; PD arts. 59-64", "start": today - dt.timedelta(days=365),
            },
        )  # fmt: skip
