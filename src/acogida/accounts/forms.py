"""Forms of staff administration."""

from django import forms
from django.utils.translation import gettext_lazy as _

from acogida.accounts.models import Office, Role, User


class NewUserForm(forms.Form):
    username = forms.SlugField(label=_("User name"), max_length=60)
    given = forms.CharField(label=_("Given names"), max_length=100)
    surname = forms.CharField(label=_("Surnames"), max_length=100)
    office = forms.ModelChoiceField(Office.objects.order_by("name"), label=_("Office"))
    password = forms.CharField(
        label=_("First password"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def clean_username(self) -> str:
        name = self.cleaned_data["username"]
        if User.objects.filter(username__iexact=name).exists():
            raise forms.ValidationError(_("That user name is taken."))
        return str(name)


class PostingForm(forms.Form):
    role = forms.ModelChoiceField(Role.objects.order_by("name_es"), label=_("Role"))
    office = forms.ModelChoiceField(Office.objects.order_by("name"), label=_("Office"))


class PasswordForm(forms.Form):
    password = forms.CharField(
        label=_("New password"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )
