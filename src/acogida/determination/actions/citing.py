"""Citing country information for and against a material fact, saying that there is none, and answering warnings about it.

Who drafts cites; who keeps the library decides nothing and cites nothing (the two hands are apart, `coi.access`). What is
quoted is checked word for word against the edition it is pinned to.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from acogida.accounts.access import require
from acogida.cases import actions as cases
from acogida.cases.errors import Refused
from acogida.cases.models import Case, Claim
from acogida.coi.access import keeps_library, visible_documents
from acogida.coi.ages import Level
from acogida.coi.models import Document, Passage, Source, Standing
from acogida.coi.packs.queries import item_for
from acogida.coi.quoting import locate
from acogida.determination import country, participants, quoted
from acogida.determination.actions.assessing import authored, writable
from acogida.determination.models import Citation, CountryAnswer, Disclosure, MaterialFact, NoInformation

ANSWERING = ("interview", "assessment", "review", "signature")  # stages in which a warning may be answered
ANSWERS = ("determination.draft", "determination.review", "determination.sign")


@transaction.atomic
def cite(
    request: Any,
    claim_id: uuid.UUID,
    fact_id: uuid.UUID,
    *,
    passage_id: int,
    role: str,
    quote: str,
    translated_quote: str = "",
    key: uuid.UUID,
    replaces: Citation | None = None,
) -> Citation:
    """Cite `quote`, found in the edition of the passage, for or against a fact.

    Raises Refused, saying why: the words are not in the edition; it was withdrawn; its source is not to be used; it is
    guidance; the translation quoted is a machine's that nobody approved, or does not say it. PermissionDenied for who does
    not draft there, or keeps the library.
    """
    case, claim = _drafts(request, claim_id)
    if done := Citation.objects.filter(key=key, claim=claim).first():
        return done
    fact = _fact(claim, fact_id)
    passage = _citable(request.user, passage_id)
    version = passage.version
    found = locate(version.text, quote, passage.char_from, passage.char_to) or locate(version.text, quote)
    if found is None:
        raise Refused([_not_there(passage, quote)])
    if not passage.char_from <= found[0] < passage.char_to:
        passage = version.passages.filter(char_from__lte=found[0]).latest("ordinal")
    words = version.text[slice(*found)]
    if same := Citation.objects.filter(
        fact=fact, version=version, role=role, char_from=found[0], char_to=found[1], removed_at=None
    ).first():
        return same
    if role not in Citation.Role.values:
        raise Refused([_("Say whether it supports or contradicts the fact.")])
    translation = quoted.approved(passage) if translated_quote.strip() else None
    translated = ""
    if translated_quote.strip():
        translated = quoted.verified(passage, translation, translated_quote)
    pages = quoted.pages_of(version, *found)
    item = item_for(version.pk, quoted.country_of(claim))
    citation = Citation.objects.create(
        claim=claim, fact=fact, role=role, passage=passage, version=version, version_sha256=version.sha256, quote=words,
        char_from=found[0], char_to=found[1], page_from=pages[0], page_to=pages[1],
        translation=translation, translated_quote=translated, pack_item=item,
        printed=quoted.printed(version, item, translation), consulted_on=case.office.today(), replaces=replaces,
        cited_by=request.user, key=key,
    )  # fmt: skip
    _take_back(request, NoInformation.objects.filter(fact=fact, removed_at=None))
    _noted(request, case, claim, "country_cited", key, {"citation": str(citation.pk), "version": str(version.pk)})
    return citation


@transaction.atomic
def uncite(request: Any, citation_id: uuid.UUID) -> Citation:
    """Take a citation back; it is kept, and what was submitted with it stays as it was."""
    citation = Citation.objects.get(pk=citation_id)
    case, claim = _drafts(request, citation.claim_id)
    if _take_back(request, Citation.objects.filter(pk=citation.pk, removed_at=None)):
        key = uuid.uuid5(citation.pk, "taken back")
        _noted(request, case, claim, "country_citation_taken_back", key, {"citation": str(citation.pk)})
    citation.refresh_from_db()
    return citation


@transaction.atomic
def repin(request: Any, citation_id: uuid.UUID, *, key: uuid.UUID) -> Citation:
    """Cite the same words in the edition that is current now. Refused when they no longer stand in it: then it is to be read,
    and cited anew or kept with a reason."""
    old = Citation.objects.select_related("version").get(pk=citation_id)
    if done := Citation.objects.filter(key=key, claim=old.claim_id).first():
        return done
    _case, claim = _drafts(request, old.claim_id)
    now = Standing.objects.filter(document=old.version.document_id, state=Standing.State.CURRENT).first()
    if now is None or now.version_id == old.version_id:
        raise Refused([_("There is no newer edition in the library.")])
    found = locate(now.version.text, old.quote)
    if found is None:
        raise Refused(
            [_("The words cited are not in the newer edition. Read it, and cite it anew or say why the older holds.")]
        )
    passage = now.version.passages.filter(char_from__lte=found[0]).latest("ordinal")
    translated = old.translated_quote if quoted.holds(passage, old.translated_quote) else ""
    _take_back(request, Citation.objects.filter(pk=old.pk, removed_at=None))
    return cite(
        request, claim.pk, old.fact_id, passage_id=passage.pk, role=old.role, quote=old.quote, translated_quote=translated,
        key=key, replaces=old,
    )  # fmt: skip


@transaction.atomic
def found_silent(
    request: Any, claim_id: uuid.UUID, fact_id: uuid.UUID, query: str, searched: Any, countries: Collection[str], *,
    key: uuid.UUID,
) -> NoInformation:  # fmt: skip
    """Say that a search found nothing about a fact: what was asked, where, in how many documents (`coi.search.Searched`)."""
    case, claim = _drafts(request, claim_id)
    if done := NoInformation.objects.filter(key=key, claim=claim).first():
        return done
    fact = _fact(claim, fact_id)
    if not query.strip():
        raise Refused([_("Search first: what was searched is part of the answer.")])
    _take_back(request, NoInformation.objects.filter(fact=fact, removed_at=None))
    row = NoInformation.objects.create(
        claim=claim, fact=fact, kind=NoInformation.Kind.SILENT, on=case.office.today(), query=query.strip(),
        countries=sorted(countries), languages=sorted(searched.languages), documents=searched.documents,
        passages=searched.passages, made_by=request.user, key=key,
    )  # fmt: skip
    _noted(request, case, claim, "country_silent", key, {"fact": str(fact.pk), "documents": searched.documents})
    return row


@transaction.atomic
def not_sought(
    request: Any, claim_id: uuid.UUID, reason: str, *, fact_ids: Collection[uuid.UUID] = (), key: uuid.UUID
) -> list[NoInformation]:
    """Say why no country information was sought, for the facts named or for all that have none: one click, one reason."""
    case, claim = _drafts(request, claim_id)
    if not reason.strip():
        raise Refused([_("Say why no country information was sought.")])
    facts = MaterialFact.objects.filter(claim=claim, withdrawn=False)
    facts = facts.filter(pk__in=fact_ids) if fact_ids else facts
    rows = []
    for fact in facts:
        own = uuid.uuid5(key, str(fact.pk))
        informed = Citation.objects.filter(fact=fact, removed_at=None).exists()
        said = NoInformation.objects.filter(fact=fact, removed_at=None).exists()
        if informed or said or NoInformation.objects.filter(key=own).exists():
            continue
        rows.append(
            NoInformation.objects.create(
                claim=claim, fact=fact, kind=NoInformation.Kind.NOT_SOUGHT, on=case.office.today(), reason=reason.strip(),
                made_by=request.user, key=own,
            )
        )  # fmt: skip
    if rows:
        _noted(request, case, claim, "country_not_sought", key, {"facts": len(rows)})
    return rows


@transaction.atomic
def disclose(
    request: Any, claim_id: uuid.UUID, *, how: str, on: Any, key: uuid.UUID, document_id: uuid.UUID | None = None,
    pack_version_id: uuid.UUID | None = None, comment_until: Any = None, comments: str = "",
) -> Disclosure:  # fmt: skip
    """Record that the person was shown a document, or a pack, before it is used against or for her."""
    case, claim = writable(request, claim_id, "determination.draft", ANSWERING)
    if done := Disclosure.objects.filter(key=key, claim=claim).first():
        return done
    if how not in Disclosure.How.values or on is None or on > case.office.today():
        raise Refused([_("Say how and when the person was shown it; the day cannot lie ahead.")])
    if comment_until is not None and comment_until < on:
        raise Refused([_("The last day for comments comes after the day it was shown.")])
    if document_id and not visible_documents(request.user).filter(pk=document_id).exists():
        raise Refused([_("This document is not in the library.")])
    row = Disclosure.objects.create(
        claim=claim, document_id=document_id, pack_version_id=pack_version_id, how=how, on=on, comment_until=comment_until,
        comments=comments.strip(), made_by=request.user, key=key,
    )  # fmt: skip
    _noted(request, case, claim, "country_disclosed", key, {"disclosure": str(row.pk)}, draft=False)
    return row


@transaction.atomic
def answer(request: Any, claim_id: uuid.UUID, mark: str, reason: str, *, key: uuid.UUID) -> CountryAnswer:
    """Say why a warning does not stand in the way. What is red is answered by somebody who reviews and did not draft."""
    case = cases.lock(Claim.objects.values_list("case_id", flat=True).get(pk=claim_id))
    claim = Claim.objects.select_related("case__office").get(pk=claim_id)
    if done := CountryAnswer.objects.filter(key=key, claim=claim).first():
        return done
    if claim.stage not in ANSWERING:
        raise Refused([_("The claim has moved on; what was written about it can no longer be changed here.")])
    if not any(request.user.can(action, case.office_id) for action in ANSWERS):
        require(request.user, "determination.draft", case.office_id)
    found = next((each for each in country.read(case)[claim.pk].checked.warnings if each.mark == mark), None)
    if found is None:
        raise Refused([_("This warning is no longer there.")])
    if not reason.strip():
        raise Refused([_("Say why it does not stand in the way.")])
    if found.level == Level.RED and not may_answer_red(request.user, claim):
        raise Refused([_("This needs a supervisor: somebody who reviews and did not draft this decision.")])
    row = CountryAnswer.objects.create(
        claim=claim, mark=mark, code=found.code, level=found.level.value, reason=reason.strip(), answered_by=request.user,
        key=key,
    )  # fmt: skip
    cases.note(request, case.pk, "country_answered", key=key, claim_id=claim.pk, payload={"code": found.code})
    return row


def may_answer_red(user: Any, claim: Claim) -> bool:
    """Whether `user` may say why something red does not stand in the way."""
    return user.can("determination.review", claim.case.office_id) and user.pk not in participants.drafters(claim)


def _drafts(request: Any, claim_id: uuid.UUID) -> tuple[Case, Claim]:
    """The case, locked, and the claim, for somebody who drafts there and keeps no library."""
    if keeps_library(request.user):
        raise PermissionDenied(_("Whoever writes country information does not decide with it: the two are kept apart."))
    return writable(request, claim_id, "determination.draft")


def _fact(claim: Claim, fact_id: uuid.UUID) -> MaterialFact:
    fact = MaterialFact.objects.filter(pk=fact_id, claim=claim, withdrawn=False).first()
    if fact is None:
        raise Refused([_("This fact is set aside, or is not one of this claim.")])
    return fact


def _citable(user: Any, passage_id: int) -> Passage:
    """The passage, if it may be read and used."""
    rows = Passage.objects.select_related("version__document__source", "version__standing")
    passage = rows.filter(pk=passage_id, version__document__in=visible_documents(user)).first()
    if passage is None:
        raise Refused([_("This passage is not in the library.")])
    version = passage.version
    if version.standing.state == Standing.State.WITHDRAWN:
        raise Refused(
            [_("This edition was withdrawn from the library: %(reason)s") % {"reason": version.standing.reason}]
        )
    if version.document.source.status == Source.Status.BANNED:
        raise Refused([_("The unit decided that this source is not to be used.")])
    if version.document.kind == Document.Kind.GUIDANCE:
        raise Refused([_("This is guidance, and not country information: it is not cited for a fact.")])
    return passage


def _not_there(passage: Passage, quote: str) -> str:
    if quoted.is_draft_translation(passage, quote):
        return _(
            "These words are a machine translation. It can be quoted only when a person has edited it and another has"
            " approved it: ask for that, or quote the original."
        )
    if quoted.holds(passage, quote):
        return _("These words are of the translation. Quote the original, and the translation beside it.")
    return _("These words are not in the document. Quote it word for word.")


def _take_back(request: Any, rows: Any) -> int:
    return int(rows.update(removed_by=request.user, removed_at=timezone.now()))


def _noted(
    request: Any, case: Case, claim: Claim, kind: str, key: uuid.UUID, payload: dict[str, Any], *, draft: bool = True
) -> None:
    """Into the log, and, where it is part of the draft, as a word written on the claim (separation of duties)."""
    if draft:
        authored(request, case, claim, "assessment_saved")
    cases.note(request, case.pk, kind, key=uuid.uuid5(key, kind), claim_id=claim.pk, payload=payload)
