"""Addresses of improvement."""

from django.urls import path

from sigor.improvement import views

urlpatterns = [
    path("matriz/", views.matrix, name="improvement_matrix"),
    path("matriz/xlsx/", views.matrix_file, name="improvement_matrix_file"),
    path("desde-hallazgo/", views.from_finding, name="improvement_from_finding"),
]
