"""Asking: the form, the check before sending, the list and the request's own page."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from acogida.accounts.models import User
from acogida.audit.record import write
from acogida.cases.access import visible_to
from acogida.cases.errors import Conflict, Refused
from acogida.coi.models import CoiRequest, IssuedResponse
from acogida.coi.requests import actions, queries, screened, states, terms, wording
from acogida.coi.requests.access import in_unit, linked_case, steps_for, visible_issued
from acogida.coi.requests.actions.asking import hindrances
from acogida.coi.requests.forms import AskForm
from acogida.coi.requests.views.common import complain, find, language, row_of, version_of
from acogida.coi.search import Query, search
from acogida.people.countries import country_name
from acogida.ui.posted import key_of

SHOWN = 100


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Requests, by queue, country and word of the state."""
    user = request.user
    if not (user.can("coi.ask") or in_unit(user)):
        raise Http404
    names = ["mine", "open", "answered", "all"]
    if in_unit(user):
        names = list(queries.QUEUES)
    wanted = request.GET.get("queue", "")
    chosen = wanted if wanted in names else "mine"
    rows = queries.queue(user, chosen)
    country = request.GET.get("country", "")
    if len(country) == 2 and country.isalpha():
        rows = rows.filter(country=country.upper())
    labels = {
        "mine": _("Mine"), "triage": _("To triage"), "soon": _("Due soon"), "review": _("To review"),
        "open": _("Open requests"), "stale": _("To update"), "answered": _("Answered requests"), "all": _("All requests"),
    }  # fmt: skip
    here = reverse("coi_requests")
    tabs = [
        {
            "label": labels[name], "url": f"{here}?queue={name}" + (f"&country={country}" if country else ""),
            "active": name == chosen,
            "count": _count(user, name),
        }
        for name in names
    ]  # fmt: skip
    found = CoiRequest.objects.filter(pk__in=queries.queue(user, "all").values("pk")).order_by()
    codes = sorted(set(found.values_list("country", flat=True).distinct()), key=country_name)
    context = {
        "tabs": tabs, "rows": [row_of(row) for row in rows[:SHOWN]], "queue": chosen, "country": country.upper(),
        "countries": [(code, country_name(code)) for code in codes], "asks": user.can("coi.ask"), "unit": in_unit(user),
        "more": rows.count() > SHOWN,
    }  # fmt: skip
    return render(request, "coi/requests/list.html", context)


def _count(user: User, name: str) -> int | None:
    """What waits in a queue of the unit; of her own, the answers she has not read."""
    if name == "mine":
        return queries.news(user).count() or None
    return queries.queue(user, name).count() if name in ("triage", "soon", "review", "stale") else None


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The form. `?case=` links a case; a search page may send its words by POST (`prefill`)."""
    if not request.user.can("coi.ask"):
        raise Http404
    if request.method == "POST" and "prefill" not in request.POST:
        form = AskForm(request.POST, user=request.user)
        if form.is_valid():
            case = form.cleaned_data.pop("case")
            asked = actions.ask(request, form.cleaned_data, case=case, key=key_of(request))
            return redirect("coi_request_check", asked.pk)
        return render(request, "coi/requests/ask.html", {"form": form}, status=422)
    number = request.GET.get("case", "")[:32]
    case = visible_to(request.user).filter(number=number).first() if number else None
    initial = {
        "case": case.number if case else "", "country": case.nationality if case else (request.POST.get("country") or request.GET.get("country", ""))[:2],
        "question": request.POST.get("question", "")[:3000], "consulted": request.POST.get("consulted", "")[:2000],
    }  # fmt: skip
    return render(request, "coi/requests/ask.html", {"form": AskForm(initial=initial, user=request.user)})


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Change a request before it is sent, or when it came back."""
    asked = find(request, pk)
    if asked.state not in states.WRITABLE or asked.requester_id != request.user.pk:
        raise Http404
    form = AskForm(request.POST or None, initial=AskForm.values_of(asked), user=request.user, linked=True)
    if request.method == "POST" and form.is_valid():
        try:
            actions.rewrite(request, pk, form.cleaned_data, version=version_of(request))
        except (Conflict, Refused) as error:
            form.add_error(None, str(error))
        else:
            return redirect("coi_request_check", pk)
    status = 422 if form.errors else 200
    return render(request, "coi/requests/ask.html", {"form": form, "asked": asked}, status=status)


@require_GET
def check(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Before it is sent: what was answered or asked already, and what may be somebody's data."""
    asked = find(request, pk)
    if asked.state not in states.WRITABLE or asked.requester_id != request.user.pk:
        return redirect("coi_request", pk)
    return _check(request, asked)


def _check(request: HttpRequest, asked: CoiRequest, reasons: list[str] | None = None) -> HttpResponse:
    groups: dict[tuple[str, str], dict[str, Any]] = {}
    for found in screened.of_request(asked):
        mark = (found.finding.kind, found.finding.fragment)
        row = groups.setdefault(mark, {"kind": mark[0], "fragment": mark[1], "words": wording.found(mark[0]), "at": [],
                                       "hers": found.finding.hers, "confirmed": found.confirmed})  # fmt: skip
        row["at"].append(found)
    alike = queries.alike(
        request.user, asked.country, " ".join([asked.title, asked.question, *asked.sub_questions]), but=asked
    )
    context = {
        "asked": asked, "groups": sorted(groups.values(), key=lambda row: row["confirmed"]), "alike": alike,
        "cancel_url": reverse("coi_request_act", args=[asked.pk, "cancel"]),
        "hindrances": hindrances(asked), "reasons": reasons or [], "country": country_name(asked.country),
        "open": sum(not row["confirmed"] for row in groups.values()), "case": linked_case(request.user, asked),
    }  # fmt: skip
    return render(request, "coi/requests/check.html", context, status=409 if reasons else 200)


@require_GET
def near(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What the library says about a question: read before asking. Drawn after the page, since search takes its time."""
    asked = find(request, pk)
    wanted = Query(asked.question[:400], countries=(asked.country,), limit=4, per_document=1)
    return render(request, "coi/requests/_near.html", {"results": search(wanted, request.user), "asked": asked})


@require_POST
def found(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take out what was found, or say that it is nobody's."""
    asked = find(request, pk)
    kind, fragment = request.POST.get("kind", ""), request.POST.get("fragment", "")
    try:
        if request.POST.get("act") == "remove":
            actions.remove_found(request, pk, kind, fragment)
        else:
            actions.confirm_not_personal(request, pk, kind, fragment, request.POST.get("reason", ""))
    except Refused as refused:
        complain(request, refused)
    except ValueError:
        raise Http404 from None
    return redirect("coi_request_check" if asked.state in states.WRITABLE else "coi_response_draft", pk)


@require_POST
def submit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Send it."""
    asked = find(request, pk)
    try:
        asked = actions.submit(request, pk, key=key_of(request))
    except Refused as refused:
        return _check(request, asked, refused.messages)
    messages.success(request, _("Sent to the COI unit as %(number)s.") % {"number": asked.number})
    return redirect("coi_request", pk)


@require_GET
def page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One request: what is asked, where it stands, what happened, and what can be done."""
    return show(request, find(request, pk))


def show(request: HttpRequest, asked: CoiRequest, reasons: list[str] | None = None) -> HttpResponse:
    """The request's page, with why something was not done."""
    user = request.user
    if asked.state == "draft":
        return redirect("coi_request_check", asked.pk)
    answer = queries.of_number(user, asked.number) or (
        visible_issued(user).filter(pk=asked.answered_by_id).first() if asked.answered_by_id else None
    )
    if asked.requester_id == user.pk and answer is not None and asked.state in states.ANSWERED:
        actions.seen(request, asked.pk)
    write(request, "coi_request.view", asked)
    place = states.place(asked.state)
    words = {
        "submitted": pgettext("request", "Submitted"), "triaged": _("Triage"), "assigned": _("Assigned"), "drafting": _("Research and writing"),
        "review": _("Peer review"), "approved": _("Approval"), "issued": _("Answer"),
    }  # fmt: skip
    due = None
    if asked.received_on and asked.due_on:
        due = terms.due(asked.urgency, asked.received_on, asked.unit, asked.needed_by, language())
    steps = steps_for(user, asked)
    context = row_of(asked) | {
        "reasons": reasons or [], "steps": steps, "case": linked_case(user, asked), "unit": in_unit(user), "due": due,
        "bar": [{"label": label, "state": "done" if n < place else "current" if n == place else "todo"}
                for n, (_code, label) in enumerate(words.items())],
        "events": [{"event": e, "label": wording.step(e.kind)} for e in asked.events.select_related("actor")],
        "answer": answer, "response": getattr(asked, "response", None), "closed": place < 0,
        "researchers": queries.researchers() if steps & {"assign", "hand_over"} else [],
        "alike": queries.alike(user, asked.country, f"{asked.title} {asked.question}", but=asked)
        if steps & {"duplicate", "answered"} else None,
        "packs": queries.packs_in_force(asked.country) if steps & {"duplicate", "answered"} else [],
        "reasons_of_urgency": CoiRequest.Reason.choices, "topic_words": wording.topics.labels(asked.topics, language()),
        "danger": asked.risk and not asked.risk_cleared_by_id and in_unit(user) and asked.state in states.OPEN,
        "pack_words": asked.answered_pack.label if asked.answered_pack else "",
        "others": IssuedResponse.objects.filter(standing__state="current", country=asked.country).exclude(request=asked)[:20]
        if "supersede" in steps else [],
        "writes": in_unit(user) and asked.state in states.DRAFTABLE and hasattr(asked, "response"),
        "zone": user.office.zone if user.office else None,
        "more_acts": [
            ("revise", _("Write a new version"), _("Why a new version is needed")),
            ("reopen", _("Take it back to change it"), _("What is to be changed")),
            ("withdraw", _("Withdraw the answer"), _("Why nobody should use it any more")),
            *([("withdraw_meanwhile", _("Withdraw the answer"), _("Why nobody should use it any more"))] if answer and answer.standing.state == "current" else []),
            ("cancel", _("Take the request back"), _("Why it is no longer needed")),
        ],
    }  # fmt: skip
    return render(request, "coi/requests/request.html", context, status=409 if reasons else 200)


ACTS = ("withdraw_meanwhile", "cancel", "reformulate", "accept", "research", "revise", "reopen", "withdraw", "clear_danger", "close", "assign",
        "hand_over", "review", "issue", "supersede", "draft")  # fmt: skip


@require_POST
def act(request: HttpRequest, pk: uuid.UUID, name: str) -> HttpResponse:
    """One step of the way."""
    asked = find(request, pk)
    if name not in ACTS:
        raise Http404
    try:
        _take(request, asked, name)
    except (Refused, PermissionDenied) as error:
        words = error.messages if isinstance(error, Refused) else [str(error)]
        asked.refresh_from_db()
        return show(request, asked, words)
    except ValueError:  # a word that no form of ours sends
        raise Http404 from None
    if name in ("draft", "reopen", "revise"):
        return redirect("coi_response_draft", pk)
    return redirect("coi_request", pk)


def _take(request: HttpRequest, asked: CoiRequest, name: str) -> None:
    pk, key, sent = asked.pk, key_of(request), request.POST
    match name:
        case "withdraw_meanwhile":
            actions.withdraw(request, pk, sent.get("note", ""), key=key)
        case "cancel" | "reformulate" | "revise" | "reopen" | "withdraw" | "clear_danger":
            getattr(actions, name)(request, pk, sent.get("note", ""), key=key)
        case "accept":
            actions.accept(request, pk, key=key, urgency_reason=sent.get("urgency_reason"))
        case "research":
            actions.research(request, pk, key=key)
        case "draft":
            actions.start(request, pk, key=key)
        case "review":
            actions.send_to_review(request, pk, key=key)
        case "issue":
            actions.issue(request, pk, key=key)
        case "close":
            kind, _sep, other = sent.get("by", "").partition(":")
            found = _uuid(other)
            names = {"duplicate": "duplicate_of", "answer": "answered_by", "pack": "answered_pack"}
            if kind not in names or found is None:
                raise Refused([_("Choose what it is closed with.")])
            actions.close_as(request, pk, note=sent.get("note", ""), key=key, **{names[kind]: found})
        case "supersede":
            actions.supersede(request, pk, _uuid(sent.get("by", "")) or asked.pk, key=key)
        case _:
            to = next((user for user in queries.researchers() if str(user.pk) == sent.get("to", "")), None)
            if to is None:
                raise Refused([_("Choose a researcher.")])
            getattr(actions, name)(request, pk, to, key=key)


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
