"""The context app."""

from importlib import import_module

from django.apps import AppConfig


class ContextConfig(AppConfig):
    name = "sigor.context"
    label = "context"

    def ready(self) -> None:
        import_module("sigor.context.registers")
        import_module("sigor.context.rules")
