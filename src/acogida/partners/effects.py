"""What partners do when a pack asks, or a room below."""

from __future__ import annotations

from acogida.cases.models import Case, Event
from acogida.certificates.models import Certificate
from acogida.hooks.registry import effect
from acogida.partners import papers  # noqa: F401 - it registers the papers that others issue
from acogida.partners.telling import children, documents, hearing, institute, ministry, news
from acogida.people.models import Person


@effect("tell_partners")
def tell_partners(event: Event) -> None:
    """Partners who subscribed hear that it happened."""
    news.of_step(event)


@effect("tell_child_protection")
def tell_child_protection(event: Event) -> None:
    """The child protection authority hears at once of a child who is alone or at risk."""
    children.look_after(event)


@effect("specific_needs_added")
def specific_needs_added(person: Person) -> None:
    """A flag that was added later may be one that must be told."""
    children.flags_changed(person, Case.objects.filter(members__person=person, members__end=None, open=True))


@effect("ask_ministry")
def ask_ministry(event: Event) -> None:
    """An opinion on a country is asked of the Ministry of Foreign Affairs."""
    ministry.ask(event)


@effect("request_document")
def request_document(event: Event) -> None:
    """A migration document is asked for by the system."""
    documents.by_step(event)


@effect("tell_protection")
def tell_protection(event: Event) -> None:
    """A decision was notified: where it protects, the migration authority hears of it."""
    institute.protection_began(event)


@effect("tell_protection_ended")
def tell_protection_ended(event: Event) -> None:
    """The status has ended for good."""
    institute.protection_ended(event)


@effect("tell_death")
def tell_death(event: Event) -> None:
    """Somebody of the case has died."""
    institute.died(event)


@effect("certificate_revoked")
def certificate_revoked(certificate: Certificate) -> None:
    """A certificate was revoked: whoever was told of it hears that it counts no longer."""
    institute.certificate_ended(certificate)


hearing.listen()
