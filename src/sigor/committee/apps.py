"""The committee app."""

from importlib import import_module

from django.apps import AppConfig


class CommitteeConfig(AppConfig):
    name = "sigor.committee"
    label = "committee"

    def ready(self) -> None:
        import_module("sigor.committee.registers")
        import_module("sigor.committee.rules")
