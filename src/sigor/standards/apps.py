"""The standards app."""

from importlib import import_module

from django.apps import AppConfig


class StandardsConfig(AppConfig):
    name = "sigor.standards"
    label = "standards"

    def ready(self) -> None:
        import_module("sigor.standards.registers")
        import_module("sigor.standards.rules")
