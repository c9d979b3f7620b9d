"""What was agreed with whom, what a person agreed to, and what was given on that ground."""

from __future__ import annotations


def installed() -> int:
    """Bring the agreements of this authority's pack into the register; how many rows were made."""
    from django.utils import timezone

    from acogida.accounts import authority
    from acogida.exchange.agreements.installing import install
    from acogida.exchange.models import Agency, Agreement
    from acogida.law import load_pack

    return install(load_pack(authority.pack_name()), timezone.localdate(), Agency, Agreement)
