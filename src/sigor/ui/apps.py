"""The ui app."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "sigor.ui"
    label = "ui"
