"""The acts app."""

from importlib import import_module

from django.apps import AppConfig


class ActsConfig(AppConfig):
    name = "sigor.acts"
    label = "acts"

    def ready(self) -> None:
        import_module("sigor.acts.registers")
        import_module("sigor.acts.rules")
