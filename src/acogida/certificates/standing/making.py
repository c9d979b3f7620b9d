"""One press: every paper that is ready is issued, or requested from who issues it. Said paper by paper; one that fails
leaves the others as they are."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from acogida.audit.record import write
from acogida.cases.errors import Refused
from acogida.certificates import papers
from acogida.certificates.requirements.explaining import explain_for
from acogida.certificates.standing import makers
from acogida.certificates.standing.queries import can_be_made
from acogida.people.models import Person

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Outcome:
    """What became of one paper: "issued", "requested", or "failed" with why."""

    person: str
    document: str
    result: str
    why: str = ""


def make_ready(request: Any, persons: Sequence[Person], key: uuid.UUID) -> list[Outcome]:
    """Issue or request what is ready for each of `persons`, and what becomes ready by it (the number after the
    certificate). Each paper is a transaction of its own; the same `key` again makes nothing twice."""
    return [outcome for person in persons for outcome in _for(request, person, key)]


def _for(request: Any, person: Person, key: uuid.UUID) -> list[Outcome]:
    outcomes: dict[str, Outcome] = {}
    while True:
        asked = papers.asked_of([person])[person.pk]
        ready = [paper.code for paper in explain_for(person).documents if can_be_made(paper, asked)]
        todo = [code for code in ready if code not in outcomes]
        if not todo:
            return list(outcomes.values())
        outcomes[todo[0]] = _make(request, person, todo[0], uuid.uuid5(key, f"{person.pk}:{todo[0]}"))


def _make(request: Any, person: Person, code: str, key: uuid.UUID) -> Outcome:
    maker = makers.of(code)
    assert maker is not None  # it is ready because somebody makes it
    try:
        with transaction.atomic():
            maker.make(request, person, key=key)
            write(request, f"paper.{maker.verb}", person, detail={"document": code})
    except PermissionDenied as denied:
        why = str(denied) or _("You do not hold the permission for this step.")
    except ValidationError as problem:
        why = " ".join(problem.messages)
    except Refused as refused:
        why = " ".join(refused.messages)
    except Exception as error:  # noqa: BLE001 - one paper that cannot be made must not cost the others
        log.error("paper %s of person %s could not be made: %s", code, person.pk, type(error).__name__)
        why = _("It could not be made. Try again in a few minutes; nothing else was lost.")
    else:
        if maker.verb == "issue":
            return Outcome(str(person.pk), code, "issued")
        if makers.requested(code, person) or explain_for(person).paper(code).state == "issued":
            return Outcome(str(person.pk), code, "requested")
        why = _("Nothing can be asked for now.")
    return Outcome(str(person.pk), code, "failed", why)
