"""Who may see and record the evidence for a person's papers: whoever may see her, and correct what is known of her."""

from __future__ import annotations

from django.db.models import QuerySet

from acogida.accounts.models import User
from acogida.certificates.requirements.models import Evidence
from acogida.people import access as people

RECORD = "person.edit"


def visible_to(user: User) -> QuerySet[Evidence]:
    """Evidence of the persons whom `user` may see, withdrawn ones too."""
    return Evidence.objects.filter(person__in=people.visible_to(user))
