"""Addresses of acts as files."""

from django.urls import re_path

from sigor.acts import views

urlpatterns = [
    re_path(r"^(?P<pk>\d+)/acto\.(?P<ending>docx|pdf)$", views.act_paper, {"slug": "acts"}, name="act_paper"),
]
