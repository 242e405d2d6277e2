"""Addresses of the tray, the search, the audit trail and the health check."""

from django.urls import path

from sigor.home import verification, views

urlpatterns = [
    path("", views.home, name="home"),
    path("buscar/", views.search, name="search"),
    path("verificacion/", verification.verification, name="verification"),
    path("verificacion/<slug:code>/", verification.verification_rule, name="verification_rule"),
    path("agenda/", verification.unit_agenda, name="agenda"),
    path("agenda/<str:acronym>/", verification.unit_agenda, name="unit_agenda"),
    path("bitacora/", views.audit_trail, name="audit_trail"),
    path("salud/", views.health, name="health"),
]
