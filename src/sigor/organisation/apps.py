"""The organisation app."""

from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    name = "sigor.organisation"
    label = "organisation"
