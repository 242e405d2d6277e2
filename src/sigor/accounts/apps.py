"""The accounts app."""

from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "sigor.accounts"
    label = "accounts"

    def ready(self) -> None:
        # drf-spectacular knows an extension once its module is loaded; `tokens` cannot hold it,
        # because REST framework loads `tokens` while drf-spectacular is itself being loaded.
        import_module("sigor.accounts.openapi")
