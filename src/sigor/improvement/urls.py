"""Addresses of improvement."""

from django.urls import path

from sigor.improvement import views

urlpatterns = [
    path("matriz/", views.matrix, name="improvement_matrix"),
    path("matriz/xlsx/", views.matrix_file, name="improvement_matrix_file"),
    path(
        "desde-conciliacion/<int:pk>/<slug:name>/",
        views.from_differences,
        {"slug": "incentive-reconciliations"},
        name="incentive_nonconformity",
    ),
    path(
        "desde-senal/<int:pk>/",
        views.from_signal,
        {"slug": "signals"},
        name="signal_nonconformity",
    ),
    path("desde-hallazgo/", views.from_finding, name="improvement_from_finding"),
]
