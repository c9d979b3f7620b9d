"""django-oauth-toolkit's validator, with a former secret that still works while a partner changes over."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.hashers import check_password
from django.utils import timezone
from oauth2_provider.oauth2_validators import OAuth2Validator

from acogida.partners.oauth.models import PartnerClient


class Validator(OAuth2Validator):
    """Client credentials of partners' clients only."""

    def authenticate_client(self, request: Any, *args: Any, **kwargs: Any) -> bool:
        """Whether the secret is the client's, and the client has not been revoked."""
        if not super().authenticate_client(request, *args, **kwargs):
            return False
        request.partner = PartnerClient.of(request.client)
        return request.partner is not None

    def _check_secret(self, provided_secret: str, stored_secret: str) -> bool:
        if super()._check_secret(provided_secret, stored_secret):
            return True
        former = PartnerClient.objects.filter(
            application__client_secret=stored_secret, former_until__gt=timezone.now(), revoked_at=None
        ).values_list("former_secret", flat=True)
        return any(check_password(provided_secret, each) for each in former if each)
