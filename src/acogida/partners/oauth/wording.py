"""Scopes and acts in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from acogida.partners.oauth import scopes


def scope(code: str) -> str:
    """What a scope lets a system do."""
    words = {
        scopes.VERIFY: _("Ask whether somebody’s data fit"),
        scopes.READ: _("Read somebody’s data that its agreement lists"),
        scopes.IDENTIFY: _("Look for somebody by name and date of birth"),
        scopes.CREDENTIALS: _("Ask whether a certificate is good"),
        scopes.SUBSCRIBE: _("Subscribe to what happens"),
        scopes.SUBSCRIPTIONS: _("See its subscriptions"),
        scopes.TOPICS: _("See what it can subscribe to"),
    }
    if found := scopes.SET.fullmatch(code):
        return _("Read the set of data %(name)s") % {"name": found[1]}
    return words.get(code, code)


def act(code: str) -> str:
    """An entry of a client's history."""
    words = {
        "partners.client_added": _("Access given"),
        "partners.client_rotated": _("New secret"),
        "partners.client_revoked": _("Access taken away"),
    }
    return words.get(code, code)
