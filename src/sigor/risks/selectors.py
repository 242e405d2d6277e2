"""Reading risks: the heat map, what is still open and who decides about a level."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from sigor.accounts.models import User
from sigor.analysis.risk_scales import Cell
from sigor.registers.declaration import register_of
from sigor.risks.models import Risk, RiskScale
from sigor.risks.models.scales import ScaleLevel, matrix_of

BASES = ("inherent", "residual")


def not_closed() -> Q:
    """Risks that still have to be lived with."""
    return ~Q(state="closed")


@dataclass(frozen=True)
class HeatMap:
    """Where the open risks of one class lie on the scale in force, and how many lie nowhere on it."""

    scale: RiskScale
    rows: list[list[Cell]]
    labels: dict[tuple[str, int], str]  # axis and value -> word
    levels: list[tuple[ScaleLevel, int, int]]  # level, its tone and its risks, from the highest down
    placed: int
    unplaced: int  # not assessed on this basis
    elsewhere: int  # assessed by another scale

    @property
    def total(self) -> int:
        """As many as the list of the same filters holds."""
        return self.placed + self.unplaced + self.elsewhere


def risks_on_map(user: User, *, risk_class: str, kind: str, unit: str = "") -> QuerySet[Any]:
    """The open risks of a class that the person may see, of one unit (acronym) or of all."""
    register = register_of(Risk)
    if register is None:
        raise LookupError(Risk)
    rows = register.records(user).filter(not_closed(), risk_class=risk_class, kind=kind)
    return rows.filter(unit__acronym=unit) if unit else rows


def heat_map(risks: QuerySet[Any], *, risk_class: str, basis: str, on: date) -> HeatMap | None:
    """The map of these risks on the scale in force that day; None while the class has none.

    One question counts the risks; two more read the scale.
    """
    scale = RiskScale.in_force(risk_class, on)
    if scale is None:
        return None
    parts = scale.parts_in_use()
    likelihood, impact = f"{basis}_likelihood", f"{basis}_impact"
    counted = risks.order_by().values_list("scale", likelihood, impact).annotate(count=Count("pk"))
    placed: dict[tuple[int, int], int] = {}
    unplaced = elsewhere = 0
    for scale_id, a, b, count in counted:
        if a is None or b is None:
            unplaced += count
        elif scale_id != scale.pk:
            elsewhere += count
        else:
            placed[a, b] = count
    matrix = matrix_of(parts)
    rows = matrix.heat_map(placed)
    cells = [cell for row in rows for cell in row]
    levels = [
        (part, matrix.tone_of(band), sum(cell.count for cell in cells if cell.level == band))
        for part in sorted(parts, key=lambda p: -(p.min_score or 0))
        if (band := part.band()) is not None
    ]
    labels = {(p.axis, p.value): p.title for p in parts if p.value is not None}
    return HeatMap(scale, rows, labels, levels, sum(placed.values()), unplaced, elsewhere)


def accepters(risk: Risk) -> str:
    """Whose decision it is to accept the risk at its present level, in one sentence; empty while unknown."""
    level = risk.level_today()
    if level is None or not level.acceptance:
        return ""
    return _("Un riesgo de nivel «%(level)s» lo acepta: %(who)s.") % {
        "level": level.title,
        "who": level.get_acceptance_display(),
    }
