"""Pages of persons: one person, her photo, a correction."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from acogida.audit.record import write
from acogida.files.store import get
from acogida.people import one_person
from acogida.people.access import hidden_from, visible_needs, visible_to
from acogida.people.actions import StaleVersion, correct_person
from acogida.people.forms import CorrectionForm, SealForm
from acogida.people.models import FamilyRelation, Person
from acogida.people.numbers import queries as numbers
from acogida.people.sealing import seal


def find(request: HttpRequest, pk: uuid.UUID) -> Person:
    """The person if the user may see her; else 404."""
    people = visible_to(request.user).select_related("office", "photo", "name_decided_by")
    return get_object_or_404(people, pk=pk)


@require_GET
def person_page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What is known of one person, how well, and since when."""
    person = find(request, pk)
    write(request, "person.view", person)
    hidden = hidden_from(request.user).values("pk")
    theirs = person.relations.select_related("relative").filter(end=None).exclude(relative__in=hidden)
    of = person.relations_of.select_related("person").filter(end=None).exclude(person__in=hidden)
    relations = [(r.get_kind_display(), r.relative, True) for r in theirs] + [
        (r.get_kind_display(), r.person, False) for r in of
    ]
    context: dict[str, Any] = {
        "person": person,
        "today": person.office.today(),
        "age": person.age(person.office.today()),
        "needs": visible_needs(request.user, person.office_id).filter(person=person),
        "other_names": person.other_names.order_by("-recorded_at"),
        "relations": relations,
        "memberships": person.memberships.select_related("case__office").order_by("-start"),
        "may_edit": request.user.can("person.edit", person.office_id),
        "may_seal": request.user.can("person.seal", person.office_id),
        "parent": FamilyRelation.Kind.PARENT.label,
        "one": one_person.of(request.user, person),
        "may_judge": request.user.can("duplicates.judge"),
        **numbers.card(request.user, person),
    }
    return render(request, "people/person.html", context)


@require_GET
def person_photo(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The photograph, to whom may see the person; never cached outside the browser."""
    person = find(request, pk)
    if person.photo is None:
        raise Http404
    response = HttpResponse(get(person.photo), content_type=person.photo.media_type)
    response["Cache-Control"] = "private, max-age=300"
    return response


@require_http_methods(["GET", "POST"])
def person_seal(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Make a person known to few, or open her again, for a reason."""
    person = find(request, pk)
    if not request.user.can("person.seal", person.office_id):
        raise Http404
    form = SealForm(request.POST or None, initial={"sealed": not person.sealed, "key": uuid.uuid4()})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        person = seal(request, person.pk, sealed=given["sealed"], reason=given["reason"], key=given["key"])
        messages.success(
            request,
            _("Sealed. Few know of this person now.") if person.sealed else _("The person is no longer sealed."),
        )
        return redirect("person_page", pk=person.pk)
    return render(request, "people/seal.html", {"person": person, "form": form})


@require_http_methods(["GET", "POST"])
def person_correct(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Correct what is known, with a reason. If somebody saved meanwhile, both versions are shown and nothing is lost."""
    person = find(request, pk)
    if not request.user.can("person.edit", person.office_id):
        raise Http404
    form = CorrectionForm(request.POST or None, initial=CorrectionForm.of(person))
    theirs: list[tuple[str, str, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            correct_person(
                request, person.pk, form.changes(), version=form.cleaned_data["version"],
                reason=form.cleaned_data["reason"],
            )  # fmt: skip
        except StaleVersion:
            person.refresh_from_db()
            theirs = form.differences(person)
            form.take_version(person.version)
            messages.warning(request, _("Somebody else saved meanwhile. Compare, and save again to keep yours."))
        else:
            messages.success(request, _("Correction saved. The former value is kept."))
            return redirect("person_page", pk=person.pk)
    status = 409 if theirs else 200
    return render(request, "people/correct.html", {"person": person, "form": form, "theirs": theirs}, status=status)
