"""The addresses of the product."""

from django.urls import include, path
from django.views.i18n import set_language

urlpatterns = [
    path("", include("sigor.home.urls")),
    path("", include("sigor.accounts.urls")),
    path("administracion/", include("sigor.home.administration.urls")),
    path("registros/", include("sigor.registers.urls")),
    path("plan/", include("sigor.plans.urls")),
    path("", include("sigor.reports.urls")),
    path("api/v1/", include("sigor.config.api_urls")),
    path("idioma/", set_language, name="set_language"),
]
