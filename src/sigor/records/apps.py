"""The records app."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "sigor.records"
    label = "records"
