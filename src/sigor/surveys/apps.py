"""The surveys app."""

from importlib import import_module

from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "sigor.surveys"
    label = "surveys"

    def ready(self) -> None:
        import_module("sigor.surveys.registers")
        import_module("sigor.surveys.rules")
