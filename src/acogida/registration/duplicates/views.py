"""Pages of the duplicates desk."""

from __future__ import annotations

import uuid
from collections import defaultdict
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from acogida.audit.record import write
from acogida.files.store import get
from acogida.people import duplicates
from acogida.people.access import visible_to
from acogida.people.duplicates import access, judging, leases, weighing
from acogida.people.duplicates.states import ASKED
from acogida.people.judgements import Judgement, PossibleDuplicate, Source
from acogida.people.matching import weights, wording
from acogida.people.matching.explain import Reason
from acogida.people.models import Person
from acogida.registration.duplicates import compare, conflicts, queue
from acogida.registration.duplicates.run import Run
from acogida.ui.posted import key_of

ACTION = "duplicates.judge"
CHANGES = {
    "name": gettext_lazy("name"),
    "birth": gettext_lazy("date of birth"),
    "sex": gettext_lazy("sex"),
    "nationality": gettext_lazy("nationality"),
    "number": gettext_lazy("CURP"),
}
MOST_IN_A_GROUP = 8  # shown side by side; the rest follows when these are answered


def _allowed(request: HttpRequest) -> None:
    if not request.user.can(ACTION):
        raise Http404


def _pair(request: HttpRequest, pk: uuid.UUID) -> PossibleDuplicate:
    """The pair, or 404 for whoever may not know of it."""
    rows = access.pairs_for(request.user).select_related("first__office", "second__office", "holder")
    return get_object_or_404(rows, pk=pk)


def _person(request: HttpRequest, pk: uuid.UUID) -> Person:
    return get_object_or_404(visible_to(request.user).select_related("office"), pk=pk)


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """What waits at the desk."""
    _allowed(request)
    filters = queue.Filters.read(request.GET)
    number = int(request.GET["page"]) if request.GET.get("page", "").isdigit() else 1
    page = queue.page(request.user, filters, number)
    people = [str(person.pk) for item in page.items for person in item.persons]
    write(request, "duplicates.list", detail={"filters": filters.query(), "persons": people})

    def address(at: int) -> str:
        return f"?{urlencode({**filters.query(), 'page': at})}"

    context = {
        "tab": "queue", "filters": filters, "page": page, "counts": queue.counts(request.user),
        "sources": Source.choices, "ages": queue.AGES, "offices": queue.offices(request.user),
        "query": filters.query(), "previous": address(page.number - 1) if page.number > 1 else "",
        "next": address(page.number + 1) if page.number < page.pages else "",
        "certain": weights.load().automatic, "filtered": bool(set(filters.query()) - {"order"}),
    }  # fmt: skip
    return render(request, "registration/duplicates/list.html", context)


@require_GET
def waiting(request: HttpRequest) -> HttpResponse:
    """Merges that wait for a second person, and persons who now have two open cases."""
    _allowed(request)
    context = {
        "tab": "waiting",
        "counts": queue.counts(request.user),
        "waiting": [(row, _pair_of(row)) for row in queue.waiting(request.user)[:200]],
        "conflicts": conflicts.two_open_cases(request.user),
    }
    write(request, "duplicates.list", detail={"tab": "waiting"})
    return render(request, "registration/duplicates/waiting.html", context)


def _pair_of(judgement: Judgement) -> uuid.UUID:
    """The desk's page of a judgement; made when the pair came another way."""
    row, _created = PossibleDuplicate.objects.get_or_create(
        first_id=judgement.first_id, second_id=judgement.second_id,
        defaults={"sources": [judgement.source], "state": "waiting", "probability": judgement.probability,
                  "weight": judgement.weight, "last_seen": judgement.at},
    )  # fmt: skip
    return row.pk


@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Begin to compare, one after the other."""
    _allowed(request)
    run = Run(request)
    run.start(request.user, queue.Filters.read(request.POST))
    return _go_on(request, run)


def _go_on(request: HttpRequest, run: Run) -> HttpResponse:
    leases.give_back(request.user)
    row = queue.next_pair(request.user, run.filters, run.skipped)
    if row is None:
        messages.success(request, _("That was the last one: nothing more waits here."))
        return redirect(f"{reverse('duplicates')}?{urlencode(run.filters.query())}")
    return redirect("duplicates_pair", row.pk)


@require_GET
def pair(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Two persons side by side; a group of more goes to its own page unless this pair was asked for."""
    row = _pair(request, pk)
    if row.group and "pair" not in request.GET and len(_persons_of(request, row.group)) > 2:
        return redirect("duplicates_group", row.group)
    return _show(request, row)


def _show(
    request: HttpRequest, row: PossibleDuplicate, *, status: int = 200, note: str = "", error: str = ""
) -> HttpResponse:
    user = request.user
    write(request, "duplicates.view", row, detail={"persons": [str(row.first_id), str(row.second_id)]})
    people = compare.known([row.first_id, row.second_id])
    standing = Judgement.objects.filter(first=row.first_id, second=row.second_id, withdrawn_at=None)
    judgement = standing.select_related("by", "confirmed_by").first()
    may_judge = access.may(user, ACTION, people)
    held_by = leases.take(user, row.group, row.pk) if row.state in ASKED and may_judge else None
    columns = compare.columns(user, people, row.pk)
    whole = all(column.full for column in columns)
    found = weighing.weigh(row.first_id, row.second_id)
    both_open = all(judging.open_cases([person.pk]) for person in people)
    context: dict[str, Any] = {
        "row": row, "columns": columns, "rows": compare.rows(user, columns), "held_by": held_by, "run": Run(request),
        "judgement": judgement, "may_judge": may_judge, "both_open": both_open, "note": note, "error": error,
        "asked": row.state in ASKED, "reasons": _reasons(queue.told(found.reasons, whole=whole)), "probability": f"{100 * found.probability:.0f} %",
        "bits": found.bits, "whole": whole, "certain": weights.load().automatic, "ask": [column for column in columns if not column.full],
        "four_eyes": both_open or not access.may(user, "duplicates.merge", people),
        "may_confirm": bool(judgement and judgement.waits and judgement.by_id != user.pk
                            and access.may(user, "duplicates.confirm", people)),
        "may_withdraw": bool(judgement and judging.may_withdraw(user, judgement, people)),
        "changed": [CHANGES[each] for each in row.changed if each in CHANGES] if row.state in ASKED else [],
        "sources": [Source(each).label for each in row.sources],
        "in_group": bool(row.group) and len(_persons_of(request, row.group)) > 2,
    }  # fmt: skip
    return render(request, "registration/duplicates/pair.html", context, status=status)


def _reasons(found: list[Reason]) -> list[dict[str, Any]]:
    """Each thing said once, with the bits of all that says it."""
    bits: dict[str, float] = defaultdict(float)
    for reason in found:
        bits[wording.phrase(reason)] += reason.bits
    # What nearly everybody shares may weigh a little less than nothing: it agrees, and is not shown as speaking against.
    agree = {wording.phrase(reason) for reason in found if reason.what in ("same", "exact")}
    return [
        {
            "text": text,
            "bits": sum_,
            "tone": "success" if sum_ > 0.3 else "danger" if sum_ < -0.3 and text not in agree else "secondary",
        }
        for text, sum_ in sorted(bits.items(), key=lambda each: -abs(each[1]))
    ]


@require_POST
def judge(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The answer about a pair; then the next one."""
    row = _pair(request, pk)
    run, verdict, note = Run(request), request.POST.get("verdict", ""), request.POST.get("note", "")
    if verdict == "skip":
        run.skip([row.pk])
        return _go_on(request, run)
    if other := leases.holder_of(row, request.user):
        error = _("%(name)s is comparing this pair now.") % {"name": other.name}
        return _show(request, row, status=409, note=note, error=error)
    try:
        said = duplicates.judge(
            request, row.first_id, row.second_id, verdict, note=note, key=key_of(request),
            leads=_uuid(request.POST.get("leads")), expected=_uuid(request.POST.get("expected")),
        )  # fmt: skip
    except PermissionDenied:
        raise Http404 from None
    except duplicates.NotPossible as refused:
        return _show(request, _pair(request, pk), status=409, note=note, error=str(refused))
    run.judged([said.pk], verdict, row.pk)
    return _go_on(request, run)


def _persons_of(request: HttpRequest, group: uuid.UUID) -> list[uuid.UUID]:
    rows = access.pairs_for(request.user).filter(group=group, state__in=ASKED)
    return sorted({person for pair in rows.values_list("first_id", "second_id") for person in pair})


@require_GET
def group(request: HttpRequest, group: uuid.UUID) -> HttpResponse:
    """Several persons of whom some may be one, side by side."""
    return _show_group(request, group)


def _show_group(
    request: HttpRequest, group: uuid.UUID, *, status: int = 200, error: str = "", chosen: Any = ()
) -> HttpResponse:
    rows = list(access.pairs_for(request.user).filter(group=group, state__in=ASKED).select_related("holder"))
    if not rows:
        raise Http404
    rows.sort(key=lambda row: (-(row.probability or 0), row.pk))
    ids = list(dict.fromkeys(person for row in rows for person in (row.first_id, row.second_id)))
    shown = ids[:MOST_IN_A_GROUP]
    people = compare.known(shown)
    columns = compare.columns(request.user, people, rows[0].pk)
    write(request, "duplicates.view", rows[0], detail={"persons": [str(each) for each in shown]})
    may_judge = access.may(request.user, ACTION, people)
    place = {column.person.pk: number for number, column in enumerate(columns, 1)}
    context = {
        "group": group, "columns": columns, "rows": compare.rows(request.user, columns), "run": Run(request),
        "held_by": leases.take(request.user, group, rows[0].pk) if may_judge else None, "more": len(ids) - len(shown), "error": error,
        "pairs": [(row, place[row.first_id], place[row.second_id], round(100 * (row.probability or 0)))
                  for row in rows if row.first_id in place and row.second_id in place],
        "may_judge": may_judge, "chosen": set(chosen),
        "ask": [column for column in columns if not column.full],
    }  # fmt: skip
    return render(request, "registration/duplicates/group.html", context, status=status)


@require_POST
def judge_group(request: HttpRequest, group: uuid.UUID) -> HttpResponse:
    """Several of a group are one person, or all of them others."""
    run, verdict = Run(request), request.POST.get("verdict", "")
    rows = list(access.pairs_for(request.user).filter(group=group, state__in=ASKED).select_related("holder"))
    if not rows:
        return _go_on(request, run)
    if verdict == "skip":
        run.skip([row.pk for row in rows])
        return _go_on(request, run)
    inside = set(_persons_of(request, group))
    chosen = [each for text in request.POST.getlist("person") if (each := _uuid(text)) in inside]
    other = next((who for row in rows if (who := leases.holder_of(row, request.user))), None)
    if other:
        error = _("%(name)s is comparing these persons now.") % {"name": other.name}
        return _show_group(request, group, status=409, error=error, chosen=chosen)
    note, key = request.POST.get("note", ""), key_of(request)
    try:
        if verdict == "same":
            made = duplicates.merge(request, chosen, note=note, key=key)
        elif len(chosen) < 2:
            raise duplicates.NotPossible(_("Choose at least two."))
        else:
            made = [
                duplicates.judge(request, row.first_id, row.second_id, verdict, note=note, key=key)
                for row in rows
                if {row.first_id, row.second_id} <= set(chosen)
            ]
    except PermissionDenied:
        raise Http404 from None
    except duplicates.NotPossible as refused:
        return _show_group(request, group, status=409, error=str(refused), chosen=chosen)
    run.judged([each.pk for each in made], verdict, rows[0].pk)
    left = access.pairs_for(request.user).filter(pk__in=[row.pk for row in rows], state="open").first()
    return redirect("duplicates_pair", left.pk) if left else _go_on(request, run)


@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Take back what was said last in this sitting, and show it again."""
    _allowed(request)
    run = Run(request)
    last = run.last
    try:
        for pk in last.get("ids", []):
            duplicates.withdraw(request, uuid.UUID(pk), _("Undone at once"))
    except (Judgement.DoesNotExist, PermissionDenied):
        raise Http404 from None
    run.undone()
    if not last:
        return redirect("duplicates")
    messages.success(request, _("Undone. Everything is as it was."))
    return redirect("duplicates_pair", last["pair"])


@require_POST
def second(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The second person's answer about a merge that waits, or a judgement taken back: confirm, decline, withdraw."""
    judgement = get_object_or_404(access.judgements_for(request.user), pk=pk)
    act, why = request.POST.get("act", ""), request.POST.get("why", "")
    try:
        if act == "confirm":
            duplicates.confirm(request, judgement.pk)
            messages.success(request, _("Confirmed. They are one person now, and their cases say so."))
        elif act == "decline":
            duplicates.decline(request, judgement.pk, why)
            messages.success(request, _("Not confirmed. The pair is open again."))
        elif act == "withdraw":
            duplicates.withdraw(request, judgement.pk, why)
            messages.success(request, _("Taken back. Everything is as it was before."))
        else:
            raise Http404
    except PermissionDenied as denied:
        messages.error(request, str(denied))
    except duplicates.NotPossible as refused:
        messages.error(request, str(refused))
    back = _uuid(request.POST.get("person"))
    if back:
        return redirect("duplicates_person", back)
    return redirect("duplicates_waiting") if act != "withdraw" else redirect("duplicates_pair", _pair_of(judgement))


@require_GET
def person(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Everything that was judged about a person, newest first."""
    _allowed(request)
    shown = _person(request, pk)
    write(request, "duplicates.history", shown)
    rows = access.judgements_for(request.user)
    mine = (rows.filter(first=shown) | rows.filter(second=shown)).select_related(
        "first__office", "second__office", "by", "confirmed_by", "withdrawn_by"
    )
    found = [
        {"judgement": each, "other": each.second if each.first_id == shown.pk else each.first,
         "may_withdraw": each.withdrawn_at is None and judging.may_withdraw(request.user, each, [each.first, each.second])}
        for each in mine.order_by("-at", "-pk")[:200]
    ]  # fmt: skip
    return render(request, "registration/duplicates/person.html", {"person": shown, "rows": found})


@require_GET
def photo(request: HttpRequest, pk: uuid.UUID, who: uuid.UUID) -> HttpResponse:
    """A photograph at the desk, for whoever may compare the pair whole."""
    row = _pair(request, pk)
    pairs = access.pairs_for(request.user).filter(group=row.group) if row.group else [row]
    known = {each for other in pairs for each in (other.first_id, other.second_id)}
    shown = Person.objects.select_related("photo").filter(pk=who).first() if who in known else None
    if shown is None or shown.photo is None or shown.pk not in access.fully(request.user, [shown]):
        raise Http404
    response = HttpResponse(get(shown.photo), content_type=shown.photo.media_type)
    response["Cache-Control"] = "private, max-age=300"
    return response


def _uuid(text: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return None
