"""The incentives app."""

from importlib import import_module

from django.apps import AppConfig


class IncentivesConfig(AppConfig):
    name = "sigor.incentives"
    label = "incentives"

    def ready(self) -> None:
        import_module("sigor.incentives.registers")
        import_module("sigor.incentives.rules")
        import_module("sigor.incentives.menu")
