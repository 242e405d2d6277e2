"""The registers of the incentives: rules, runs, reconciliations, visits and alerts."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from sigor.accounts.models import User
from sigor.incentives import pages
from sigor.incentives.models import HomeVisit, HouseholdAlert, Reconciliation, RuleVersion, Run
from sigor.registers import chapters
from sigor.registers.declaration import Register, Section, register

CLAUSES = ("9001:8.5", "9001:8.7", "37001:8.3")


@register
class Rules(Register):
    slug = "incentive-rules"
    model = RuleVersion
    name = _("Reglas de incentivos")
    purpose = _(
        "Montos, edades, requisitos y excepciones vigentes por fechas, con su fuente; y qué efecto tiene cambiarlos."
    )
    chapter = chapters.INCENTIVES
    clauses = ("9001:8.2", "9001:8.5")
    columns = ("code", "title", "unit", "state")
    search = ("code", "title", "change_reason")
    sections = (Section(_("La versión"), "title", "change_reason"), Section(_("Quién la propone"), "unit"))
    detail_template = "incentives/rules.html"

    def detail_context(self, record: Any, user: User) -> dict[str, Any]:
        return pages.rules(record, user)


@register
class Runs(Register):
    slug = "incentive-runs"
    model = Run
    name = _("Liquidaciones")
    purpose = _("Qué se paga en cada bimestre, con qué datos y reglas, y quiénes respondieron por ello.")
    chapter = chapters.INCENTIVES
    clauses = CLAUSES
    columns = ("code", "title", "bimester", "edition", "rules", "unit", "state")
    filters = ("unit", "state", "bimester")
    search = ("code", "title", "bimester")
    sections = (
        Section(_("La liquidación"), "title", "bimester", "rules"),
        Section(_("Quién la lleva"), "unit"),
    )
    readonly = True  # it begins with its files, on a page of its own
    detail_template = "incentives/run.html"

    def detail_context(self, record: Any, user: User) -> dict[str, Any]:
        return pages.run(record, user)


@register
class Reconciliations(Register):
    slug = "incentive-reconciliations"
    model = Reconciliation
    name = _("Conciliaciones de pago")
    purpose = _("En qué difieren la liquidación, la lista del sistema operativo y lo que devolvió el banco.")
    chapter = chapters.INCENTIVES
    clauses = CLAUSES
    columns = ("code", "title", "run", "unit", "state")
    search = ("code", "title")
    sections = (Section(_("La conciliación"), "title", "run"), Section(_("Quién la hace"), "unit"))
    readonly = True
    parent = "run"
    in_menu = False
    detail_template = "incentives/reconciliation.html"

    def detail_context(self, record: Any, user: User) -> dict[str, Any]:
        return pages.reconciliation(record, user)


@register
class HomeVisits(Register):
    slug = "home-visits"
    model = HomeVisit
    name = _("Visitas a hogares")
    purpose = _("A qué hogar se irá, cuándo y por qué ruta, y cómo fue la visita.")
    chapter = chapters.INCENTIVES
    clauses = ("9001:8.5",)
    columns = ("code", "title", "household", "priority", "route", "due_date", "outcome", "unit", "state")
    filters = ("unit", "state", "priority", "route", "due_date")
    search = ("code", "title", "household", "route")
    sections = (
        Section(_("La visita"), "title", "household", "priority", "route", "due_date"),
        Section(_("Cómo fue"), "outcome"),
        Section(_("Quién la hace"), "unit"),
    )
    due_field = "due_date"


@register
class HouseholdAlerts(Register):
    slug = "household-alerts"
    model = HouseholdAlert
    name = _("Alertas de hogares")
    purpose = _("Qué se vio en un hogar que otro servicio debe atender, y si ya se le derivó.")
    chapter = chapters.INCENTIVES
    clauses = ("9001:8.5", "9001:8.7")
    columns = (
        "code",
        "title",
        "household",
        "raised_on",
        "referred_to",
        "referred_on",
        "due_date",
        "unit",
        "state",
    )
    filters = ("unit", "state", "raised_on", "referred_on")
    search = ("code", "title", "household", "description")
    sections = (
        Section(_("La alerta"), "title", "household", "raised_on", "description"),
        Section(_("Su atención"), "referred_to", "referred_on", "due_date"),
        Section(_("Quién la sigue"), "unit"),
    )
    due_field = "due_date"
