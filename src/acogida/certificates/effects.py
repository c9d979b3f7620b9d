"""What certificates does when a pack asks."""

from __future__ import annotations

from acogida.cases.models import Event
from acogida.certificates import actions, jobs, papers
from acogida.certificates.issuing import CERTIFICATE_OF_PROCEDURE
from acogida.certificates.requirements import changes, matrix
from acogida.hooks.registry import effect
from acogida.people.actions import IdentityDataChanged


@effect("issue_certificate")
def issue_certificate(event: Event) -> None:
    """A proof of claim (constancia de trámite) for the applicant and each dependant (LSR art. 22)."""
    members = list(event.case.members.filter(end=None).select_related("person").order_by("position"))
    actions.issue(event.case, members, kind=CERTIFICATE_OF_PROCEDURE, act=event.pk, actor=event.actor)


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
    kinds = [kind for kind, document in papers.OF_KIND.items() if document in carriers]
    if kinds:
        actions.mark_outdated(change.person, change.fields, kinds, change.actor)
