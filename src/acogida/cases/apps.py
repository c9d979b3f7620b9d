from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "acogida.cases"

    def ready(self) -> None:
        from acogida.cases import consequences  # noqa: F401  what a change of the rules does to cases is told to accounts
