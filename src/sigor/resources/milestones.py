"""The milestone of the yearly plan that a record serves."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from sigor.organisation import clock
from sigor.plans.models import Milestone, Plan
from sigor.plans.selectors import version_in_force

FIRST_YEAR, LAST_YEAR = 2020, 2100


class PlanTied(models.Model):
    """Names the milestone of the plan by year and number; a later version of the plan does not break it."""

    plan_year = models.PositiveSmallIntegerField(
        _("Año del plan"),
        null=True,
        blank=True,
        validators=(MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)),
    )
    milestone_code = models.CharField(
        _("Hito del plan"), max_length=20, blank=True, help_text=_("Por ejemplo, 1.2.3.")
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_plan_year",
                condition=Q(plan_year__isnull=True) | Q(plan_year__range=(FIRST_YEAR, LAST_YEAR)),
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_milestone_has_year",
                condition=Q(milestone_code="") | Q(plan_year__isnull=False),
                violation_error_message=_("Escriba el año del plan al que pertenece el hito."),
            ),
        ]

    def clean(self) -> None:
        super().clean()
        self.milestone_code = self.milestone_code.strip()
        if self._tie_is_new() and plan_is_in_force(self.plan_year) and milestone_of(self) is None:
            raise ValidationError(
                {
                    "milestone_code": _now("El plan %(year)s no tiene el hito «%(code)s».")
                    % {"year": self.plan_year, "code": self.milestone_code}
                }
            )

    def _tie_is_new(self) -> bool:
        """A milestone that a later version of the plan took away must not stop the work on the record."""
        if not self.milestone_code or self.plan_year is None:
            return False
        kept = type(self)._default_manager.filter(pk=self.pk)
        return not kept.filter(plan_year=self.plan_year, milestone_code=self.milestone_code).exists()


def plan_is_in_force(year: int | None) -> bool:
    """Whether some version of that year's plan is approved."""
    plan = Plan.objects.filter(year=year).first() if year is not None else None
    return plan is not None and version_in_force(plan, clock.today()) is not None


def milestone_of(record: Any) -> Milestone | None:
    """The milestone that the record names, in the version of the plan in force; None when there is none."""
    if not record.milestone_code or record.plan_year is None:
        return None
    plan = Plan.objects.filter(year=record.plan_year).first()
    version = version_in_force(plan, clock.today()) if plan is not None else None
    if version is None:
        return None
    return Milestone.objects.filter(version=version, code=record.milestone_code).first()
