"""The board of the incentives: indicators of the last closed rolls, and what is under way."""

from dataclasses import dataclass
from typing import Any

from sigor.accounts.models import User
from sigor.incentives import wording
from sigor.incentives.engine import disclosure
from sigor.incentives.models import HomeVisit, HouseholdAlert, Run
from sigor.organisation.grants import Permission
from sigor.records import access
from sigor.ui.maps import PeruMap, peru

CELL = 10  # people or households below which a figure by unit is not shown
FORMER = 6  # closed bimesters beside the last one
COUNTED = (  # requirements that are indicators of the board, with their Spanish titles
    ("cred", wording.gettext_lazy("Niñas y niños con su CRED")),
    ("prenatal_check", wording.gettext_lazy("Gestantes con control prenatal")),
    ("hemoglobin", wording.gettext_lazy("Niñas y niños con tamizaje de hemoglobina")),
    ("iron", wording.gettext_lazy("Niñas y niños con hierro")),
    ("vaccines", wording.gettext_lazy("Niñas y niños con sus vacunas")),
    ("attendance", wording.gettext_lazy("Estudiantes con la asistencia mínima")),
)


@dataclass(frozen=True)
class Ratio:
    """A share as what it is made of; never an average of shares."""

    numerator: int
    denominator: int

    @property
    def words(self) -> str:
        """«96.3 %», or a dash where there is nothing to divide by; es-PE writes a point."""
        return f"{1000 * self.numerator // self.denominator / 10:.1f} %" if self.denominator else "—"


@dataclass(frozen=True)
class Indicator:
    title: Any
    last: Ratio
    former: tuple[tuple[str, Ratio], ...]  # bimester and value, oldest first
    change: str  # in percentage points, with its sign; empty without a former one
    units: tuple[tuple[str, str], ...]  # as they may be shown: «96.3 %», or … for a group too small


def board(user: User) -> dict[str, Any]:
    """What the page shows; figures by unit only where no small group shows through."""
    closed = _closed()
    pending = {"state__in": ("planned", "under_way")}
    runs = Run.objects.filter(archived_at__isnull=True).exclude(state__in=("closed", "discarded", "refused"))
    context: dict[str, Any] = {
        "under_way": list(runs.order_by("-pk")[:5]),
        "may_begin": access.grants(user).anywhere(Permission.EDIT),
        "alerts": access.visible(
            HouseholdAlert.objects.filter(referred_on__isnull=True, **pending), user
        ).count(),
        "visits": access.visible(HomeVisit.objects.filter(**pending), user).count(),
        "cell": CELL,
    }
    if not closed:
        return context
    last = closed[-1]
    return context | {
        "run": last,
        "total": wording.soles(last.totals["cents"]),
        "paid": last.totals["households"]["paid"],
        "indicators": [*_indicators(closed)],
        "map": map_of(last),
    }


def _closed() -> list[Run]:
    """The last edition of each closed bimester, oldest first."""
    found: dict[str, Run] = {}
    for run in Run.objects.filter(state="closed").order_by("bimester", "edition"):
        found[run.bimester] = run
    return list(found.values())[-FORMER:]


def _indicators(closed: list[Run]) -> list[Indicator]:
    told = [_indicator(wording.gettext_lazy("Hogares elegibles que cobran"), closed, _paid)]
    for code, title in COUNTED:
        indicator = _indicator(title, closed, lambda run, code=code: _checks(run, code))
        if indicator.last.denominator:
            told.append(indicator)
    return told


def _indicator(title: Any, closed: list[Run], measured: Any) -> Indicator:
    values = [(run.bimester, measured(run)) for run in closed]
    (_bimester, (last, units)), former = (
        values[-1],
        [(bimester, whole) for bimester, (whole, _units) in values],
    )
    change = ""
    if len(former) > 1 and last.denominator and former[-2][1].denominator:
        before = former[-2][1]
        points = 100 * last.numerator / last.denominator - 100 * before.numerator / before.denominator
        change = f"{points:+.1f}".replace("-", "−")
    return Indicator(title, last, tuple(former), change, _shown(units))


def _shown(units: tuple[tuple[str, Ratio], ...]) -> tuple[tuple[str, str], ...]:
    """By unit, without what a small group would tell, not even by subtraction from the total."""
    rows = [{"unit": unit, "count": ratio.numerator, "total": ratio.denominator} for unit, ratio in units]
    told = disclosure.suppress(rows=rows, group="unit", k=CELL)
    return tuple(
        (row["unit"], "…" if row["hidden"] else Ratio(row["count"], row["total"]).words)
        for row in told
        if row["unit"] != disclosure.TOTAL
    )


def _paid(run: Run) -> tuple[Ratio, tuple[tuple[str, Ratio], ...]]:
    rows = run.totals["units"]
    units = tuple((row["unit"], Ratio(row["paid"], max(row["eligible"], row["paid"]))) for row in rows)
    return _sum(units), units


def _checks(run: Run, code: str) -> tuple[Ratio, tuple[tuple[str, Ratio], ...]]:
    """Met among those asked for and not exempt; Σ ÷ Σ."""
    codes = run.rules.rule_set.requirements
    if code not in codes:
        return Ratio(0, 0), ()
    rank = codes.index(code) + 1
    rows = [row for row in run.totals["checks_by_unit"] if row["requirement"] == rank]
    units = tuple((row["unit"], Ratio(row["met"], row["n"] - row["exempt"])) for row in rows)
    return _sum(units), units


def _sum(units: tuple[tuple[str, Ratio], ...]) -> Ratio:
    return Ratio(sum(r.numerator for _u, r in units), sum(r.denominator for _u, r in units))


def map_of(run: Run) -> PeruMap:
    """What is paid by department, in soles."""
    values = {
        row["department"]: float(row["cents"]) for row in run.totals["departments"] if row["paid"] >= CELL
    }
    label = str(wording.gettext_lazy("Monto pagado por departamento"))
    return peru(values, label=label, shown=lambda cents: wording.soles(int(cents)))
