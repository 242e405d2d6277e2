"""Addresses of the pages of people that are not registers."""

from django.urls import path

from sigor.people import views

urlpatterns = [
    path("brechas/", views.gaps, name="people_gaps"),
    path("pendientes/", views.pending, name="people_pending"),
    path("lecturas/", views.readings, name="people_readings"),
    path("lecturas/<int:pk>/acuse/", views.acknowledge, name="people_acknowledge"),
]
