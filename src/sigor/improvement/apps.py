"""The improvement app."""

from importlib import import_module

from django.apps import AppConfig


class ImprovementConfig(AppConfig):
    name = "sigor.improvement"
    label = "improvement"

    def ready(self) -> None:
        import_module("sigor.improvement.registers")
        import_module("sigor.improvement.rules")
