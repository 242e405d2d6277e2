"""Types of document and series of retention: everything about them that another norm may change."""

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sigor.organisation.models import Dated, Role
from sigor.records.lives import Kept
from sigor.records.models import known_choice
from sigor.standards.models import take_code

# What a pattern of codes may say; the number comes last, so that codes of a series sort by it.
PATTERN = RegexValidator(
    r"^([^{}]*\{(unidad|proceso|tipo)\})*[^{}]*\{numero(:0[1-6]d)?\}[^{}]*$",
    _("Escriba {unidad}, {proceso} o {tipo} donde vayan y, al final, {numero:03d}."),
)
USUAL_PATTERN = "PNADP-{unidad}-{proceso}-{tipo}-{numero:03d}"
KEY = RegexValidator(r"^[A-Z][A-Z0-9]{0,7}$", _("De una a ocho mayúsculas o cifras, como DIR o MAPRO."))
MONTHS, YEARS = (1, 120), (0, 100)


class Disposition(models.TextChoices):
    CONSERVE = "conserve", _("Conservación permanente")
    ELIMINATE = "eliminate", _("Eliminación")


class RetentionSeries(Kept, Dated):
    """A documentary series: how long its files are kept, where, and what becomes of them."""

    code_prefix = "SER"
    shared = True

    title = models.CharField(_("Serie documental"), max_length=300)
    office_years = models.PositiveSmallIntegerField(
        _("Años en el archivo de gestión"), validators=[MaxValueValidator(YEARS[1])]
    )
    central_years = models.PositiveSmallIntegerField(
        _("Años en el archivo central"), validators=[MaxValueValidator(YEARS[1])]
    )
    disposition = models.CharField(_("Disposición final"), max_length=20, choices=Disposition)
    location = models.CharField(
        _("Dónde está y en qué soporte"),
        max_length=300,
        blank=True,
        help_text=_("Por ejemplo: digital, en SIGOR."),
    )

    class Meta(Kept.Meta):
        verbose_name = _("serie documental")
        verbose_name_plural = _("series documentales")
        constraints = [
            *Kept.Meta.constraints,
            *Dated.Meta.constraints,
            known_choice("disposition", Disposition),
            models.CheckConstraint(
                name="documents_retentionseries_years",
                condition=Q(office_years__range=YEARS, central_years__range=YEARS),
            ),
        ]


class DocumentType(Kept, Dated):
    """A type of controlled document: its code, its sections, who approves it and how often it is reviewed."""

    code_prefix = "TDOC"
    shared = True

    title = models.CharField(_("Tipo de documento"), max_length=300)
    key = models.CharField(_("Sigla"), max_length=8, validators=[KEY])
    pattern = models.CharField(
        _("Cómo se escribe el código"), max_length=120, default=USUAL_PATTERN, validators=[PATTERN]
    )
    layout = models.TextField(
        _("Secciones que lleva"), blank=True, help_text=_("Una por línea, en su orden.")
    )
    approver = models.CharField(
        _("Quién lo aprueba"),
        max_length=20,
        choices=[(Role.DIRECTOR.value, Role.DIRECTOR.label), (Role.UNIT_HEAD.value, Role.UNIT_HEAD.label)],
    )
    legal_opinion = models.BooleanField(_("Lleva opinión legal"), default=True)
    review_months = models.PositiveSmallIntegerField(
        _("Se revisa cada (meses)"), validators=[MinValueValidator(MONTHS[0]), MaxValueValidator(MONTHS[1])]
    )
    series = models.ForeignKey(
        RetentionSeries,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="types",
        verbose_name=_("Serie documental"),
    )

    class Meta(Kept.Meta):
        verbose_name = _("tipo de documento")
        verbose_name_plural = _("tipos de documento")
        constraints = [
            *Kept.Meta.constraints,
            *Dated.Meta.constraints,
            models.CheckConstraint(
                name="documents_documenttype_known_approver",
                condition=Q(approver__in=[Role.DIRECTOR.value, Role.UNIT_HEAD.value]),
            ),
            models.CheckConstraint(
                name="documents_documenttype_review", condition=Q(review_months__range=MONTHS)
            ),
            models.UniqueConstraint(
                name="documents_documenttype_one_key_in_use",
                fields=["key"],
                condition=Q(state="in_force", archived_at__isnull=True),
                violation_error_message=_("Ya hay un tipo de documento vigente con esa sigla."),
            ),
        ]

    def clean(self) -> None:
        super().clean()
        take_code(self, f"TDOC-{self.key}")
