"""Staff administration, and the demonstration's switcher."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from acogida.accounts import actions, queries
from acogida.accounts.access import clashes
from acogida.accounts.forms import NewUserForm, PasswordForm, PostingForm
from acogida.accounts.models import Posting, User
from acogida.audit.record import write
from acogida.ui.public import public


@public
@require_POST
def switch_user(request: HttpRequest) -> HttpResponse:
    """Sign in as another person of the demonstration; this address does not exist outside it."""
    if not settings.DEMO:
        raise Http404
    user = get_object_or_404(User, username=request.POST.get("username", ""), is_demonstration=True, is_active=True)
    login(request, user, backend="allauth.account.auth_backends.AuthenticationBackend")
    write(request, "demo.switch", user)
    messages.info(request, _("You are now %(name)s.") % {"name": user.name})
    return redirect("home")


@require_GET
def staff_list(request: HttpRequest) -> HttpResponse:
    if not request.user.can("staff.manage"):
        raise Http404
    staff = queries.staff_visible_to(request.user).prefetch_related("postings__role", "postings__office")
    return render(request, "accounts/staff.html", {"staff": staff.order_by("first_name", "last_name")})


@require_http_methods(["GET", "POST"])
def staff_new(request: HttpRequest) -> HttpResponse:
    if not request.user.can("staff.manage"):
        raise Http404
    form = NewUserForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = actions.create_user(request, **form.cleaned_data)
        except ValidationError as error:
            form.add_error("password", error)
        else:
            return redirect("staff_page", pk=user.pk)
    return render(request, "accounts/staff_new.html", {"form": form})


@require_http_methods(["GET", "POST"])
def staff_page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One colleague's postings; a role one does not hold whole cannot be given."""
    if not request.user.can("staff.manage"):
        raise Http404
    user = get_object_or_404(queries.staff_visible_to(request.user), pk=pk)
    form = PostingForm(request.POST or None, initial={"office": user.office_id})
    if request.method == "POST" and form.is_valid():
        try:
            actions.post(request, user, form.cleaned_data["role"], form.cleaned_data["office"])
            messages.success(request, _("Role given."))
            return redirect("staff_page", pk=user.pk)
        except PermissionDenied as denied:
            form.add_error("role", str(denied))
    postings = user.postings.select_related("role", "office").order_by("-start")
    context = {"person": user, "postings": postings, "form": form, "clashes": list(clashes(user))}
    return render(request, "accounts/staff_page.html", context)


@require_http_methods(["GET", "POST"])
def staff_password(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Give a colleague a new password, in person."""
    if not request.user.can("staff.manage"):
        raise Http404
    user = get_object_or_404(queries.staff_visible_to(request.user), pk=pk)
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_password(request, user, form.cleaned_data["password"])
        except ValidationError as error:
            form.add_error("password", error)
        else:
            messages.success(request, _("New password set. Hand it over in person."))
            return redirect("staff_page", pk=user.pk)
    return render(request, "accounts/staff_password.html", {"person": user, "form": form})


@require_POST
def posting_end(request: HttpRequest, pk: int) -> HttpResponse:
    posting = get_object_or_404(Posting.objects.select_related("role", "office", "user"), pk=pk)
    if not request.user.can("staff.manage", posting.office):
        raise Http404
    actions.release(request, posting)
    messages.success(request, _("Role ended."))
    return redirect("staff_page", pk=posting.user_id)
