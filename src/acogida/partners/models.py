"""The models of this room stand beside what they are about."""

from acogida.partners.events.models import Subscription
from acogida.partners.lists.models import StatutoryList
from acogida.partners.oauth.models import PartnerClient, Tally
from acogida.partners.osia.models import IdentifyTask
from acogida.partners.telling.models import Opinion, PaperRequest

__all__ = ["IdentifyTask", "Opinion", "PaperRequest", "PartnerClient", "StatutoryList", "Subscription", "Tally"]
