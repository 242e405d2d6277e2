"""The registers of chapter 8.4, risks."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from sigor.accounts.models import User
from sigor.registers import chapters
from sigor.registers.declaration import Register, Section, register
from sigor.risks.filters import RiskFilterSet
from sigor.risks.models import Risk, RiskControl, RiskScale, ScaleLevel, Treatment
from sigor.risks.selectors import accepters

CLAUSES = ("9001:6.1", "37001:4.5", "27001:6.1.2", "27001:8.2")


@register
class Risks(Register):
    slug = "risks"
    model = Risk
    name = _("Riesgos y oportunidades")
    purpose = _("Qué puede ocurrir, cuánto pesa, qué lo controla y quién decide vivir con él.")
    chapter = chapters.RISKS
    clauses = CLAUSES
    columns = (
        "code",
        "title",
        "risk_class",
        "process",
        "unit",
        "inherent_score",
        "residual_score",
        "level",
        "review_due",
        "state",
    )
    filters = (
        "unit",
        "state",
        "kind",
        "risk_class",
        "process",
        "inherent_likelihood",
        "inherent_impact",
        "residual_likelihood",
        "residual_impact",
        "scale",
        "review_due",
    )
    search = ("code", "title", "cause", "effect")
    sections = (
        Section(_("Qué puede ocurrir"), "title", "kind", "risk_class", "cause", "effect"),
        Section(_("Dónde"), "unit", "process"),
        Section(_("Cuánto pesa por sí solo"), "scale", "inherent_likelihood", "inherent_impact"),
        Section(_("Cuánto queda con sus controles"), "residual_likelihood", "residual_impact"),
        Section(_("Qué se hace"), "response", "review_due"),
    )
    due_field = "review_due"
    filter_class = RiskFilterSet
    list_template = "risks/risks.html"
    detail_template = "risks/risk.html"

    def detail_context(self, record: Any, user: User) -> dict[str, Any]:
        return {"accepters": accepters(record)}


@register
class RiskControls(Register):
    slug = "risk-controls"
    model = RiskControl
    name = _("Controles del riesgo")
    purpose = _("Qué se hace cada vez para que el riesgo no ocurra, se note a tiempo o dañe menos.")
    chapter = chapters.RISKS
    clauses = ("9001:6.1", "37001:8.3", "27001:6.1.3")
    columns = ("code", "title", "kind", "owner", "effectiveness", "review_due", "state")
    filters = ("unit", "state", "kind", "effectiveness")
    search = ("code", "title", "how", "owner")
    sections = (
        Section(_("El control"), "title", "risk", "unit", "kind", "how"),
        Section(_("Quién y cuándo"), "owner", "frequency", "review_due"),
        Section(_("Si funciona"), "effectiveness"),
    )
    due_field = "review_due"
    parent = "risk"
    in_menu = False


@register
class Treatments(Register):
    slug = "risk-treatments"
    model = Treatment
    name = _("Tratamientos del riesgo")
    purpose = _("Qué falta hacer, quién lo hace y hasta cuándo, para que el riesgo quede donde debe.")
    chapter = chapters.RISKS
    clauses = ("9001:6.1", "27001:6.1.3", "27001:8.3")
    columns = ("code", "title", "owner", "due_date", "state")
    filters = ("unit", "state", "due_date")
    search = ("code", "title", "owner", "resources")
    sections = (
        Section(_("El tratamiento"), "title", "risk", "unit"),
        Section(_("Quién, con qué y para cuándo"), "owner", "resources", "due_date"),
    )
    due_field = "due_date"
    parent = "risk"
    in_menu = False


@register
class RiskScales(Register):
    slug = "risk-scales"
    model = RiskScale
    name = _("Escalas de riesgo")
    purpose = _("Con qué valores se evalúa cada clase de riesgo, qué nivel resulta y cuánto se admite.")
    chapter = chapters.RISKS
    clauses = CLAUSES
    columns = ("code", "title", "risk_class", "valid_from", "valid_to", "appetite_score", "state")
    filters = ("unit", "state", "risk_class", "valid_from")
    search = ("code", "title", "source")
    sections = (
        Section(_("La escala"), "title", "risk_class", "appetite_score", "unit"),
        Section(_("Desde cuándo y por qué"), "valid_from", "valid_to", "source"),
    )


@register
class ScaleLevels(Register):
    slug = "risk-scale-levels"
    model = ScaleLevel
    name = _("Valores y niveles de la escala")
    purpose = _("Los valores de probabilidad e impacto, y los niveles que dan sus puntajes.")
    chapter = chapters.RISKS
    clauses = CLAUSES
    columns = ("code", "axis", "title", "value", "min_score", "max_score", "acceptance", "state")
    filters = ("unit", "state", "axis")
    search = ("code", "title", "meaning")
    sections = (
        Section(_("El valor o nivel"), "title", "scale", "axis", "meaning", "unit"),
        Section(_("Si es probabilidad o impacto"), "value"),
        Section(_("Si es un nivel"), "min_score", "max_score", "acceptance"),
    )
    parent = "scale"
    in_menu = False
