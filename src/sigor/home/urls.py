"""Addresses of the tray, the search, the audit trail and the health check."""

from django.urls import path

from sigor.home import views

urlpatterns = [
    path("", views.home, name="home"),
    path("buscar/", views.search, name="search"),
    path("bitacora/", views.audit_trail, name="audit_trail"),
    path("salud/", views.health, name="health"),
]
