"""The signatures app."""

from importlib import import_module
from typing import Any

from django.apps import AppConfig

# Whoever comes to check a document has no account, and the signer of Firma Perú has no session: what lets it
# in is the secret in the address.
OPEN_PAGES = {
    "signature_validation",
    "signer_parameters",
    "signer_document",
    "signer_return",
    "signer_mark",
}


class SignaturesConfig(AppConfig):
    name = "sigor.signatures"
    label = "signatures"

    def ready(self) -> None:
        middleware: Any = import_module("sigor.accounts.middleware")
        middleware.OPEN_PAGES |= OPEN_PAGES
