"""Translations in the menu, with the country information they are mostly of."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from acogida.cases import panels
from acogida.languages import editor
from acogida.ui.menu import menu


def works_here(user: Any) -> bool:
    """Whether she translates or approves."""
    return bool(user.can("language.translate") or user.can("language.review"))


menu.add("translations", _("Translations"), "translation_list", "language", order=36, section=_("Country information"),
         badge=editor.waiting_for, shown=works_here)  # fmt: skip
panels.starter(
    "translations",
    _("Translations"),
    _("Machine drafts become Spanish that can be quoted: one person edits, another approves."),
    "translation_list",
    "language",
    action="language.translate",
    order=50,
    waiting=editor.waiting_for,
)
