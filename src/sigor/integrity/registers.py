"""The registers of chapter 8.9, ethics and integrity."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from sigor.accounts.models import User
from sigor.integrity import gates, selectors
from sigor.integrity.models import (
    EthicsCommitment,
    IntegrityAction,
    IntegrityComponent,
    IntegrityModel,
    SensitivePost,
)
from sigor.organisation import clock
from sigor.organisation.grants import Permission
from sigor.people.privacy import PersonalForm, PersonalRegister, PersonalSerializer
from sigor.records import access
from sigor.registers import chapters
from sigor.registers.declaration import Register, Section, register

chapters.add_page(chapters.INTEGRITY, _("Puestos clave y compromisos"), "sensitive_posts")


@register
class IntegrityModels(Register):
    slug = "integrity-models"
    model = IntegrityModel
    name = _("Modelo de integridad")
    purpose = _("Qué modelo de integridad rige, por qué norma y desde cuándo.")
    chapter = chapters.INTEGRITY
    clauses = ("37001:4.4",)
    columns = ("code", "title", "source", "valid_from", "valid_to", "state")
    filters = ("unit", "state", "valid_from")
    search = ("code", "title", "source")
    sections = (
        Section(_("El modelo"), "title", "unit"),
        Section(_("Qué norma lo establece"), "source", "valid_from", "valid_to"),
    )


@register
class IntegrityComponents(Register):
    slug = "integrity-components"
    model = IntegrityComponent
    name = _("Componentes")
    purpose = _("Qué pide cada componente del modelo de integridad y en qué etapa está la institución.")
    chapter = chapters.INTEGRITY
    clauses = ("37001:4.4",)
    columns = ("code", "number", "title", "stage", "unit", "review_due", "state")
    filters = ("unit", "state", "stage", "integrity_model", "review_due")
    search = ("code", "title", "asks", "progress_note")
    sections = (
        Section(_("El componente"), "integrity_model", "number", "title", "asks"),
        Section(_("Hasta dónde se llegó"), "stage", "progress_note"),
        Section(_("Quién responde y cuándo se revisa"), "unit", "review_due"),
    )
    due_field = "review_due"
    parent = "integrity_model"
    in_menu = False


@register
class IntegrityActions(Register):
    slug = "integrity-actions"
    model = IntegrityAction
    name = _("Programa anual de integridad")
    purpose = _("Qué se hará en el año por la integridad, qué unidad responde y para cuándo.")
    chapter = chapters.INTEGRITY
    clauses = ("37001:6.2",)
    columns = ("code", "year", "title", "component", "unit", "due_date", "state")
    filters = ("unit", "state", "year", "component", "due_date")
    search = ("code", "title", "product", "component__code")
    sections = (
        Section(_("La acción"), "title", "year", "component", "product"),
        Section(_("Quién la hace y cuándo"), "unit", "period", "due_date"),
    )
    due_field = "due_date"


@register
class SensitivePosts(Register):
    slug = "sensitive-posts"
    model = SensitivePost
    name = _("Puestos claves o vulnerables")
    purpose = _("Qué puestos están expuestos a la corrupción y por qué, según dos unidades.")
    chapter = chapters.INTEGRITY
    clauses = ("37001:7.2.2",)
    columns = ("code", "title", "post", "kind", "unit", "next_commitment_due", "state")
    filters = ("unit", "state", "kind", "next_commitment_due")
    search = ("code", "title", "exposure")
    sections = (
        Section(_("El puesto"), "title", "post", "located_in", "kind", "exposure"),
        Section(
            _("A qué se compromete quien lo ocupa"),
            "commitment_text",
            "commitment_every_months",
            "next_commitment_due",
        ),
        Section(_("Quién lleva la lista"), "unit"),
    )
    due_field = "next_commitment_due"
    detail_template = "integrity/sensitive_post.html"

    def detail_context(self, record: Any, user: User) -> dict[str, Any]:
        posts = SensitivePost._default_manager.filter(pk=record.pk)
        figures = selectors.with_figures(posts, clock.today()).get()
        return {"figures": figures, "reads_commitments": access.grants(user).anywhere(Permission.PERSONAL)}


@register
class EthicsCommitments(PersonalRegister):
    slug = "ethics-commitments"
    private = True
    model = EthicsCommitment
    name = _("Compromisos de ética e integridad")
    purpose = _(
        "Qué se comprometió a cumplir quien ocupa cada puesto clave o vulnerable, y hasta cuándo vale."
    )
    chapter = chapters.INTEGRITY
    clauses = ("37001:7.2.2", "37001:7.3")
    columns = ("code", "title", "sensitive_post", "unit", "due_date", "signed_on", "expires_on", "state")
    filters = ("unit", "state", "due_date", "expires_on")
    search = ("code", "title", "sensitive_post__code")
    sections = (
        Section(_("El compromiso"), "title", "sensitive_post", "holder", "renews"),
        Section(_("Dónde trabaja la persona y quién lo conserva"), "unit", "kept_by"),
        Section(_("Hasta cuándo se firma"), "due_date"),
    )
    due_field = "due_date"
    parent = "sensitive_post"
    kept_in = ("unit", "kept_by")
    own = ("holder__user",)
    form_class = PersonalForm
    serializer_class = PersonalSerializer
    detail_template = "integrity/commitment.html"

    def detail_context(self, record: Any, user: User) -> dict[str, Any]:
        return {"may_sign": record.state == "pending" and not gates.holder_may_sign(record, user)}
