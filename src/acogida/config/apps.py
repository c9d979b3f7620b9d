from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ConfigConfig(AppConfig):
    name = "acogida.config"

    def ready(self) -> None:
        """Load what each room declares, so that registries are complete before the first request."""
        autodiscover_modules("access", "facts", "effects", "menu", "jobs", "letters")
