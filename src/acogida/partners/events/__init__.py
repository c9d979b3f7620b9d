"""Partners are told what happened: `publish`, subscriptions, and signed callbacks to the addresses that were agreed."""

from acogida.partners.events.publishing import publish

__all__ = ["publish"]
