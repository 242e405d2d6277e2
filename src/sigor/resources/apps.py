"""The resources app."""

from importlib import import_module

from django.apps import AppConfig


class ResourcesConfig(AppConfig):
    name = "sigor.resources"
    label = "resources"

    def ready(self) -> None:
        import_module("sigor.resources.registers")
        import_module("sigor.resources.rules")
