"""The WSGI entry point of the web server."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "acogida.config.settings")
os.environ.setdefault("ACOGIDA_POOL", "8")
os.environ["ACOGIDA_WEB"] = "1"  # the database shows a web process nothing until a request says who is asking

from django.core.wsgi import get_wsgi_application  # after the settings are named

application = get_wsgi_application()
