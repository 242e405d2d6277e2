"""The processes app."""

from importlib import import_module

from django.apps import AppConfig


class ProcessesConfig(AppConfig):
    name = "sigor.processes"
    label = "processes"

    def ready(self) -> None:
        import_module("sigor.processes.registers")
        import_module("sigor.processes.rules")
