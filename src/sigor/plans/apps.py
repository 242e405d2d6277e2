"""The plans app."""

from importlib import import_module

from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "sigor.plans"
    label = "plans"

    def ready(self) -> None:
        import_module("sigor.plans.rules")
