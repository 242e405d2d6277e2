"""Addresses of surveys besides those of their registers."""

from django.urls import path

from sigor.surveys import views

WAVES = {"slug": "survey-waves"}

urlpatterns = [
    path("mediciones/<int:pk>/plantilla.xlsx", views.template, WAVES, name="wave_template"),
    path("mediciones/<int:pk>/cargar/", views.load, WAVES, name="wave_load"),
    path("mediciones/<int:pk>/corregir/", views.correct, WAVES, name="wave_correct"),
]
