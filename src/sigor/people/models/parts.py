"""The short life of a part: it counts until somebody withdraws it, with a reason."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sigor.organisation.grants import Permission
from sigor.records.workflow import State, Transition, Workflow

PART = Workflow(
    states=(
        State("in_force", _("Vigente"), "✓", "success"),
        State("withdrawn", _("Retirado"), "–", "neutral", final=True),
    ),
    transitions=(
        Transition("withdraw", _("Retirar"), ("in_force",), "withdrawn", Permission.EDIT, needs_reason=True),
    ),
)

COUNTS = Q(state="in_force", archived_at__isnull=True)  # the parts that are taken into account

LOWEST_LEVEL, HIGHEST_LEVEL = 1, 4
LEVELS = (MinValueValidator(LOWEST_LEVEL), MaxValueValidator(HIGHEST_LEVEL))
LEVEL_HELP = _("De 1 (básico) a 4 (experto).")

FIRST_YEAR, LAST_YEAR = 2020, 2100
YEARS = (MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR))
