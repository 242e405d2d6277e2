"""The chapters of the menu, in its order: results (7), what the programme delivers (6), then the model (8)."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

RESULTS = _("Resultados")
INCENTIVES = _("M01–M03 Incentivos")
CONTEXT = _("8.1 Contexto y requisitos")
LEADERSHIP = _("8.2 Liderazgo")
PROCESSES = _("8.3 Procesos")
RISKS = _("8.4 Riesgos")
DOCUMENTS = _("8.5 Documentos")
PEOPLE = _("8.6 Personas")
RESOURCES = _("8.7 Recursos")
SECURITY = _("8.8 Información segura")
INTEGRITY = _("8.9 Integridad")
EVALUATION = _("8.10 Evaluación")
IMPROVEMENT = _("8.11 Mejora")

ORDER = (
    RESULTS,
    INCENTIVES,
    CONTEXT,
    LEADERSHIP,
    PROCESSES,
    RISKS,
    DOCUMENTS,
    PEOPLE,
    RESOURCES,
    SECURITY,
    INTEGRITY,
    EVALUATION,
    IMPROVEMENT,
)


@dataclass(frozen=True)
class Page:
    """A page of a chapter that is not a register: a matrix, a map, a board."""

    chapter: Any
    label: Any
    url_name: str


_pages: dict[str, Page] = {}


def add_page(chapter: Any, label: Any, url_name: str) -> None:
    """Offer a page in the menu, above the registers of its chapter."""
    _pages[url_name] = Page(chapter, label, url_name)


def all_pages() -> list[Page]:
    return list(_pages.values())
