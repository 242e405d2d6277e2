"""Addresses of reports and of the proof behind their figures."""

from django.urls import path, re_path

from sigor.reports import views

urlpatterns = [
    re_path(
        r"^informes/(?P<pk>\d+)/informe\.(?P<ending>docx|pdf)$", views.quarter_report, name="quarter_report"
    ),
    re_path(
        r"^plan/version/(?P<pk>\d+)/reformulacion/(?P<name>sustento|anexo|resolucion|oficio)\.(?P<ending>docx|pdf)$",
        views.reformulation_paper,
        name="reformulation_paper",
    ),
    path("prueba/<str:code>/", views.proof, name="proof"),
    path("prueba/", views.proof_search, name="proof_search"),
]
