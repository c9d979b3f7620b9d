from django.apps import AppConfig


class DeterminationConfig(AppConfig):
    name = "acogida.determination"
