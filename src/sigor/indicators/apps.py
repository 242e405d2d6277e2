"""The indicators app."""

from importlib import import_module

from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "sigor.indicators"
    label = "indicators"

    def ready(self) -> None:
        import_module("sigor.indicators.registers")
        import_module("sigor.indicators.rules")
        import_module("sigor.indicators.menu")
