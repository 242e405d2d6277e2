"""The copies app: files that were issued, and how anybody verifies them."""

from django.apps import AppConfig


class CopiesConfig(AppConfig):
    name = "sigor.copies"
    label = "copies"
