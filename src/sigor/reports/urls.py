"""Addresses of reports and of the proof behind their figures."""

from django.urls import path, re_path

from sigor.reports import views

urlpatterns = [
    re_path(
        r"^informes/(?P<pk>\d+)/informe\.(?P<ending>docx|pdf)$", views.quarter_report, name="quarter_report"
    ),
    path("prueba/<str:code>/", views.proof, name="proof"),
    path("prueba/", views.proof_search, name="proof_search"),
]
