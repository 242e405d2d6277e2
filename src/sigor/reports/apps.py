"""The reports app."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "sigor.reports"
    label = "reports"
