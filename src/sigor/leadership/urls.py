"""Addresses of leadership's own pages."""

from django.urls import path

from sigor.leadership import views

urlpatterns = [
    path("organizacion/", views.organisation, {"slug": "sig-roles"}, name="sig_organisation"),
]
