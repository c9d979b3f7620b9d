from django.apps import AppConfig


class LanguagesConfig(AppConfig):
    name = "acogida.languages"
