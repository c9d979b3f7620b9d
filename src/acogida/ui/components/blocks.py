"""Pieces that hold other markup: cards, alerts, dialogs, dropdowns. The content comes already escaped."""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from acogida.ui.components.pieces import tone_of

ALERT_ICONS = {"success": "circle-check", "warning": "alert-triangle", "danger": "alert-octagon"}


def card(
    content: str, title: Any = "", icon: str = "", tone: str = "", css: str = "", id: str = "", flush: bool = False
) -> SafeString:
    """`{% card title=_("Members") icon="users" %}…{% endcard %}`; `tone` draws a coloured top edge,
    `flush` leaves out the padding for tables and lists."""
    values = {"content": content, "title": title, "icon": icon, "tone": tone, "css": css, "id": id, "flush": flush}
    return render_to_string("ui/card.html", values)


def alert(content: str, tone: str = "info", title: Any = "", icon: str = "", css: str = "") -> SafeString:
    """`{% alert "warning" title=_("RENAPO does not answer") %}…{% endalert %}`."""
    drawing = icon or ALERT_ICONS.get(tone, "info-circle")
    values = {"content": content, "tone": tone_of(tone), "title": title, "icon": drawing, "css": css}
    return render_to_string("ui/alert.html", values)


def dialog(content: str, id: str, title: Any, size: str = "") -> SafeString:
    """`{% dialog "close-case" _("Close the case") %}…{% enddialog %}`, opened by any `data-dialog="close-case"`."""
    return render_to_string("ui/dialog.html", {"content": content, "id": id, "title": title, "size": size})


def dropdown(
    content: str, label: Any = "", icon: str = "", css: str = "btn", hidden_label: Any = "", end: bool = True
) -> SafeString:
    """`{% dropdown label=_("Documents") icon="printer" %}<a class="dropdown-item" …>…{% enddropdown %}`.
    For a bare icon give `hidden_label` instead of `label`."""
    values = {"content": content, "label": label, "icon": icon, "css": css, "hidden_label": hidden_label, "end": end}
    return render_to_string("ui/dropdown.html", values)
