"""The leadership app."""

from importlib import import_module

from django.apps import AppConfig


class LeadershipConfig(AppConfig):
    name = "sigor.leadership"
    label = "leadership"

    def ready(self) -> None:
        import_module("sigor.leadership.registers")
        import_module("sigor.leadership.rules")
