"""Addresses of the pages of risks that are not a register's own."""

from django.urls import path

from sigor.risks import views

urlpatterns = [path("mapa/", views.risk_map, name="risk_map")]
