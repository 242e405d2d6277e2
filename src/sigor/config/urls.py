"""The addresses of the product."""

from django.urls import include, path
from django.views.i18n import set_language

urlpatterns = [
    path("", include("sigor.home.urls")),
    path("", include("sigor.accounts.urls")),
    path("administracion/", include("sigor.home.administration.urls")),
    path("registros/", include("sigor.registers.urls")),
    path("plan/", include("sigor.plans.urls")),
    path("normas/", include("sigor.processes.urls")),
    path("normas/", include("sigor.standards.urls")),
    path("comite/", include("sigor.committee.urls")),
    path("mejora/", include("sigor.improvement.urls")),
    path("liderazgo/", include("sigor.leadership.urls")),
    path("integridad/", include("sigor.integrity.urls")),
    path("actos/", include("sigor.acts.urls")),
    path("encuestas/", include("sigor.surveys.urls")),
    path("incentivos/", include("sigor.incentives.urls")),
    path("datos/", include("sigor.indicators.urls_public")),
    path("resultados/", include("sigor.indicators.urls")),
    path("documentos/", include("sigor.documents.urls")),
    path("personas/", include("sigor.people.urls")),
    path("contexto/", include("sigor.context.urls")),
    path("riesgos/", include("sigor.risks.urls")),
    path("firmas/", include("sigor.signatures.urls")),
    path("", include("sigor.reports.urls")),
    path("v/", include("sigor.copies.urls")),
    path("api/v1/", include("sigor.config.api_urls")),
    path("idioma/", set_language, name="set_language"),
]
