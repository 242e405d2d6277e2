"""The people app."""

from importlib import import_module

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "sigor.people"
    label = "people"

    def ready(self) -> None:
        import_module("sigor.people.registers")
        import_module("sigor.people.rules")
