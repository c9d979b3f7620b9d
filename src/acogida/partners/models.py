"""The models of this room stand beside what they are about."""

from acogida.partners.events.models import Subscription
from acogida.partners.oauth.models import PartnerClient, Tally
from acogida.partners.osia.models import IdentifyTask

__all__ = ["IdentifyTask", "PartnerClient", "Subscription", "Tally"]
