"""Addresses of acts as files, and of what waits to be published."""

from django.urls import path, re_path

from sigor.acts import views

DUTIES = {"slug": "act-duties"}

urlpatterns = [
    re_path(r"^(?P<pk>\d+)/acto\.(?P<ending>docx|pdf)$", views.act_paper, {"slug": "acts"}, name="act_paper"),
    path("<int:pk>/pedir-firma/", views.act_signing, {"slug": "acts"}, name="act_signing"),
    path("publicar/", views.publication_queue, DUTIES, name="publication_queue"),
    path("publicar/<int:pk>/paquete.zip", views.publication_package, DUTIES, name="publication_package"),
]
