"""What the case pages show, put into words; no rule and no write lives here."""

from __future__ import annotations

import datetime as dt
import uuid
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Prefetch, prefetch_related_objects
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext_lazy
from django.utils.translation import gettext as _

from acogida.accounts.access import in_offices
from acogida.accounts.models import Office, User, colleagues_who
from acogida.cases import clock_pages, log, notices, packs, panels, queries, same_person
from acogida.cases.known import Known
from acogida.cases.models import Case, Claim, Event
from acogida.cases.steps import told
from acogida.law import Pack, Transition
from acogida.people import identity
from acogida.people.access import visible_needs
from acogida.people.countries import country_name, language_name
from acogida.people.models import RegisterNews
from acogida.people.names import sort_key
from acogida.ui.components.dates import short

EXPORT_HEADINGS = (
    "expediente", "oficina", "etapa", "solicitante", "nacionalidad", "integrantes", "presentada", "plazo", "vence",
    "asignado",
)  # fmt: skip
MERGED = "merged"  # of a claim: its person is one with another record
SHOWN = 200  # events of a case on its page, the newest
EVENT_WORDS = {
    "assigned": gettext_lazy("Assignment changed"),
    "note": gettext_lazy("Note"),
    "sealed": pgettext_lazy("case", "Sealed"),
    "unsealed": gettext_lazy("No longer sealed"),
    "persons_merged": gettext_lazy("Found to be the same person as somebody in the register"),
    "persons_split": gettext_lazy("No longer the same person as somebody in the register"),
    "assessment_saved": gettext_lazy("Assessment saved"),
    "draft_saved": gettext_lazy("Draft decision saved"),
    "review_comment": gettext_lazy("Review comment"),
    "country_cited": gettext_lazy("Country information cited"),
    "country_citation_taken_back": gettext_lazy("A citation of country information taken back"),
    "country_silent": gettext_lazy("Noted that nothing was found on a fact"),
    "country_not_sought": gettext_lazy("Noted why no country information was sought"),
    "country_disclosed": gettext_lazy("Country information shown to the person"),
    "country_changed": gettext_lazy("Country information cited in the case changed"),
    "country_answered": gettext_lazy("A warning about country information answered"),
    "triage_noted": gettext_lazy("Noted for triage"),
    "interview_opened": gettext_lazy("Interview opened"),
    "interview_closed": gettext_lazy("Interview closed"),
    "notification_defective": gettext_lazy("Notification not valid"),
    "certificate_replaced": gettext_lazy("Certificate replaced"),
    "certificate_revoked": gettext_lazy("Certificate revoked"),
    "evidence_recorded": gettext_lazy("Evidence for papers recorded"),
    "evidence_withdrawn": gettext_lazy("Evidence for papers withdrawn"),
    "certificate_lost": gettext_lazy("Certificate lost: revoked and issued again"),
    "certificate_suspended": gettext_lazy("Certificate suspended"),
    "certificate_resumed": gettext_lazy("Certificate valid again"),
    "certificate_renewed": gettext_lazy("Certificate renewed with the number"),
    "certificate_signed": gettext_lazy("Certificate signed by hand"),
    "identity_number": gettext_lazy("Identity number received"),
    "calendar_changed": gettext_lazy("Terms reckoned again: the calendar changed"),
    "pack_moved": gettext_lazy("Moved to other rules"),
    "imported": gettext_lazy("Brought in from a former register"),
    notices.DELIVERED: gettext_lazy("Told about a moved term"),
}
EVENT_ICONS = {
    "present": "user-plus", "admit": "circle-check", "prevent": "message-question", "begin_interview": "messages",
    "close_interview": "checks", "submit_draft": "send", "return_draft": "arrow-back-up", "approve_draft": "thumb-up",
    "sign": "signature", "notify": "mail-opened", "extend_term": "calendar-plus", "assigned": "user-check",
    "withdraw": "door-exit", "abandon": "user-off", "become_final": "gavel",
    "persons_merged": "link", "persons_split": "unlink", "sealed": "lock", "unsealed": "lock-open", "calendar_changed": "calendar-event", "pack_moved": "transfer", "imported": "file-import", "term_notice_delivered": "mail-forward",
}  # fmt: skip


def language() -> str:
    return get_language() or "es"


def list_address(query: dict[str, str]) -> str:
    return f"{reverse('case_list')}?{urlencode(query)}"


def export_row(case: Case) -> list[Any]:
    pack = packs.by_hash(case.pack_id)
    return [
        case.number, case.office.name, pack.text(pack.stage(case.stage).label, "es"), case.title,
        country_name(case.nationality), case.member_count, case.presented_on, case.next_clock, case.due or "",
        case.assignee.name if case.assignee else "",
    ]  # fmt: skip


def stage_counts(counts: queries.Counts) -> list[dict[str, Any]]:
    """Open cases by stage, in the pack's order, for the start page."""
    pack = packs.current()
    return [
        {"code": s.code, "label": pack.text(s.label, language()), "n": counts.stages.get(s.code, 0), "counts": s.counts}
        for s in pack.stages
        if s.open
    ]


def filter_choices(user: User) -> dict[str, Any]:
    """The choices of the filter bar. Nationalities are the ones that occur; all constant in the size of the register."""
    pack = packs.current()
    offices = user.offices_for("case.list")
    return {
        "stages": [(s.code, pack.text(s.label, language())) for s in pack.stages],
        "nationalities": _nationalities(language()),
        "modalities": [(each.code, pack.text(each.label, language())) for each in pack.modalities],
        "offices": list(in_offices(Office.objects.all(), offices, "pk").values_list("code", "name"))
        if offices == "all" or len(offices) > 1
        else [],
        "staff": [
            (str(pk), f"{given} {surname}".strip() or username)
            for pk, given, surname, username in colleagues_who("interview.conduct", offices).values_list(
                "pk", "first_name", "last_name", "username"
            )
        ],
    }


@lru_cache(maxsize=8)
def _nationalities(language: str) -> list[tuple[str, str]]:
    """Pairs of code and name in alphabetical order; the key is the language they are named in."""
    named = [(code, country_name(code)) for code in COMMON_NATIONALITIES]
    return sorted(named, key=lambda pair: sort_key(pair[1]))


COMMON_NATIONALITIES = (
    "HN", "HT", "CU", "SV", "VE", "GT", "NI", "CO", "BR", "CL", "EC", "AF", "SN", "AO", "DO", "PE", "CN", "RU", "GH",
    "CM", "GN", "CD", "TG", "BJ", "SY", "YE", "IN", "BD", "NP", "UA", "SO", "NG", "ET", "ER", "UZ", "TR", "EG", "MR",
    "ML", "CI", "BF", "PK", "IR", "IQ", "AR", "BO", "PY", "UY", "CR", "PA", "BZ", "JM",
)  # fmt: skip


# --- the case page ---------------------------------------------------------------------------------------------


def case_context(request: Any, case: Case) -> dict[str, Any]:
    """The head of the case page: who, where it stands, its clocks, and what can be done now or why not.

    Claims, clocks and log are fetched with the case, so that neither facts nor tabs ask for them again.
    """
    pack = packs.of(case)
    prefetch_related_objects(
        [case],
        Prefetch("claims", Claim.objects.select_related("person").annotate(**{MERGED: identity.joined("person")})),
        "clocks",
        Prefetch("events", Event.objects.select_related("actor").order_by("seq")),
    )
    claims = list(case.claims.all())
    today, known = case.office.today(), Known(case)
    codes = visible_needs(request.user, case.office_id).filter(person__in=[claim.person_id for claim in claims])
    return {
        "case": case,
        "pack": pack,
        "claims": [_claim_row(pack, claim, today) for claim in claims],
        "stage": pack.text(pack.stage(case.stage).label, language()),
        "unusual": _unusual_modality(pack, case),
        "bar": stage_bar(pack, case),
        "clocks": clock_pages.cards(case, known.rules, claims, today),
        "needs": [
            need_words(pack, code) for code in dict.fromkeys(codes.order_by("pk").values_list("code", flat=True))
        ],
        "age": case.principal.age(today),
        "steps": available_steps(request.user, known, claims),
        "holder": case.assignee,
        "same_person": same_person.others(request.user, case, [c.person for c in claims if getattr(c, MERGED)]),
    }


def _unusual_modality(pack: Pack, case: Case) -> str:
    """The modality of a case that is not processed in the usual one; what it means is on its tab."""
    if case.modality == pack.default_modality:
        return ""
    return next((pack.text(each.label, language()) for each in pack.modalities if each.code == case.modality), "")


def _claim_row(pack: Pack, claim: Claim, today: dt.date) -> dict[str, Any]:
    return {
        "claim": claim,
        "person": claim.person,
        "age": claim.person.age(today),
        "stage": pack.text(pack.stage(claim.stage).label, language()),
        "outcome": pack.text(pack.outcome(claim.outcome).label, language()) if claim.outcome else "",
    }


def need_words(pack: Pack, code: str) -> str:
    try:
        return pack.text(pack.need(code).label, language())
    except LookupError:
        return code


def stage_bar(pack: Pack, case: Case) -> list[dict[str, str]]:
    """The steps of the bar with done, current and to do; a case that left the road shows how far it came."""
    codes = [step.code for step in pack.stage_bar]
    stage = pack.stage(case.stage)
    current = codes.index(stage.bar) if stage.bar else -1
    return [
        {
            "label": pack.text(step.label, language()),
            "state": "done"
            if index < current or (not case.open and stage.bar)
            else "current"
            if index == current
            else "todo",
        }
        for index, step in enumerate(pack.stage_bar)
    ]


def available_steps(user: User, known: Known, claims: list[Claim]) -> dict[str, list[dict[str, Any]]]:
    """The transitions this user's grants reach from here: `possible` ones with their page, `blocked` ones with the
    reasons, and the `rare` ones apart."""
    steps: list[dict[str, Any]] = []
    case, pack = known.case, known.rules.pack
    for rule in pack.transitions.values():
        if not rule.from_ or not user.can(rule.action, case.office_id):
            continue
        targets: list[Claim | None] = [None]
        if rule.unit == "claim":
            targets = [claim for claim in claims if claim.stage in rule.from_]
        elif case.stage not in rule.from_:
            continue
        for claim in targets:
            refused = known.refusals(rule.name, claim)
            if any(refusal.code in NOT_HERE for refusal in refused):
                continue
            page = panels.page_of(rule.name) if panels.gathers(rule.name) else None
            refused = [] if page else refused
            steps.append(
                {
                    "name": rule.name,
                    "label": page[1] if page else pack.text(rule.label, language()),
                    "claim": claim,
                    "url": _step_address(case, rule.name, claim),
                    "reasons": [pack.text(refusal.message, language()) for refusal in refused],
                    "onward": _onward(rule, pack),
                    "rare": rule.rare,
                }
            )
    steps.sort(key=lambda step: -step["onward"])  # what carries the case on comes before what holds it or sends it back
    usual = [step for step in steps if not step["rare"]]
    return {
        "possible": [step for step in usual if not step["reasons"]],
        "blocked": [step for step in usual if step["reasons"]],
        "rare": [step for step in steps if step["rare"] and not step["reasons"]] + _move_step(user, case, pack),
    }


def _move_step(user: User, case: Case, pack: Pack) -> list[dict[str, Any]]:
    """Moving the case to the rules in force, when it is judged by others; its page says what would change."""
    if not case.open or not user.can("pack.manage", case.office_id) or packs.current().hash == pack.hash:
        return []
    url = reverse("rules_move_case", args=[case.number])
    return [{"name": "pack_moved", "label": _("Move to the rules in force"), "claim": None, "url": url, "rare": True}]


# Steps that this case cannot meet at all: not worth a line with a reason.
NOT_HERE = ("not_in_force", "switched_off", "other_modality")


def _onward(rule: Transition, pack: Pack) -> int:
    """How far along the road a step leads: 0 when the stage stays, less when it leaves the road (a withdrawal)."""
    if rule.to is None:
        return 0
    stage = pack.stage(rule.to)
    return stage.order + 1 if stage.bar else -1


def _step_address(case: Case, transition: str, claim: Claim | None) -> str:
    page = panels.page_of(transition)
    if page:
        return reverse(page[0], args=[claim.pk if claim else case.pk])
    if claim:
        return reverse("case_claim_step", args=[case.number, transition, claim.pk])
    return reverse("case_step", args=[case.number, transition])


def timeline(request: Any, case: Case) -> dict[str, Any]:
    """The event log, newest first, in words."""
    pack = packs.of(case)
    events = log.of(case)[: -SHOWN - 1 : -1]
    people = {claim.pk: claim.person for claim in case.claims.all()}
    chosen = User.objects.in_bulk({e.payload["assignee"] for e in events if e.payload.get("assignee")})
    names = {str(pk): person.name for pk, person in chosen.items()}
    return {"events": [_event_row(pack, event, request.user, names, people) for event in events]}


def _event_row(pack: Pack, event: Event, user: User, names: dict[str, str], people: dict[Any, Any]) -> dict[str, Any]:
    rule = pack.transitions.get(event.kind)
    detail = ""
    payload = event.payload
    if outcome := payload.get("outcome"):
        detail = pack.text(pack.outcome(outcome).label, language())
    elif event.kind == "assigned":
        detail = names.get(payload.get("assignee") or "", _("Nobody"))
    elif event.kind == "calendar_changed":
        detail = notices.moved_words(pack, payload, language(), short)
    elif other := payload.get("continued_in"):
        detail = _("The wish goes on in case %(number)s.") % {"number": other}
    elif other := payload.get("continues"):
        detail = _("Comes from case %(number)s.") % {"number": other}
    elif event.kind == "present":
        n = len(payload.get("members", []))
        detail = ngettext("%(n)d person registered", "%(n)d persons registered", n) % {"n": n}
    elif (
        isinstance(payload.get("reason"), str)
        and not _asks(rule, "reason")
        and user.can("determination.view", event.office_id)
    ):
        detail = payload["reason"]
    return {
        "event": event,
        "label": pack.text(rule.label, language())
        if rule
        else EVENT_WORDS.get(event.kind, event.kind.replace("_", " ")),
        "icon": EVENT_ICONS.get(event.kind, "point"),
        "who": event.actor.name if event.actor else _("System"),
        "person": people.get(event.claim_id) or (_only_person(payload, people) if rule else None),
        "detail": detail,
        "answers": told(rule, payload, pack, narrative=user.can("determination.view", event.office_id)) if rule else [],
        "source": rule.source if rule else "",
    }


def _only_person(payload: dict[str, Any], people: dict[Any, Any]) -> Any:
    """Whom a step of the whole case concerned, when it names one claim."""
    claims = payload.get("claims", ())
    return people.get(uuid.UUID(claims[0])) if len(claims) == 1 else None


def _asks(rule: Any, code: str) -> bool:
    return rule is not None and any(field.code == code for field in rule.fields)


def members(request: Any, case: Case) -> dict[str, Any]:
    """Who belongs to the case, with what is known of each."""
    pack = packs.of(case)
    today = case.office.today()
    claims = {claim.person_id: claim for claim in case.claims.all()}
    rows = []
    told = RegisterNews.objects.filter(person=OuterRef("person_id"), seen_at=None)
    people = (
        case.members.annotate(told=Exists(told))
        .select_related("person__photo")
        .prefetch_related("person__nationalities", "person__languages", "person__numbers", "person__documents")
    )
    needs: dict[Any, list[str]] = {}
    seen = visible_needs(request.user, case.office_id).filter(person__in=claims.keys()).order_by("pk")
    for owner, code in seen.values_list("person_id", "code"):
        needs.setdefault(owner, []).append(code)
    for member in people:
        person = member.person
        rows.append(
            {
                "member": member,
                "person": person,
                "claim": claims.get(person.pk),
                "age": person.age(today),
                "child": person.is_child(today),
                "countries": [country_name(code) for code in person.nationality_codes],
                "languages": [language_name(spoken.code) for spoken in person.languages.all()],
                "number": min(
                    (n for n in person.numbers.all() if n.status in ("active", "requested")),
                    key=lambda n: n.status,  # one that is in force before one that is asked for
                    default=None,
                ),
                "needs": [need_words(pack, code) for code in needs.get(person.pk, ())],
                "relation": relation_words(pack, member.relation),
            }
        )
    return {"members": rows}


def relation_words(pack: Pack, code: str) -> str:
    return next((pack.text(r.label, language()) for r in pack.relations if r.code == code), code)
