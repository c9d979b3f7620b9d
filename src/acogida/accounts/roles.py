"""The roles an authority starts with (least privilege); rows in the database afterwards, edited there."""

from __future__ import annotations

from typing import Any

VIEW = "case.list case.view person.view"
# code: (Spanish, English, actions at own office, actions everywhere)
INITIAL: dict[str, tuple[str, str, str, str]] = {
    "registration_officer": (
        "Oficial de registro",
        "Registration officer",
        f"{VIEW} registration.intake person.edit certificate.issue certificate.view case.assign_self",
        "person.search_register",
    ),
    "registration_supervisor": (
        "Supervisión de registro",
        "Registration supervisor",
        f"{VIEW} registration.intake person.edit certificate.issue certificate.view case.admit case.prevent case.assign "
        "case.assign_self case.export exchange.view need.view_restricted",
        "person.search_register",
    ),
    "eligibility_officer": (
        "Oficial de protección",
        "Eligibility officer",
        f"{VIEW} interview.conduct determination.view determination.draft clock.extend need.view_restricted "
        "certificate.view case.assign_self case.export",
        "",
    ),
    "reviewer": (
        "Revisión de resoluciones",
        "Reviewer",
        f"{VIEW} determination.view determination.review need.view_restricted case.assign case.assign_self "
        "certificate.view clock.extend",
        "",
    ),
    "signatory": (
        "Firma de resoluciones",
        "Signatory",
        "",
        f"{VIEW} determination.view determination.sign need.view_restricted certificate.view",
    ),
    "notifier": (
        "Notificación",
        "Notifier",
        f"{VIEW} determination.notify certificate.view case.assign_self",
        "",
    ),
    "auditor": ("Auditoría", "Auditor", "", "audit.view exchange.view"),
    "administrator": ("Administración", "Administrator", "", "staff.manage"),
}


def create_initial_roles(role_model: Any, grant_model: Any) -> None:
    """Create the roles that do not exist yet; roles an authority has changed are left alone.

    Takes the models so that a migration can pass its historical ones.
    """
    for code, (name_es, name_en, own, everywhere) in INITIAL.items():
        role, created = role_model.objects.get_or_create(code=code, defaults={"name_es": name_es, "name_en": name_en})
        if created:
            grant_model.objects.bulk_create(
                [grant_model(role=role, action=action, scope="office") for action in own.split()]
                + [grant_model(role=role, action=action, scope="national") for action in everywhere.split()]
            )
            if code == "administrator":  # gives colleagues what she may not do herself (no case content)
                every = {action for _es, _en, a, b in INITIAL.values() for action in f"{a} {b}".split()}
                grant_model.objects.bulk_create(
                    grant_model(role=role, action=action, scope="national", hand_on_only=True)
                    for action in sorted(every - set(everywhere.split()))
                )
