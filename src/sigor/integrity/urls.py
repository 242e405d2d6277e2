"""Addresses of integrity's own pages."""

from django.urls import path

from sigor.integrity import views

urlpatterns = [
    path("puestos/", views.sensitive_posts, {"slug": "sensitive-posts"}, name="sensitive_posts"),
    path(
        "compromisos/firmar/<int:pk>/",
        views.sign,
        {"slug": "ethics-commitments"},
        name="sign_commitment",
    ),
]
