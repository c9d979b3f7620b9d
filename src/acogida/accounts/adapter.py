"""Sign-in rules of allauth: accounts are made by the authority, never by a visitor."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class StaffOnly(DefaultAccountAdapter):
    """No public sign-up, no password reset by e-mail (an administrator resets it in person)."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
