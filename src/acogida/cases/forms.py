"""Reading what the case pages send."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from acogida.cases.queries import QUEUES, Filters


class FilterForm(forms.Form):
    """The bar above the case list. Nonsense in an address narrows to nothing worse than the default."""

    queue = forms.CharField(required=False)
    stage = forms.CharField(required=False, label=_("Stage"))
    nationality = forms.CharField(required=False, label=_("Nationality"))
    modality = forms.CharField(required=False, label=_("Modality"))
    office = forms.CharField(required=False, label=_("Office"))
    assignee = forms.CharField(required=False, label=_("Assigned to"))
    since = forms.DateField(required=False, label=_("Presented since"))
    order = forms.ChoiceField(required=False, choices=[("due", _("Due first")), ("newest", _("Newest first"))])
    text = forms.CharField(required=False, max_length=100, label=_("Name or number"))

    def filters(self, default_queue: str) -> Filters:
        self.is_valid()
        values = {name: self.cleaned_data.get(name) or "" for name in self.fields}
        return Filters(
            queue=values["queue"] if values["queue"] in QUEUES else default_queue,
            stage=values["stage"],
            nationality=values["nationality"][:2],
            modality=values["modality"][:40],
            office=values["office"][:3],
            assignee=values["assignee"],
            since=self.cleaned_data.get("since"),
            order=values["order"] or "due",
            text=values["text"],
        )


class AssignForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput)
    assignee = forms.ChoiceField(label=_("Assigned to"), required=False)
    reason = forms.CharField(label=_("Reason"), required=False, max_length=200)

    def __init__(self, *args: Any, staff: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assignee"].choices = [("", _("Nobody")), *staff]  # type: ignore[attr-defined]


class SaveFilterForm(forms.Form):
    name = forms.CharField(max_length=60, label=_("Name of this view"))


def key_of(data: Any) -> uuid.UUID:
    """The idempotency key of a form; a form sent without one is refused before anything is written."""
    return uuid.UUID(str(data.get("key", "")))
