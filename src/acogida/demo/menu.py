"""The demonstration in the menu, at the bottom; not there in production."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from acogida.ui.menu import menu

if settings.DEMO:
    menu.add("demo", _("About this demonstration"), "about_demo", "test-pipe", order=999)
