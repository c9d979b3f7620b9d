"""Assessing a claim: the template's form, and the material facts."""

from __future__ import annotations

import json
import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from acogida.audit.record import write
from acogida.cases import packs
from acogida.cases.errors import Refused
from acogida.cases.models import Claim
from acogida.determination import actions, country, findings, queries, template
from acogida.determination.access import NARRATIVE
from acogida.determination.actions.assessing import WRITING, SaveConflict, as_values, fact_values
from acogida.determination.actions.interviewing import derivatives
from acogida.determination.country_panel import fact_rows
from acogida.determination.forms import AssessmentForm, FactForm
from acogida.determination.models import Assessment, InterviewEntry, MaterialFact
from acogida.determination.views.common import (
    claim_context,
    conflict_context,
    conflict_json,
    language,
    mapping_of,
    number_of,
    resolved,
    wants_json,
)
from acogida.hooks.ids import uuid7


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, claim_id: uuid.UUID) -> HttpResponse:
    """The assessment of one claim; it saves itself while it is written."""
    claim = queries.find_claim(request.user, claim_id, *NARRATIVE)
    if request.method == "POST":
        return _save(request, claim)
    write(request, "assessment.view", claim.case, detail={"claim": str(claim.pk)})
    assessment = Assessment.objects.filter(claim=claim).select_related("author").first() or Assessment(claim=claim)
    values = as_values(assessment)
    form = AssessmentForm(initial=values, pack=packs.of(claim.case), language=language())
    editable = claim.stage in WRITING and request.user.can("determination.draft", claim.case.office_id)
    if not editable:
        for field in form.fields.values():
            field.disabled = True
    context = claim_context(request, claim, "assessment") | {
        "assessment": assessment,
        "form": form,
        "base": json.dumps(values, ensure_ascii=False),
        "editable": editable,
        "facts": list(MaterialFact.objects.filter(claim=claim).prefetch_related("entries")),
        "shared_facts": findings.material_facts(assessment) if assessment.follows_id else [],
        "followers": derivatives(claim),
        "can_follow": editable and claim.basis == Claim.Basis.DERIVATIVE,
        **progress(claim, form),
        **country_information(request, claim),
    }
    return render(request, "determination/assessment_page.html", context)


def country_information(request: HttpRequest, claim: Claim) -> dict[str, Any]:
    """What the facts rest on, and for how many of her own it is still to be said."""
    rows = fact_rows(request, claim, country.standing(claim))
    return {"country_rows": rows, "country_gaps": sum(row["gap"] and row["own"] for row in rows)}


def progress(claim: Claim, form: AssessmentForm) -> dict[str, Any]:
    """The sections with their fields and what is missing in each."""
    pack, found = packs.of(claim.case), findings.of(claim)
    shown = {part.section.code: part for part in template.parts(pack, found)}
    words = {"missing": _("Something is missing"), "done": _("Complete"), "empty": _("Nothing written")}
    sections = []
    for section in pack.assessment_template:
        part = shown.get(section.code)
        missing = [pack.text(field.label, language()) for field in part.missing] if part else []
        state = part.state if part else "hidden"
        sections.append({
            "section": section, "code": section.code, "label": pack.text(section.label, language()),
            "help": pack.text(section.help, language()) if section.help else "", "state": state,
            "word": words.get(state, ""), "required": bool(part and part.required), "missing": missing,
            "hidden": part is None, "fields": [form[f.code] for f in section.fields if f.type != "facts"],
            "has_facts": any(f.type == "facts" for f in section.fields),
        })  # fmt: skip
    return {
        "sections": sections,
        "left": [row for row in sections if row["missing"]],
        "grounds_missing": template.grounds_missing(pack, found),
        "outcome_missing": not found.outcome,
        "cp_needed": found.outcome not in ("", template.RECOGNISED)
        and not template.complementary_protection_analysed(pack, found),
    }


def _labels(claim: Claim, form: AssessmentForm) -> dict[str, str]:
    pack = packs.of(claim.case)
    parts = {f.code: pack.text(s.label, language()) for s in pack.assessment_template for f in s.fields}
    return {
        name: f"{parts[name]}: {field.label}" if name in parts and parts[name] != field.label else str(field.label)
        for name, field in form.fields.items()
    }


def _save(request: HttpRequest, claim: Claim) -> HttpResponse:
    choosing = "merged" in request.POST
    data: Any = resolved(request) if choosing else request.POST
    form = AssessmentForm(data, pack=packs.of(claim.case), language=language())
    labels = _labels(claim, form)
    if not form.is_valid():
        if wants_json(request):
            return JsonResponse({"errors": {name: list(texts) for name, texts in form.errors.items()}}, status=422)
        for name, texts in form.errors.items():
            messages.error(request, f"{labels.get(name, name)}: {' '.join(map(str, texts))}")
    base = mapping_of(request, "theirs" if choosing else "base")
    # An answer that cannot be read (a date that does not exist) leaves the saved one in place; the rest is kept.
    values = {**{name: base.get(name) for name in form.errors}, **form.values()}
    try:
        assessment, taken = actions.save_assessment(request, claim.pk, values, version=number_of(request), base=base)
    except SaveConflict as conflict:
        if wants_json(request):
            return conflict_json(conflict, labels)
        context = claim_context(request, claim, "assessment") | conflict_context(
            conflict, labels, lambda name, value: _in_words(form, name, value)
        )
        return render(request, "determination/conflict.html", context, status=409)
    except Refused as refused:
        if wants_json(request):
            return JsonResponse({"message": " ".join(refused.messages)}, status=409)
        for sentence in refused.messages:
            messages.error(request, sentence)
        return redirect("assessment_page", claim.pk)
    if wants_json(request):
        kept = as_values(assessment)
        fresh = progress(claim, form)
        return JsonResponse({
            "version": assessment.version, "base": kept, "taken": {name: kept.get(name) for name in taken},
            "message": _taken_words(taken, labels), "states": {row["code"]: row["state"] for row in fresh["sections"]},
            "words": {row["code"]: row["word"] for row in fresh["sections"]}, "left": len(fresh["left"]),
            "cp_needed": fresh["cp_needed"],
        })  # fmt: skip
    messages.success(request, _taken_words(taken, labels) or _("Assessment saved."))
    return redirect("assessment_page", claim.pk)


def _taken_words(taken: tuple[str, ...], labels: dict[str, str]) -> str:
    if not taken:
        return ""
    return _("A colleague changed this meanwhile, and it was kept: %(fields)s.") % {
        "fields": "; ".join(str(labels.get(name, name)) for name in taken)
    }


def _in_words(form: AssessmentForm, name: str, value: Any) -> str:
    """A value as a person reads it: labels for codes, "–" for nothing."""
    choices = dict(getattr(form.fields.get(name), "choices", []) or [])
    values = value if isinstance(value, list) else [value]
    return ", ".join(str(choices.get(one, one)) for one in values if one not in (None, "")) or "–"


@require_POST
def follow(request: HttpRequest, claim_id: uuid.UUID) -> HttpResponse:
    """Assess a derivative claim with the principal's."""
    claim = queries.find_claim(request.user, claim_id, "determination.draft")
    try:
        actions.follow_principal(request, claim.pk)
        messages.success(request, _("The findings on the principal applicant were taken over. Change what differs."))
    except Refused as refused:
        for sentence in refused.messages:
            messages.error(request, sentence)
    return redirect("assessment_page", claim.pk)


@require_http_methods(["GET", "POST"])
def fact(request: HttpRequest, claim_id: uuid.UUID, fact_id: uuid.UUID | None = None) -> HttpResponse:
    """One material fact. A new one gets its id with the empty form, so that sending it twice makes one."""
    claim = queries.find_claim(request.user, claim_id, "determination.draft")
    wanted = fact_id or _uuid(request.POST.get("fact_id")) or uuid7()
    existing = MaterialFact.objects.filter(pk=wanted, claim=claim).first()
    if fact_id and existing is None:
        get_object_or_404(MaterialFact, pk=fact_id, claim=claim)
    values = fact_values(existing) if existing else {}
    choosing = "merged" in request.POST
    data: Any = request.POST or None
    if choosing:
        chosen = resolved(request)
        data = {**chosen, **{f"indicator_{k}": v for k, v in (chosen.get("indicators") or {}).items()}}
    form = FactForm(
        data,
        entries=_said(claim),
        initial={**values, **{f"indicator_{k}": v for k, v in (values.get("indicators") or {}).items()}},
    )
    reasons: list[str] = []
    if request.method == "POST" and form.is_valid():
        base = mapping_of(request, "theirs" if choosing else "base")
        try:
            actions.save_fact(request, claim.pk, form.values(), fact_id=wanted, version=number_of(request), base=base)
            messages.success(request, _("Material fact saved."))
            return redirect(f"{_assessment(claim)}#material_facts")
        except SaveConflict as conflict:
            labels = {name: str(field.label) for name, field in form.fields.items()} | {
                "indicators": _("Credibility indicators")
            }
            context = claim_context(request, claim, "assessment") | conflict_context(conflict, labels, _fact_words)
            return render(request, "determination/conflict.html", context, status=409)
        except Refused as refused:
            reasons = refused.messages
    context = claim_context(request, claim, "assessment") | {
        "form": form, "fact": existing, "fact_id": wanted, "version": existing.version if existing else 0,
        "base": json.dumps(values), "reasons": reasons,
    }  # fmt: skip
    return render(request, "determination/fact_page.html", context, status=409 if reasons else 200)


def _fact_words(name: str, value: Any) -> str:
    if name == "result":
        return str(dict(MaterialFact.Result.choices).get(value, "–"))
    if name == "indicators":
        names, readings = dict(MaterialFact.Indicator.choices), dict(MaterialFact.Reading.choices)
        return "; ".join(f"{names.get(k, k)}: {readings.get(v, v)}" for k, v in (value or {}).items()) or "–"
    if name == "entries":
        return ", ".join(f"#{entry.seq}" for entry in InterviewEntry.objects.filter(pk__in=value or [])) or "–"
    return str(value or "–")


def _said(claim: Claim) -> list[tuple[str, str]]:
    """What was said in the interviews of the case, to be referred to."""
    entries = InterviewEntry.objects.filter(
        interview__claim__case=claim.case_id, kind__in=["answer", "correction", "note"]
    ).order_by("interview__started_at", "seq")
    return [(str(entry.pk), f"#{entry.seq} {entry.text[:160]}") for entry in entries]


def _uuid(value: Any) -> uuid.UUID | None:
    try:
        return uuid.UUID(str(value))
    except ValueError:
        return None


def _assessment(claim: Claim) -> str:
    return reverse("assessment_page", args=[claim.pk])


@require_POST
def set_aside(request: HttpRequest, claim_id: uuid.UUID, fact_id: uuid.UUID) -> HttpResponse:
    """Set a fact aside or take it up again."""
    claim = queries.find_claim(request.user, claim_id, "determination.draft")
    get_object_or_404(MaterialFact, pk=fact_id, claim=claim)
    try:
        actions.withdraw_fact(request, claim.pk, fact_id, withdrawn=request.POST.get("withdrawn") == "1")
    except Refused as refused:
        for sentence in refused.messages:
            messages.error(request, sentence)
    return redirect(f"{_assessment(claim)}#material_facts")
