"""The integrity app."""

from importlib import import_module

from django.apps import AppConfig


class IntegrityConfig(AppConfig):
    name = "sigor.integrity"
    label = "integrity"

    def ready(self) -> None:
        import_module("sigor.integrity.registers")
        import_module("sigor.integrity.rules")
