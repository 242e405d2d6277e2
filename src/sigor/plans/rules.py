"""What must hold in the plan that is in force."""

from datetime import date

from django.db.models import Exists, F, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sigor.organisation.selectors import heads_on
from sigor.plans.models import Milestone, PlanVersion
from sigor.plans.selectors import PUBLISHED
from sigor.registers.consistency import rule


@rule(
    "plan-milestone-without-lead",
    _("Hitos del plan vigente cuya unidad responsable no tiene jefatura registrada"),
    remedy=_("Registre quién ejerce la jefatura de la unidad, o reformule el responsable del hito."),
    severity="warning",
    clauses=("9001:5.3", "9001:6.2"),
    address=lambda pk: reverse("plan_milestone", args=[pk]),
)
def milestones_without_lead(on: date) -> QuerySet[Milestone]:
    newer = PlanVersion.objects.filter(
        plan=OuterRef("version__plan"),
        state=PUBLISHED,
        effective_from__lte=on,
        effective_from__gt=OuterRef("version__effective_from"),
    )
    heads = heads_on(on).filter(unit=OuterRef("lead"))
    return Milestone.objects.filter(
        ~Exists(newer),
        ~Exists(heads),
        version__plan__year=on.year,
        version__state=PUBLISHED,
        version__effective_from__lte=on,
    ).annotate(title=F("name"), unit_id=F("lead"), unit_acronym=F("lead__acronym"))
