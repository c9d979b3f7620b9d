"""Who may see and issue certificates."""

from __future__ import annotations

from django.db.models import QuerySet

from acogida.accounts.access import declare, in_offices
from acogida.accounts.models import User
from acogida.cases.access import unsealed
from acogida.certificates.models import Certificate, Notice

declare(
    certificate__view="Open and print certificates",
    certificate__issue="Issue a certificate again, or revoke it",
    refusal__record="Write down that a service refused a person's paper, and follow it up",
    refusal__report="See in figures which services refuse papers",
)


def visible_to(user: User) -> QuerySet[Certificate]:
    """Certificates of the offices where `user` holds `certificate.view`."""
    return unsealed(in_offices(Certificate.objects.all(), user.offices_for("certificate.view")), user)


def notices_visible_to(user: User) -> QuerySet[Notice]:
    """Notices about cases of the offices where `user` holds `certificate.view`."""
    return unsealed(in_offices(Notice.objects.all(), user.offices_for("certificate.view"), "case__office"), user)
