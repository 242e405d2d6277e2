"""The demo app."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "sigor.demo"
    label = "demo"
