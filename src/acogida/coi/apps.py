from django.apps import AppConfig


class CoiConfig(AppConfig):
    name = "acogida.coi"
