"""The addresses of the statement of applicability."""

from django.urls import path

from sigor.standards import views

HERE = {"slug": views.SLUG}

urlpatterns = [
    path("declaraciones/nueva/", views.statement_new, HERE, name="statement_new"),
    path("declaraciones/comparar/", views.statement_compare, HERE, name="statement_compare"),
    path("declaraciones/<int:pk>/xlsx/", views.statement_xlsx, HERE, name="statement_xlsx"),
    path("declaraciones/<int:pk>/oscal/", views.statement_oscal, HERE, name="statement_oscal"),
]
