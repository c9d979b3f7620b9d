"""The roles an authority starts with (least privilege); rows in the database afterwards, edited there."""

from __future__ import annotations

from typing import Any

VIEW = "case.list case.view person.view"
# code: (Spanish, English, actions at own office, actions everywhere)
INITIAL: dict[str, tuple[str, str, str, str]] = {
    "registration_officer": (
        "Oficial de registro",
        "Registration officer",
        f"{VIEW} registration.intake person.edit certificate.issue certificate.view case.assign_self case.sign_in "
        "notice.deliver pack.view number.record duplicates.judge duplicates.merge "
        "refusal.record consent.record sharing.view",
        "person.search_register",
    ),
    "registration_supervisor": (
        "Supervisión de registro",
        "Registration supervisor",
        f"{VIEW} registration.intake person.edit certificate.issue certificate.view case.admit case.prevent case.assign "
        "case.assign_self case.export exchange.view exchange.act need.view_restricted case.sign_in case.transfer "
        "case.record case.triage closure.manage notice.deliver pack.view number.record number.batch "
        "number.query registration.import refusal.record refusal.report consent.record sharing.view",
        "person.search_register duplicates.judge duplicates.merge duplicates.confirm",
    ),
    "eligibility_officer": (
        "Oficial de protección",
        "Eligibility officer",
        f"{VIEW} interview.conduct determination.view determination.draft clock.extend need.view_restricted "
        "certificate.view case.assign_self case.export case.triage case.record status.review pack.view "
        "refusal.record consent.record sharing.view",
        "coi.view coi.view_restricted coi.ask",
    ),
    "reviewer": (
        "Revisión de resoluciones",
        "Reviewer",
        f"{VIEW} determination.view determination.review need.view_restricted case.assign case.assign_self "
        "certificate.view clock.extend case.triage status.review pack.view",
        "coi.view coi.view_restricted coi.ask",
    ),
    "signatory": (
        "Firma de resoluciones",
        "Signatory",
        "",
        f"{VIEW} person.view_sealed determination.view determination.sign need.view_restricted certificate.view "
        "status.decide pack.view coi.view coi.view_restricted",
    ),
    "notifier": (
        "Notificación",
        "Notifier",
        f"{VIEW} determination.notify certificate.view case.assign_self notice.deliver pack.view",
        "",
    ),
    "appeal_officer": (
        "Recursos de revisión",
        "Appeal officer",
        "",
        f"{VIEW} determination.view need.view_restricted appeal.register appeal.decide case.record certificate.view "
        "pack.view coi.view coi.view_restricted coi.ask",
    ),
    "legal_officer": (
        "Jurídico",
        "Legal officer",
        "",
        f"{VIEW} determination.view appeal.register case.record closure.manage pack.view pack.manage "
        "agreement.view agreement.propose sharing.view list.prepare coi.view",
    ),
    "director": (
        "Dirección",
        "Director",
        "",
        "case.list case.view case.triage case.export exchange.view exchange.act closure.manage notice.deliver pack.view pack.manage "
        "refusal.report agreement.view agreement.decide sharing.refused list.decide coi.view coi.figures",
    ),
    "protection_supervisor": (
        "Supervisión de protección",
        "Protection supervisor",
        "",
        f"{VIEW} person.view_sealed person.seal person.edit person.search_register need.view_restricted case.assign "
        "case.assign_self case.triage determination.view certificate.view pack.view duplicates.judge duplicates.merge "
        "duplicates.confirm refusal.record refusal.report consent.record sharing.view sharing.refused agreement.view "
        "list.decide",
    ),
    "coi_researcher": (
        "Investigación COI",
        "COI researcher",
        "",
        "coi.view coi.view_restricted coi.research coi.review coi.figures language.translate language.review language.manage",
    ),
    "coi_translator": ("Traducción", "Translator", "", "coi.view language.translate language.review language.manage"),
    "auditor": ("Auditoría", "Auditor", "", "audit.view exchange.view agreement.view sharing.refused"),
    "administrator": (
        "Administración",
        "Administrator",
        "",
        "staff.manage number.joining registration.import partner.manage",
    ),
}


# Actions that came after the first roles: the roles that have them in INITIAL are given them once, by a migration.
PROCEDURE_ACTIONS = frozenset(
    "case.triage case.transfer case.sign_in case.record appeal.register appeal.decide status.review status.decide "
    "closure.manage notice.deliver pack.view pack.manage".split()
)
IMPORT_ACTIONS = frozenset({"registration.import"})
SEALING_ACTIONS = frozenset({"person.view_sealed", "person.seal"})
EXCHANGE_ACTIONS = frozenset({"exchange.act"})
DESK_ACTIONS = frozenset({"duplicates.judge", "duplicates.merge", "duplicates.confirm"})
NUMBER_ACTIONS = frozenset({"number.record", "number.batch", "number.joining"})
REGISTER_ACTIONS = frozenset({"number.query"})
REFUSAL_ACTIONS = frozenset({"refusal.record", "refusal.report"})
SHARING_ACTIONS = frozenset(
    "agreement.view agreement.propose agreement.decide consent.record sharing.view sharing.refused list.prepare "
    "list.decide".split()
)
COI_ACTIONS = frozenset("coi.view coi.view_restricted coi.ask coi.research coi.review".split())
FIGURES_ACTIONS = frozenset({"coi.figures"})
LANGUAGE_ACTIONS = frozenset("language.translate language.review language.manage".split())
PARTNER_ACTIONS = frozenset({"partner.manage"})


def add_actions(role_model: Any, grant_model: Any, actions: frozenset[str]) -> None:
    """Give actions that are new in this version to the roles that start with them; nobody can have taken them away."""
    for role in role_model.objects.filter(code__in=INITIAL):
        _es, _en, own, everywhere = INITIAL[role.code]
        for scope, names in (("office", own), ("national", everywhere)):
            for action in actions & set(names.split()):
                grant_model.objects.get_or_create(role=role, action=action, defaults={"scope": scope})
        if role.code == "administrator":
            for action in actions - set(everywhere.split()):
                grant_model.objects.get_or_create(
                    role=role, action=action, defaults={"scope": "national", "hand_on_only": True}
                )


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
