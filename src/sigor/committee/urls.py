"""Addresses of the committee's own pages."""

from django.urls import path

from sigor.committee import views

urlpatterns = [path("agenda/", views.session_agenda, {"slug": "agreements"}, name="committee_agenda")]
