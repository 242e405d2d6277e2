"""The risks app."""

from importlib import import_module

from django.apps import AppConfig


class RisksConfig(AppConfig):
    name = "sigor.risks"
    label = "risks"

    def ready(self) -> None:
        import_module("sigor.risks.registers")
        import_module("sigor.risks.rules")
