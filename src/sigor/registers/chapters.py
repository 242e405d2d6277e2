"""The chapters of the SIG model, as section 8 of the plan orders them; the menu follows this order."""

from django.utils.translation import gettext_lazy as _

CONTEXT = _("8.1 Contexto y requisitos")
LEADERSHIP = _("8.2 Liderazgo")
PROCESSES = _("8.3 Procesos")
RISKS = _("8.4 Riesgos")
PEOPLE = _("8.6 Personas")
RESOURCES = _("8.7 Recursos")
SECURITY = _("8.8 Información segura")
INTEGRITY = _("8.9 Integridad")
EVALUATION = _("8.10 Evaluación")
IMPROVEMENT = _("8.11 Mejora")

ORDER = (
    CONTEXT,
    LEADERSHIP,
    PROCESSES,
    RISKS,
    PEOPLE,
    RESOURCES,
    SECURITY,
    INTEGRITY,
    EVALUATION,
    IMPROVEMENT,
)
