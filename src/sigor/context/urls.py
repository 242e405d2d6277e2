"""Addresses of the context's own pages; its registers have theirs."""

from django.urls import path

from sigor.context import views

urlpatterns = [
    path("foda/", views.swot, name="swot"),
    path("debidas-diligencias/<int:pk>/respuestas/", views.diligence_answers, name="diligence_answers"),
]
