"""The WSGI entry point of the web server."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "acogida.config.settings")
os.environ.setdefault("ACOGIDA_POOL", "8")

from django.core.wsgi import get_wsgi_application  # noqa: E402  the settings name must be set first

application = get_wsgi_application()
