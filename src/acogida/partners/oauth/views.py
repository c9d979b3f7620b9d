"""Pages of administrators: which systems of other agencies have access."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from acogida.certificates.issuing import public_url
from acogida.exchange.actions import add_agency
from acogida.exchange.models import Agency
from acogida.partners.events.topics import TOPICS
from acogida.partners.oauth import actions, queries, scopes
from acogida.partners.oauth.forms import AgencyForm, ClientForm, RevokeForm, SecretForm
from acogida.partners.oauth.models import PartnerClient
from acogida.partners.osia.documents import SERVED
from acogida.ui.posted import key_of


@require_GET
def client_list(request: HttpRequest) -> HttpResponse:
    """Every agency whose systems have access, or could have."""
    _require(request)
    return render(request, "partners/clients.html", {"agencies": queries.by_agency()})


@require_http_methods(["GET", "POST"])
def agency_new(request: HttpRequest) -> HttpResponse:
    """An agency that nothing was agreed with yet; what comes next is an agreement."""
    _require(request)
    form = AgencyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = add_agency(request, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(
                request, _("%(name)s is known. Now an agreement with it can be proposed.") % {"name": made.name}
            )
            return redirect("partner_clients")
    return render(request, "partners/agency_new.html", {"form": form})


@never_cache
@require_http_methods(["GET", "POST"])
def client_new(request: HttpRequest, agency: str) -> HttpResponse:
    """Give a system access; its secret is shown once."""
    _require(request)
    known = get_object_or_404(Agency, pk=agency)
    form = ClientForm(request.POST or None, possible=scopes.possible(agency, timezone.localdate()))
    if request.method == "POST" and form.is_valid():
        try:
            client, secret = actions.add(request, agency, **form.cleaned_data, key=key_of(request))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return _shown(request, client, secret)
    return render(request, "partners/client_new.html", {"agency": known, "form": form})


@require_GET
def client_page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One system: what it may ask, when it last did, where it is called."""
    return _page(request, _client(request, pk), SecretForm(), RevokeForm())


@never_cache
@require_POST
def client_rotate(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A new secret, shown once."""
    client, form = _client(request, pk), SecretForm(request.POST)
    if not form.is_valid():
        return _page(request, client, form, RevokeForm(), status=422)
    try:
        client, secret = actions.rotate(request, pk, **form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error)
        return _page(request, client, form, RevokeForm(), status=422)
    return _shown(request, client, secret)


@require_POST
def client_revoke(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Access ends at once."""
    client, form = _client(request, pk), RevokeForm(request.POST)
    if not form.is_valid():
        return _page(request, client, SecretForm(), form, status=422)
    actions.revoke(request, pk, form.cleaned_data["reason"])
    messages.success(request, _("Access was taken away: secret and tokens are worth nothing from now on."))
    return redirect("partner_client", pk=pk)


def _page(request: HttpRequest, client: PartnerClient, secret: Any, revoke: Any, status: int = 200) -> HttpResponse:
    told = client.subscriptions.filter(ended_at=None).order_by("pk")
    content = {
        "client": client, "scopes": queries.scopes_of(client), "used_at": queries.last_use(client),
        "subscriptions": [(each, TOPICS[each.topic].label) for each in told],
        "history": queries.history(client), "secret_form": secret, "revoke_form": revoke,
    }  # fmt: skip
    return render(request, "partners/client.html", content, status=status)


def _shown(request: HttpRequest, client: PartnerClient, secret: str) -> HttpResponse:
    """The one page that has the secret; a form sent twice made nothing the second time, and leads to the client."""
    if not secret:
        return redirect("partner_client", pk=client.pk)
    site = f"{public_url()}/osia"
    content = {
        "client": client, "secret": secret, "token_url": f"{site}/oauth/token",
        "documents": [f"{site}/{name}/openapi.json" for name in SERVED],
    }  # fmt: skip
    return render(request, "partners/client_secret.html", content)


def _client(request: HttpRequest, pk: uuid.UUID) -> PartnerClient:
    _require(request)
    rows = PartnerClient.objects.select_related("agency", "application", "created_by", "revoked_by")
    return get_object_or_404(rows, pk=pk)


def _require(request: HttpRequest) -> None:
    if not request.user.can("partner.manage"):
        raise Http404
