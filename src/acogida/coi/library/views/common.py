"""What the library's pages share: who may open them, and how what went wrong is said at the field."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest

from acogida.coi.access import in_libraries, may_research


def reader(request: HttpRequest) -> None:
    """Raise Http404 for who does not read country information."""
    if not in_libraries(request.user):
        raise Http404


def researcher(request: HttpRequest) -> None:
    """Raise Http404 for who does not keep the library."""
    if not (in_libraries(request.user) and may_research(request.user)):
        raise Http404


def take_in(form: forms.Form, error: ValidationError) -> None:
    """Put what an action found wrong at its fields."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, found in error.error_dict.items():
        form.add_error(name if name in form.fields else None, found)


def renewed(request: HttpRequest, version: int) -> Any:
    """What was posted, as if it had been made from the version that stands: saved again, it takes its place."""
    data: Any = request.POST.copy()
    data["version"] = version
    return data


def said(error: Any) -> str:
    """What an action found wrong, in one sentence, for a page without the form."""
    return " ".join(getattr(error, "messages", None) or [str(error)])
