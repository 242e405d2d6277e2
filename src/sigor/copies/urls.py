"""Addresses where anybody verifies a copy: short, because they are printed and held in QRs."""

from django.urls import path

from sigor.copies import views

urlpatterns = [
    path("", views.verify, name="verify"),
    path("<str:code>/", views.verify_code, name="verify_code"),
]
