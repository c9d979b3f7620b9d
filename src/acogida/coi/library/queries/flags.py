"""What happened in countries, and which information it makes old."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce

from acogida.accounts.models import User
from acogida.coi.access import visible_documents
from acogida.coi.models import CountryFlag, DocumentCountry, DocumentVersion, Standing


@dataclass(frozen=True)
class Alert:
    """A flag with how many of the documents in use cover only the time before it."""

    flag: CountryFlag
    old: int


def made_old(flag: CountryFlag) -> QuerySet[DocumentVersion]:
    """Versions about the flag's country that cover only the time before it, or nobody knows which; withdrawn ones aside."""
    covered = Coalesce("cutoff", "period_to", "published_on")
    rows = DocumentVersion.objects.filter(
        document__countries__country=flag.country, document__countries__role=DocumentCountry.Role.MAIN
    ).exclude(standing__state=Standing.State.WITHDRAWN)
    rows = rows.annotate(covered=covered).filter(Q(covered__lt=flag.on) | Q(covered=None))
    return rows.order_by("-published_on")


def alerts(user: User | None, country: str) -> list[Alert]:
    """The flags of a country that were not ended, the latest event first."""
    flags = list(CountryFlag.objects.filter(country=country, ended_at=None).select_related("raised_by"))
    if not flags:
        return []
    counts = {f"n{at}": Count("pk", filter=Q(covered__lt=flag.on) | Q(covered=None)) for at, flag in enumerate(flags)}
    rows = DocumentVersion.objects.filter(
        document__in=visible_documents(user), standing__state=Standing.State.CURRENT,
        document__countries__country=country, document__countries__role=DocumentCountry.Role.MAIN,
    )  # fmt: skip
    found = rows.annotate(covered=Coalesce("cutoff", "period_to", "published_on")).aggregate(**counts)
    return [Alert(flag, found[f"n{at}"]) for at, flag in enumerate(flags)]


def past(country: str) -> QuerySet[CountryFlag]:
    """The flags of a country that were ended."""
    return CountryFlag.objects.filter(country=country, ended_at__isnull=False).select_related("raised_by", "ended_by")[
        :10
    ]
