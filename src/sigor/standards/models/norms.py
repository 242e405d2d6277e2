"""Systems, editions, clauses, requirements, how they compare, and the controls of Annex A."""

import re

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least
from django.utils.translation import gettext_lazy as _

from sigor.organisation.grants import Permission
from sigor.organisation.models import Dated
from sigor.records.lives import NAMED, Kept, when, who
from sigor.records.models import Record, known_choice, record_constraints
from sigor.records.workflow import AUTHORS, State, Transition, Workflow
from sigor.standards import gates

WELL_FORMED = re.compile(r"[A-Z0-9][A-Z0-9.:/\-]*")


def take_code(record: Record, wanted: str) -> None:
    """A new record is known by its own code where it has one, such as «A.5.1»; otherwise by the issued one."""
    if not record._state.adding or not WELL_FORMED.fullmatch(wanted):
        return
    if not type(record)._default_manager.filter(code=wanted).exists():
        record.code = wanted


class Norm(Kept, Dated):
    """One edition of an international standard; another edition is another row."""

    code_prefix = "NTI"
    shared = True

    title = models.CharField(_("Nombre de la norma"), max_length=300)
    number = models.CharField(_("Número"), max_length=40, help_text=_("Por ejemplo, 9001."))
    edition = models.CharField(_("Edición"), max_length=40, help_text=_("Año de la edición."))
    local_name = models.CharField(_("Nombre en el Perú"), max_length=300, blank=True)
    serves = models.CharField(
        _("Sistema al que sirve"), max_length=40, blank=True, help_text=_("Sigla: SGC, SGAS o SGSI.")
    )
    confirmed = models.BooleanField(_("Edición confirmada por la entidad"), default=False)
    note = models.TextField(_("Nota"), blank=True)

    class Meta(Kept.Meta):
        verbose_name = _("norma")
        verbose_name_plural = _("normas")
        constraints = [
            *Kept.Meta.constraints,
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                name="standards_norm_once",
                fields=["number", "edition"],
                violation_error_message=_("Esa edición de la norma ya está registrada."),
            ),
        ]

    def clean(self) -> None:
        super().clean()
        take_code(self, f"{self.number}:{self.edition}")


class Confidence(models.TextChoices):
    CERTAIN = "certain", _("Cierto")
    PROBABLE = "probable", _("Probable")


class ManagementSystem(Kept, Dated):
    """One of the management systems: its objective, its scope and the edition it answers to."""

    code_prefix = "SG"
    shared = True

    title = models.CharField(_("Sistema de gestión"), max_length=300)
    acronym = models.CharField(_("Sigla"), max_length=40, unique=True)
    norm = models.ForeignKey(
        Norm,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="systems",
        verbose_name=_("Norma y edición en uso"),
    )
    objective = models.TextField(_("Objetivo"))
    scope = models.TextField(_("Alcance"))
    sites = models.CharField(_("Sedes"), max_length=300)
    sites_confidence = models.CharField(
        _("Certeza sobre las sedes"),
        max_length=20,
        choices=Confidence,
        default=Confidence.CERTAIN,
        help_text=_("«Probable» si el documento de origen admite otra lectura."),
    )

    class Meta(Kept.Meta):
        verbose_name = _("sistema de gestión")
        verbose_name_plural = _("sistemas de gestión")
        constraints = [
            *Kept.Meta.constraints,
            *Dated.Meta.constraints,
            known_choice("sites_confidence", Confidence),
        ]

    def clean(self) -> None:
        super().clean()
        take_code(self, self.acronym)


class Phase(models.TextChoices):
    PLAN = "P", _("Planificar")
    DO = "H", _("Hacer")
    CHECK = "V", _("Verificar")
    ACT = "A", _("Actuar")


class Clause(Kept):
    """A clause of the structure that the standards share."""

    code_prefix = "HS"
    shared = True

    title = models.CharField(_("Título de la cláusula"), max_length=300)
    number = models.CharField(_("Numeral"), max_length=40, unique=True)
    asks = models.TextField(_("Qué pide"))
    phase = models.CharField(_("Fase del ciclo"), max_length=1, choices=Phase, blank=True)
    position = models.PositiveIntegerField(
        _("Orden"), default=0, help_text=_("Lugar en la lista: 9.3 va antes que 10.1.")
    )

    class Meta(Kept.Meta):
        verbose_name = _("cláusula")
        verbose_name_plural = _("cláusulas")
        constraints = [*Kept.Meta.constraints, known_choice("phase", Phase, blank=True)]

    def clean(self) -> None:
        super().clean()
        take_code(self, f"HS-{self.number}")


class Requirement(Kept):
    """What one edition of a norm asks for in one numeral, in our own words."""

    code_prefix = "RN"
    shared = True

    title = models.CharField(_("Requisito"), max_length=300)
    norm = models.ForeignKey(Norm, models.PROTECT, related_name="requirements", verbose_name=_("Norma"))
    clause = models.ForeignKey(
        Clause, models.PROTECT, related_name="requirements", verbose_name=_("Cláusula común")
    )
    number = models.CharField(_("Numeral"), max_length=40)
    asks = models.TextField(_("Qué pide"))
    adds = models.BooleanField(_("Agrega algo a la cláusula común"), default=False)
    position = models.PositiveIntegerField(
        _("Orden"), default=0, help_text=_("Lugar en la lista: 9.3 va antes que 10.1.")
    )

    class Meta(Kept.Meta):
        verbose_name = _("requisito de norma")
        verbose_name_plural = _("requisitos de norma")
        constraints = [
            *Kept.Meta.constraints,
            models.UniqueConstraint(
                name="standards_requirement_once",
                fields=["norm", "number"],
                violation_error_message=_("Ese numeral de la norma ya está registrado."),
            ),
        ]

    def clean(self) -> None:
        super().clean()
        if self.norm_id:
            take_code(self, f"{self.norm.code}/{self.number}")


TIE_WORKFLOW = Workflow(
    states=(
        State("proposed", _("Propuesta"), "○", "neutral"),
        State("reviewed", _("Revisada"), "✓", "success", waiting=True),
        State("withdrawn", _("Retirada"), "–", "neutral", waiting=True),
    ),
    transitions=(
        Transition(
            "withdraw",
            _("Retirar"),
            ("proposed", "reviewed"),
            "withdrawn",
            Permission.EDIT,
            needs_reason=True,
        ),
        Transition(
            "review",
            _("Dar por revisada"),
            ("proposed",),
            "reviewed",
            Permission.VERIFY,
            unlike=(AUTHORS, "updated_by"),
            gates=(gates.norms_differ,),
            stamp="reviewed",
        ),
        Transition(
            "reopen",
            _("Volver a proponer"),
            ("reviewed", "withdrawn"),
            "proposed",
            Permission.EDIT,
            needs_reason=True,
        ),
    ),
)


class RequirementTie(Record):
    """How a requirement of one norm compares with one of another; it never makes either of them met."""

    class Kind(models.TextChoices):
        EQUAL = "equal", _("Pide lo mismo que")
        CONTAINS = "contains", _("Contiene a")
        PART_OF = "part_of", _("Es parte de")
        OVERLAPS = "overlaps", _("Coincide en parte con")

    code_prefix = "CRN"
    shared = True
    workflow = TIE_WORKFLOW

    a = models.ForeignKey(Requirement, models.PROTECT, related_name="+", verbose_name=_("Requisito"))
    kind = models.CharField(_("Relación"), max_length=20, choices=Kind)
    b = models.ForeignKey(Requirement, models.PROTECT, related_name="+", verbose_name=_("Con el requisito"))
    reason = models.TextField(_("Por qué"), help_text=_("Qué comparten y qué no."))
    reviewed_by = who()
    reviewed_at = when()

    class Meta(Record.Meta):
        abstract = False
        verbose_name = _("correspondencia entre requisitos")
        verbose_name_plural = _("correspondencias entre requisitos")
        constraints = [
            *record_constraints(TIE_WORKFLOW),
            NAMED,
            models.CheckConstraint(
                name="standards_requirementtie_known_kind",
                condition=Q(kind__in=["equal", "contains", "part_of", "overlaps"]),
            ),
            models.CheckConstraint(
                name="standards_requirementtie_two_requirements",
                condition=~Q(a=F("b")),
                violation_error_message=_("Elija dos requisitos distintos."),
            ),
            models.UniqueConstraint(
                Least("a", "b"),
                Greatest("a", "b"),
                name="standards_requirementtie_once",
                violation_error_message=_("Esos dos requisitos ya están comparados."),
            ),
        ]


class Control(Kept):
    """A reference control of Annex A."""

    class Theme(models.TextChoices):
        ORGANISATIONAL = "organisational", _("Organizacional")
        PEOPLE = "people", _("De personas")
        PHYSICAL = "physical", _("Físico")
        TECHNOLOGICAL = "technological", _("Tecnológico")

    code_prefix = "CAA"
    shared = True

    title = models.CharField(_("Control"), max_length=300)
    norm = models.ForeignKey(Norm, models.PROTECT, related_name="controls", verbose_name=_("Norma"))
    number = models.CharField(_("Numeral"), max_length=40)
    theme = models.CharField(_("Tema"), max_length=20, choices=Theme)
    purpose = models.TextField(_("Para qué sirve"))
    usual_evidence = models.TextField(_("Evidencia usual"), blank=True)
    position = models.PositiveIntegerField(
        _("Orden"), default=0, help_text=_("Lugar en la lista: A.5.9 va antes que A.5.10.")
    )

    class Meta(Kept.Meta):
        verbose_name = _("control del Anexo A")
        verbose_name_plural = _("controles del Anexo A")
        constraints = [
            *Kept.Meta.constraints,
            models.CheckConstraint(
                name="standards_control_known_theme",
                condition=Q(theme__in=["organisational", "people", "physical", "technological"]),
            ),
            models.UniqueConstraint(
                name="standards_control_once",
                fields=["norm", "number"],
                violation_error_message=_("Ese control de la norma ya está registrado."),
            ),
        ]

    def clean(self) -> None:
        super().clean()
        take_code(self, self.number)
