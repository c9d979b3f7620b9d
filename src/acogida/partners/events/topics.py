"""What partners can subscribe to. An agreement whose purpose is the topic's code says who may, and which fields it hears."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

NAMESPACE = uuid.UUID("6f1d0a52-4d0f-5c8e-9c1b-0d6e5a7b3c21")


@dataclass(frozen=True, slots=True)
class Topic:
    """`sealed_too`: the law names who must be told, so that somebody known to few is told of as well."""

    code: str
    label: Any
    sealed_too: bool = False

    @property
    def uuid(self) -> str:
        """OSIA's id of the topic: always the same for its code."""
        return str(uuid.uuid5(NAMESPACE, self.code))


TOPICS: Mapping[str, Topic] = {
    topic.code: topic
    for topic in (
        Topic("application_presented", _("Application presented"), sealed_too=True),  # RLSR art. 22: within 72 hours
        Topic("recognised", _("Recognition as a refugee")),
        Topic("card_issued", _("Card issued")),
        Topic("child_at_risk", _("Child at risk"), sealed_too=True),  # LGDNNA arts. 89, 122
        Topic("death", _("Death")),
        Topic("credential_revoked", _("Certificate revoked")),
    )
}
