"""Issues of the context: what inside or outside bears on what the institution wants to achieve."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sigor.records.lives import Kept
from sigor.records.models import known_choice

LEAST, MOST = 1, 5


class Swot(models.TextChoices):
    STRENGTH = "strength", _("Fortaleza")
    OPPORTUNITY = "opportunity", _("Oportunidad")
    WEAKNESS = "weakness", _("Debilidad")
    THREAT = "threat", _("Amenaza")


class Pestel(models.TextChoices):
    POLITICAL = "political", _("Político")
    ECONOMIC = "economic", _("Económico")
    SOCIAL = "social", _("Social")
    TECHNOLOGICAL = "technological", _("Tecnológico")
    ENVIRONMENTAL = "environmental", _("Ambiental")
    LEGAL = "legal", _("Legal")
    ORGANIZATIONAL = "organizational", _("De la organización")


class Origin(models.TextChoices):
    INTERNAL = "internal", _("Interna")
    EXTERNAL = "external", _("Externa")


class Issue(Kept):
    """A strength, weakness, opportunity or threat, and the factor it comes from."""

    code_prefix = "CUE"

    title = models.CharField(_("Cuestión"), max_length=300)
    swot = models.CharField(_("FODA"), max_length=12, choices=Swot)
    pestel = models.CharField(
        _("Factor"),
        max_length=15,
        choices=Pestel,
        help_text=_("PESTEL; «De la organización» es para fortalezas y debilidades."),
    )
    origin = models.CharField(_("Origen"), max_length=10, choices=Origin, editable=False)
    relevance = models.PositiveSmallIntegerField(
        _("Relevancia"),
        validators=(MinValueValidator(LEAST), MaxValueValidator(MOST)),
        help_text=_("De 1 (poca) a 5 (decisiva)."),
    )
    effect = models.TextField(_("Cómo afecta a los resultados"), blank=True)
    for_quality = models.BooleanField(_("Concierne a la calidad (SGC)"), default=False)
    for_integrity = models.BooleanField(_("Concierne al antisoborno (SGAS)"), default=False)
    for_security = models.BooleanField(_("Concierne a la seguridad de la información (SGSI)"), default=False)

    class Meta(Kept.Meta):
        verbose_name = _("cuestión del contexto")
        verbose_name_plural = _("cuestiones del contexto")
        constraints = [
            *Kept.Meta.constraints,
            known_choice("swot", Swot),
            known_choice("pestel", Pestel),
            models.CheckConstraint(
                name="context_issue_origin_follows_swot",
                condition=Q(swot__in=["strength", "weakness"], origin="internal")
                | Q(swot__in=["opportunity", "threat"], origin="external"),
            ),
            models.CheckConstraint(
                name="context_issue_relevance", condition=Q(relevance__range=(LEAST, MOST))
            ),
        ]

    def clean(self) -> None:
        super().clean()
        inside = self.swot in (Swot.STRENGTH, Swot.WEAKNESS)
        self.origin = Origin.INTERNAL if inside else Origin.EXTERNAL
