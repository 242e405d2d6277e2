"""The documents app."""

from importlib import import_module

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "sigor.documents"
    label = "documents"

    def ready(self) -> None:
        import_module("sigor.documents.registers")
        import_module("sigor.documents.registers_retention")
        import_module("sigor.documents.rules")
        import_module("sigor.documents.publication")
