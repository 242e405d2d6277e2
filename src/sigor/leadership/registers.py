"""The registers of chapter 8.2, leadership and authority."""

from typing import Any

import django_tables2 as tables
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from sigor.accounts.models import User
from sigor.leadership import selectors
from sigor.leadership.marks import standing_of
from sigor.leadership.models import Objective, Policy, RoleHolding, SigRole
from sigor.organisation import clock
from sigor.registers import chapters
from sigor.registers.declaration import Register, Section, register
from sigor.registers.tables import RecordTable
from sigor.ui.templatetags.ui import show_state

chapters.add_page(chapters.LEADERSHIP, _("Organización del SIG"), "sig_organisation")


@register
class Policies(Register):
    slug = "policies"
    model = Policy
    name = _("Política del SIG")
    purpose = _("Qué política rige, qué acto la aprobó y a qué sistemas de gestión alcanza.")
    chapter = chapters.LEADERSHIP
    clauses = ("9001:5.2", "37001:5.2", "27001:5.2")
    columns = ("code", "title", "act", "valid_from", "valid_to", "state")
    filters = ("unit", "state", "valid_from")
    search = ("code", "title", "statement", "act")
    sections = (
        Section(_("La política"), "title", "statement", "unit"),
        Section(_("Quién la aprobó y cuándo rige"), "act", "valid_from", "valid_to", "source"),
        Section(_("A qué sistemas alcanza"), "quality", "anti_bribery", "information_security"),
    )


@register
class Objectives(Register):
    slug = "sig-objectives"
    model = Objective
    name = _("Objetivos del SIG")
    purpose = _("Qué quiere lograr el SIG, con qué indicador se mide y cuánto debe alcanzar.")
    chapter = chapters.LEADERSHIP
    clauses = ("9001:6.2", "37001:6.2", "27001:6.2")
    columns = ("code", "title", "indicator", "target", "unit", "due_date", "state")
    filters = ("unit", "state", "frequency", "system", "due_date")
    search = ("code", "title", "indicator", "target")
    sections = (
        Section(_("El objetivo"), "title", "policy", "system"),
        Section(_("Cómo se mide"), "indicator", "target", "frequency", "source"),
        Section(_("Quién responde y cuándo se mide"), "unit", "due_date"),
    )
    due_field = "due_date"


class RoleTable(RecordTable):
    """Roles with how many people hold each one today."""

    holders = tables.Column(verbose_name=_("Hoy"), orderable=False, empty_values=(), accessor="pk")

    class Meta(RecordTable.Meta):
        sequence = ("...", "holders")

    def render_holders(self, record: Any) -> Any:
        return show_state(standing_of(record.holders_today, record.holders_needed))


@register
class SigRoles(Register):
    slug = "sig-roles"
    model = SigRole
    name = _("Roles y responsabilidades del SIG")
    purpose = _("Qué roles tiene el SIG, de qué responde cada uno y quién lo asume.")
    chapter = chapters.LEADERSHIP
    clauses = ("9001:5.3", "37001:5.3", "27001:5.3")
    columns = ("code", "title", "unit", "holders_needed", "review_due", "state")
    filters = ("unit", "state", "review_due")
    search = ("code", "title", "responsibilities", "authority")
    sections = (
        Section(_("El rol"), "title", "unit", "holders_needed"),
        Section(_("De qué responde y qué decide"), "responsibilities", "authority", "clause_reference"),
        Section(_("Revisión"), "review_due"),
    )
    due_field = "review_due"
    table_class = RoleTable
    detail_template = "leadership/role.html"

    def records(self, user: User) -> QuerySet[Any]:
        return selectors.with_holders(super().records(user), clock.today())

    def detail_context(self, record: Any, user: User) -> dict[str, Any]:
        today = clock.today()
        holdings = selectors.holdings_on(today).filter(role=record).select_related("person")
        holders = list(holdings.order_by("valid_from", "code"))
        return {"holders": holders, "standing": standing_of(len(holders), record.holders_needed)}


@register
class RoleHoldings(Register):
    slug = "role-holdings"
    model = RoleHolding
    name = _("Asignaciones")
    purpose = _("Quién asume el rol, desde cuándo y por qué acto.")
    chapter = chapters.LEADERSHIP
    clauses = ("9001:5.3", "37001:5.3", "27001:5.3")
    columns = ("code", "title", "role", "person", "post", "valid_from", "valid_to", "state")
    filters = ("unit", "state", "valid_from")
    search = ("code", "title", "post", "source", "role__code")
    sections = (
        Section(_("La asignación"), "title", "role", "unit"),
        Section(_("Quién lo asume"), "person", "post"),
        Section(_("Desde cuándo y por qué acto"), "valid_from", "valid_to", "source"),
    )
    parent = "role"
    in_menu = False
