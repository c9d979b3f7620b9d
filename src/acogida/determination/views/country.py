"""Country information for one material fact: searched from the claim, cited word for word, or said to be silent."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from acogida.audit.record import write
from acogida.cases.errors import Refused
from acogida.cases.models import Claim
from acogida.coi.access import keeps_library
from acogida.coi.finding import counting
from acogida.coi.finding.asked import Asked
from acogida.coi.finding.syntax import COUNTRY, Chip
from acogida.coi.finding.views import answered
from acogida.coi.search import Results, search
from acogida.determination import actions, country, country_query, country_words, queries
from acogida.determination.access import NARRATIVE
from acogida.determination.actions.assessing import WRITING
from acogida.determination.country_panel import fact_rows
from acogida.determination.models import Citation, Disclosure, MaterialFact
from acogida.determination.views.common import claim_context
from acogida.people.countries import country_name
from acogida.ui.posted import key_of

SHOWN = 8  # hits of each language


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, claim_id: uuid.UUID, fact_id: uuid.UUID) -> HttpResponse:
    """What a fact rests on, and the search for more. The first search is proposed from the claim; terms travel by POST."""
    claim = queries.find_claim(request.user, claim_id, *NARRATIVE)
    fact = get_object_or_404(MaterialFact, pk=fact_id, claim=claim)
    write(request, "fact.country_information", claim.case, detail={"claim": str(claim.pk), "fact": str(fact.pk)})
    return _page(request, claim, fact)


def _page(request: HttpRequest, claim: Claim, fact: MaterialFact, reasons: list[str] | None = None) -> HttpResponse:
    cites = may_cite(request.user, claim)
    asked = _asked(request, claim, fact)
    context = claim_context(request, claim, "assessment") | {
        "fact": fact, "asked_for": asked, "cites": cites, "reasons": reasons or [], **_rests(request, claim, fact),
    }  # fmt: skip
    if cites and not fact.withdrawn:
        context |= _found(request, claim, fact, asked)
    return render(request, "determination/fact_country_information.html", context, status=409 if reasons else 200)


def may_cite(user: Any, claim: Claim) -> bool:
    """Whether `user` may cite for this claim now."""
    return (
        claim.stage in WRITING
        and user.can("determination.draft", claim.case.office_id)
        and user.can("coi.view")
        and not keeps_library(user)
    )


def _asked(request: HttpRequest, claim: Claim, fact: MaterialFact) -> dict[str, Any]:
    """The search as sent, else as proposed."""
    proposal = country_query.propose(claim, fact)
    sent = request.POST if "text" in request.POST else None
    chosen = sent.get("country", "") if sent else ""
    subjects = tuple(sent.getlist("subject")) if sent else ()
    return {
        "text": country_query.without_persons(claim, sent.get("text", "")) if sent else proposal.text,
        "country": chosen if chosen in proposal.countries else proposal.countries[0] if proposal.countries else "",
        "countries": [(code, country_name(code)) for code in proposal.countries],
        "subjects": [(code, label, code in subjects) for code, label in proposal.subjects],
        "chosen": subjects,
        "since": _date(sent.get("since")) if sent else None,
    }


def _date(text: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text or "")
    except ValueError:
        return None


def _search(request: HttpRequest, claim: Claim, asked: dict[str, Any]) -> Results | None:
    wanted = country_query.query(claim, asked["text"], asked["country"], asked["chosen"], asked["since"], SHOWN)
    if not wanted.text:
        return None
    write(request, "coi.search", claim.case, detail={"terms": wanted.text, "country": asked["country"]})
    results = search(wanted, request.user)
    if request.method == "POST":  # what is proposed when the page opens, nobody asked
        chips = (Chip(COUNTRY, asked["country"]),) if asked["country"] else ()
        counting.count(Asked(wanted.text, chips), sum(map(len, results.by_language.values())), request.user)
    return results


def _found(request: HttpRequest, claim: Claim, fact: MaterialFact, asked: dict[str, Any]) -> dict[str, Any]:
    results = _search(request, claim, asked)
    if results is None:
        return {}
    context = answered(request.user, Asked(asked["text"]), results, SHOWN)
    return context | {"embedded": True, "limit": SHOWN, "pick": "determination/_cite.html", "pick_for": str(fact.pk)}


def _rests(request: HttpRequest, claim: Claim, fact: MaterialFact) -> dict[str, Any]:
    known = country.standing(claim)
    return {
        "rests": next((row for row in fact_rows(request, claim, known) if row["fact"].pk == fact.pk), None),
        "hows": Disclosure.How.choices,
        "today": claim.case.office.today(),
    }


@require_POST
def cite(request: HttpRequest, claim_id: uuid.UUID, fact_id: uuid.UUID) -> HttpResponse:
    """Cite a passage for or against the fact."""
    claim = queries.find_claim(request.user, claim_id, "determination.draft")
    fact = get_object_or_404(MaterialFact, pk=fact_id, claim=claim)
    reasons: list[str] = []
    try:
        passage = int(request.POST.get("passage", ""))
    except ValueError:
        raise Http404 from None
    try:
        actions.cite(
            request, claim.pk, fact.pk, passage_id=passage, role=request.POST.get("role", ""),
            quote=request.POST.get("quote", ""), translated_quote=request.POST.get("translated_quote", ""),
            key=key_of(request),
        )  # fmt: skip
    except Refused as refused:
        reasons = refused.messages
    if request.headers.get("HX-Request") == "true":
        context = {"claim": claim, "fact": fact, "cites": True, "cite_reasons": reasons}
        if not reasons:
            return render(request, "determination/_cited.html", context | _rests(request, claim, fact))
        answer = render(request, "determination/_cited.html", context)
        answer["HX-Retarget"], answer["HX-Reswap"] = f"#cite-refused-{passage}", "innerHTML"  # what she wrote stays
        return answer
    for sentence in reasons:
        messages.error(request, sentence)
    return redirect("fact_country_information", claim.pk, fact.pk)


@require_POST
def take_back(request: HttpRequest, citation_id: uuid.UUID) -> HttpResponse:
    """Take a citation back."""
    citation = _citation(request, citation_id)
    return _done(
        request, citation.claim, citation.fact_id, lambda: actions.uncite(request, citation.pk), _("Taken back.")
    )


@require_POST
def repin(request: HttpRequest, citation_id: uuid.UUID) -> HttpResponse:
    """Cite the same words in the newer edition."""
    citation = _citation(request, citation_id)
    said = _("The same words are now cited from the newer edition.")
    return _done(
        request,
        citation.claim,
        citation.fact_id,
        lambda: actions.repin(request, citation.pk, key=key_of(request)),
        said,
    )


def _citation(request: HttpRequest, citation_id: uuid.UUID) -> Citation:
    citation = get_object_or_404(Citation, pk=citation_id)
    citation.claim = queries.find_claim(request.user, citation.claim_id, "determination.draft")
    return citation


@require_POST
def silent(request: HttpRequest, claim_id: uuid.UUID, fact_id: uuid.UUID) -> HttpResponse:
    """Note that the search on the page found nothing about the fact. It is made again, so that what is noted is true."""
    claim = queries.find_claim(request.user, claim_id, "determination.draft")
    fact = get_object_or_404(MaterialFact, pk=fact_id, claim=claim)
    asked = _asked(request, claim, fact)
    results = _search(request, claim, asked)

    def note() -> None:
        if results is None or results.searched is None:
            raise Refused([_("Search first: what was searched is part of the answer.")])
        places = [asked["country"]] if asked["country"] else []
        row = actions.found_silent(
            request, claim.pk, fact.pk, asked["text"], results.searched, places, key=key_of(request)
        )
        messages.success(request, country_words.silent(row))

    return _done(request, claim, fact.pk, note)


@require_POST
def not_sought(request: HttpRequest, claim_id: uuid.UUID) -> HttpResponse:
    """Say why none was sought, for the facts that have none: one, or all at once."""
    claim = queries.find_claim(request.user, claim_id, "determination.draft")
    try:
        wanted = [uuid.UUID(text) for text in request.POST.getlist("fact")]
    except ValueError:
        raise Http404 from None
    try:
        rows = actions.not_sought(
            request, claim.pk, request.POST.get("reason", ""), fact_ids=wanted, key=key_of(request)
        )
        words = ngettext("Noted for %(n)d fact.", "Noted for %(n)d facts.", len(rows)) % {"n": len(rows)}
        messages.success(request, words)
    except Refused as refused:
        for sentence in refused.messages:
            messages.error(request, sentence)
    if len(wanted) == 1:
        return redirect("fact_country_information", claim.pk, wanted[0])
    return redirect(f"{reverse('assessment_page', args=[claim.pk])}#material_facts")


@require_POST
def answer(request: HttpRequest, claim_id: uuid.UUID) -> HttpResponse:
    """Say why a warning does not stand in the way: who drafts, reviews or signs."""
    claim = queries.find_claim(request.user, claim_id, *NARRATIVE)
    try:
        actions.answer(
            request, claim.pk, request.POST.get("mark", ""), request.POST.get("reason", ""), key=key_of(request)
        )
    except Refused as refused:
        for sentence in refused.messages:
            messages.error(request, sentence)
    return redirect(_back(request, claim))


def _back(request: HttpRequest, claim: Claim) -> str:
    """The page the answer was given on; one of ours, by name."""
    place = request.POST.get("back", "")
    if place in ("review_page", "signature_page", "draft_page"):
        return reverse(place, args=[claim.pk]) + "#country"
    try:
        return reverse("fact_country_information", args=[claim.pk, uuid.UUID(place)])
    except ValueError:
        return reverse("assessment_page", args=[claim.pk]) + "#material_facts"


@require_POST
def disclose(request: HttpRequest, claim_id: uuid.UUID) -> HttpResponse:
    """Record that the person was shown a document that is not public, or the pack it is in."""
    claim = queries.find_claim(request.user, claim_id, "determination.draft")
    citation = get_object_or_404(
        country.citations([claim.pk, *_principals(claim)]), pk=request.POST.get("citation") or None
    )
    data = request.POST
    return _done(
        request, claim, citation.fact_id,
        lambda: actions.disclose(
            request, claim.pk, how=data.get("how", ""), on=_date(data.get("on")), document_id=citation.version.document_id,
            comment_until=_date(data.get("comment_until")), comments=data.get("comments", "")[:4000], key=key_of(request),
        ),
        _("It is on record that the person was shown it."),
        place=data.get("back", ""),
    )  # fmt: skip


def _principals(claim: Claim) -> list[uuid.UUID]:
    """The claim whose facts this one shares."""
    known = country.dossier.of(claim.case)[claim.pk].assessment
    return [known.follows_id] if known and known.follows_id else []


def _done(
    request: HttpRequest, claim: Claim, fact_id: uuid.UUID, act: Any, said: str = "", place: str = ""
) -> HttpResponse:
    """Do it, say so or why not, and go back to the fact."""
    try:
        act()
        if said:
            messages.success(request, said)
    except Refused as refused:
        for sentence in refused.messages:
            messages.error(request, sentence)
    return redirect(_back(request, claim) if place else reverse("fact_country_information", args=[claim.pk, fact_id]))
