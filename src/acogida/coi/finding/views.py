"""The search page. Terms travel by POST; the address is always the same, or names a search its owner saved."""

from __future__ import annotations

import logging
import uuid
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from acogida.accounts.models import User
from acogida.audit.record import write
from acogida.coi.access import in_libraries, visible_documents
from acogida.coi.finding import actions, asked, counting, personal, presentation, syntax, wording
from acogida.coi.finding.asked import Asked
from acogida.coi.library import topics
from acogida.coi.library.actions import feedback
from acogida.coi.models import DocumentVersion, SavedSearch
from acogida.coi.search import Results, search
from acogida.ui.posted import key_of

logger = logging.getLogger(__name__)
SHOWN = 10  # hits of each language at first
STEPS = (10, 25, 50)
MORE_WORDS = 12  # other words proposed when nothing was found


def reader(request: HttpRequest) -> User:
    """Who asks, if she sees country information at all; for others there is no such page."""
    user = cast(User, request.user)
    if not in_libraries(user):
        raise Http404
    return user


def posted(request: HttpRequest) -> Asked:
    """The search a form sent: the box, the chips on the page, what was added or dropped."""
    data = request.POST
    added = [value for name in ("add", "narrow") for value in data.getlist(name) if value]
    for name, pattern in (("phrase", '"{}"'), ("without", '-"{}"'), ("since", "since:{}"), ("until", "until:{}")):
        if value := data.get(name, "").strip():
            added.append(pattern.format(value))
    return asked.read(
        data.get("instead") or data.get("text", ""), [*data.getlist("chip"), *added], data.get("drop", "")
    )


def found(request: HttpRequest, wanted: Asked, limit: int, *, note: bool = True) -> Results | None:
    """What the engine finds. The audit trail keeps the terms; None when the search did not answer.

    `note`: whether it is a search of its own, not more of the one before.
    """
    user = cast(User, request.user)
    try:
        with transaction.atomic():
            results = search(asked.query(wanted, limit), user)
    except DatabaseError as error:
        # Only the type is logged: a database error's text may quote the terms.
        logger.error("search of country information failed: %s", type(error).__name__)
        return None
    hits = sum(map(len, results.by_language.values()))
    if note:
        counting.count(wanted, hits, user)
    write(request, "coi.search", detail={"terms": wanted.terms, "found": hits})
    return results


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """The box, its chips and what was found. GET shows an empty box, or the search that `saved` names."""
    user = reader(request)
    saved: SavedSearch | None = None
    wanted, limit = Asked(), SHOWN
    if request.method == "POST":
        wanted = posted(request)
        limit = limit_of(request)
    elif pk := request.GET.get("saved"):
        saved = _saved(user, pk)
        wanted = asked.read(saved.query["words"], saved.query["chips"])
    # Coming back to a page (`again`), and more of the same, are no searches of their own.
    anew = limit == SHOWN and "again" not in request.POST
    results = found(request, wanted, limit, note=anew) if wanted else None
    context = drawn(user, wanted, results, limit)
    if saved is not None:
        since = saved.seen_at
        actions.own(user).filter(pk=saved.pk).update(seen_at=timezone.now())
        context |= {"saved_as": saved, "new_since": since}
    htmx = getattr(request, "htmx", False) and not request.htmx.boosted
    return render(request, "coi/finding/_finder.html" if htmx else "coi/finding/page.html", context)


def limit_of(request: HttpRequest) -> int:
    """How many hits of each language are shown: one of STEPS."""
    text = request.POST.get("limit", "")
    wanted = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else SHOWN
    return min((step for step in STEPS if step >= wanted), default=STEPS[-1])


def _saved(user: User, pk: str) -> SavedSearch:
    try:
        return get_object_or_404(actions.own(user), pk=uuid.UUID(pk))
    except ValueError:
        raise Http404 from None


def drawn(user: User, wanted: Asked, results: Results | None, limit: int) -> dict[str, Any]:
    """What the whole page is drawn from."""
    context: dict[str, Any] = {
        "asked": wanted,
        "text": wanted.words,
        "chips": [
            {"token": syntax.token(chip), "words": asked.words_of(chip), "negative": chip.negative}
            for chip in wanted.chips
        ],
        "unknown": [asked.not_understood(chip) for chip in wanted.unknown],
        "filters": presentation.filters(user),
        "axes": [
            (name, [(topic.code, topic.label(get_language() or "es")) for topic in topics.topics_of(axis)])
            for name, axis in (
                (_("Subjects"), "section"),
                (_("Elements of the definition"), "element"),
                (_("Profiles"), "profile"),
            )
        ],
        "saved_searches": actions.own(user),
        "can_see_use": user.can("coi.figures"),
        "limit": limit,
        "failed": bool(wanted) and results is None,
        "personal": personal.in_words(wanted),
    }
    return context | (answered(user, wanted, results, limit) if results is not None else {})


def answered(user: User, wanted: Asked, results: Results, limit: int) -> dict[str, Any]:
    """What `coi/finding/_hits.html` is drawn from. A page of another room adds `embedded`, and as `pick` the template of what
    stands beside each hit."""
    shown = presentation.groups(results, wanted, user, limit)
    searched = results.searched
    context: dict[str, Any] = {
        "asked": wanted,
        "groups": shown,
        "count": sum(len(group.rows) for group in shown),
        "searched": searched,
        "more": next((step for step in STEPS if step > limit), None) if any(group.more for group in shown) else None,
        "titled": presentation.titled(user, wanted.words, 5),
        "took": results.took_ms,
        "zone": user.office,
        "can_ask": user.can("coi.ask"),
    }
    if searched is not None:
        context |= {
            "searched_in": wording.searched_in(searched),
            "searched_languages": wording.languages(searched.languages),
            "lacks": wording.lacks(searched),
            "lacking": wording.lacks_in_short(searched),
        }
    said = {reason.code for hits in results.by_language.values() for hit in hits for reason in hit.why}
    context["nearest"] = bool(context["count"] and wanted.words) and not said & {"words", "phrase"}
    if not context["count"] or context["nearest"]:
        context["other_words"] = topics.expand(wanted.words, ("es", "en"))[:MORE_WORDS]
        context["ask_country"] = next(iter(wanted.values(syntax.COUNTRY)), "")
        context["ask_consulted"] = wording.consulted(searched, user) if searched else ""
    return context


@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keep the search that is on the page."""
    user = reader(request)
    wanted = posted(request)
    try:
        kept = actions.save(request, wanted, request.POST.get("name", ""), key_of(request))
    except ValidationError as error:
        context = {"asked": wanted, "text": wanted.words, "tokens": wanted.tokens, "error": error.messages[0]}
        context |= {"name": request.POST.get("name", "")[:80], "chips": [asked.words_of(chip) for chip in wanted.chips]}
        return render(request, "coi/finding/save.html", context | {"user": user}, status=422)
    return redirect(f"{reverse('coi_search')}?saved={kept.pk}")


@require_POST
def remove(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Give up a saved search, or take it back (`back`)."""
    reader(request)
    kept = actions.remove(request, pk, back=bool(request.POST.get("back")))
    return render(request, "coi/finding/_saved.html", {"each": kept})


@require_POST
def fresh(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """How much is new for a saved search, as a badge that the list asks for."""
    user = reader(request)
    kept = get_object_or_404(actions.own(user), pk=pk)
    wanted = asked.read(kept.query["words"], kept.query["chips"])
    try:
        with transaction.atomic():
            results = search(asked.query(wanted, STEPS[-1]), user)
    except DatabaseError as error:
        logger.error("search of country information failed: %s", type(error).__name__)
        return HttpResponse("")
    hits = [hit for hits in results.by_language.values() for hit in hits]
    return render(request, "coi/finding/_fresh.html", {"n": presentation.new_since(kept, hits)})


@require_POST
def missed(request: HttpRequest) -> HttpResponse:
    """A reader says that what she looked for is not there."""
    reader(request)
    counting.missed(posted(request), key_of(request))
    return render(request, "coi/finding/_said.html", {"missed": True})


@require_POST
def say(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A reader says of the version of a hit that it is useful, or out of date."""
    user = reader(request)
    version = get_object_or_404(DocumentVersion, pk=pk, document__in=visible_documents(user))
    try:
        feedback.say(request, request.POST.get("say", ""), version=version, key=key_of(request))
    except ValidationError:
        raise Http404 from None
    return render(request, "coi/finding/_said.html", {})
