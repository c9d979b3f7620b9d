"""How differences between packs are drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from acogida.coi.models import Document, DocumentVersion
from acogida.coi.packs.difference import Difference

register = template.Library()


@register.filter
def parts(difference: Difference) -> list[tuple[str, str, str, list[Any]]]:
    """Title, tone, icon and changes of each kind."""
    return [
        (pgettext("documents of a pack", "Added"), "success", "plus", difference.added),
        (pgettext("documents of a pack", "Removed"), "danger", "minus", difference.removed),
        (pgettext("documents of a pack", "Replaced"), "info", "refresh", difference.replaced),
        (pgettext("documents of a pack", "Moved"), "secondary", "arrows-sort", difference.moved),
    ]


@register.simple_tag
def edition(named: Mapping[str, DocumentVersion], pk: str, hides: bool) -> SafeString | str:
    """A document with its edition, leading to it; of one that is not public only that it is one."""
    version = named.get(pk)
    if version is None or (hides and version.document.access == Document.Access.RESTRICTED):
        return _("Not public")
    said = version.edition or (date_format(version.published_on, "d/m/Y") if version.published_on else "")
    return format_html(
        '<a href="{}">{}</a> <span class="text-secondary small">{}</span>',
        reverse("coi_version", args=[version.pk]), str(version.document), " · ".join(filter(None, [str(version.document.source), said])),
    )  # fmt: skip
