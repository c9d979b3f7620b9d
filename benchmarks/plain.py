"""The peer: a plain Django page of 25 rows. Django's default middleware, nobody signed in, one query, a bare table."""

from __future__ import annotations

import os

import django
from django.conf import settings

if not settings.configured:
    from acogida.config.database import databases

    os.environ.setdefault("ACOGIDA_POOL", "4")
    settings.configure(
        ALLOWED_HOSTS=["*"],
        DATABASES=databases(),
        INSTALLED_APPS=[f"django.contrib.{name}" for name in ("contenttypes", "auth", "sessions", "messages")],
        MIDDLEWARE=[
            "django.middleware.security.SecurityMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.locale.LocaleMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
        ],
        ROOT_URLCONF="benchmarks.plain",
        SECRET_KEY="the peer keeps no secret",  # noqa: S106
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
        USE_I18N=False,
    )
    django.setup()

from django.core.wsgi import get_wsgi_application
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine
from django.urls import path


class Row(models.Model):
    """The columns a plain list would show."""

    id = models.UUIDField(primary_key=True)
    number = models.CharField(max_length=32)
    title = models.CharField(max_length=210)
    stage = models.CharField(max_length=20)
    nationality = models.CharField(max_length=2)
    presented_on = models.DateField()
    next_due = models.DateField()

    class Meta:
        app_label = "plain"
        managed = False
        db_table = "cases_case"


PAGE = Engine().from_string(
    "<!doctype html><title>Cases</title><table>{% for row in rows %}<tr><td><a href='/{{ row.number }}'>{{ row.number }}</a>"
    "<td>{{ row.title }}<td>{{ row.stage }}<td>{{ row.nationality }}<td>{{ row.presented_on }}<td>{{ row.next_due }}</tr>"
    "{% endfor %}</table>"
)


def rows(request: HttpRequest) -> HttpResponse:
    return HttpResponse(PAGE.render(Context({"rows": Row.objects.order_by("-presented_on", "-id")[:25]})))


urlpatterns = [path("", rows)]
application = get_wsgi_application()
