"""The addresses of coverage and of each clause."""

from django.urls import path

from sigor.processes import views

urlpatterns = [
    path("", views.coverage, name="coverage"),
    path("clausulas/<str:number>/", views.clause, name="clause_page"),
]
