"""What certificates does when a pack asks."""

from __future__ import annotations

from acogida.cases.models import Event
from acogida.certificates import actions, jobs, kinds, life
from acogida.certificates import papers as _papers  # noqa: F401 - registers which papers are made here
from acogida.certificates.requirements import changes, matrix
from acogida.hooks.registry import effect
from acogida.law import CertificateKind
from acogida.people.actions import IdentityDataChanged
from acogida.people.models import IdentityNumber


@effect("issue_certificate")
def issue_certificate(event: Event) -> None:
    """The certificates that the pack gives at this step: a proof of claim (constancia de trámite) for the applicant and each
    dependant when it is admitted (LSR art. 22), a certificate of recognition to who is told of one."""
    rows = event.case.members.filter(end=None).select_related("person").order_by("position")
    members = list(rows.filter(person=event.claim.person_id) if event.claim else rows)
    outcome = event.claim.outcome if event.claim else ""
    for kind in kinds.issued_by(event.kind, outcome):
        actions.issue(event.case, members, kind=kind.code, act=_act(event, kind), actor=event.actor)


def _act(event: Event, kind: CertificateKind) -> str:
    first = kind.code == kinds.CERTIFICATE_OF_PROCEDURE  # the only kind there was: its acts are the events themselves
    return str(event.pk) if first else f"{event.pk}:{kind.code}"


@effect("claims_moved")
def claims_moved(event: Event) -> None:
    """A step moved claims to another stage: certificates that the pack does not give there end, or are suspended."""
    life.settle(event.case_id, event.actor)


@effect("identity_number_changed")
def identity_number_changed(number: IdentityNumber, kind: str) -> None:
    """A number was renewed, replaced or ended; in a job, for it may concern several cases."""
    jobs.follow_number.defer(number_id=number.pk)


@effect("tell_agency")
def tell_agency(event: Event) -> None:
    """Tell the migration authority that the application was presented, or admitted; the letter is made by the worker."""
    jobs.tell_agency.defer(event_id=str(event.pk))


@effect("identity_data_changed")
def identity_data_changed(change: IdentityDataChanged) -> None:
    """Something that papers say of a person was corrected: it is kept which, and her certificates that carry it are marked
    to be issued again."""
    items = changes.note(change.person, change.fields)
    carriers = changes.carriers(matrix.in_force(), items)
    carrying = [kind.code for kind in kinds.pack().kinds if kind.document in carriers]
    if carrying:
        actions.mark_outdated(change.person, change.fields, carrying, change.actor)
