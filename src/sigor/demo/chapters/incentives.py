"""The incentives in the demonstration: delivered rules approved, a closed bimester and one to decide on, all synthetic."""

from contextlib import ExitStack
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from sigor.demo.cast import SYNTHETIC, Cast
from sigor.incentives import reconciling, results, services
from sigor.incentives.engine import schema, synthetic
from sigor.incentives.models import HomeVisit, HouseholdAlert, RuleVersion, Run

HOUSEHOLDS = 4_000
VISIT = "Visita de acompañamiento (sintética)"


def load(cast: Cast) -> None:
    rules = _rules(cast)
    services.set_alert_term(
        by=cast.people["coordinacion"],
        days=15,
        since=date(2022, 8, 1),
        source="Materiales públicos del acompañamiento: las alertas de 15 días o más ya debieron derivarse; por confirmar",
    )
    with TemporaryDirectory(prefix="sigor-demo-") as place:
        synthetic.write(Path(place), bimester="2025-B2", households=HOUSEHOLDS, previous=True)
        with cast.on("2025-04-21"):
            closed = _run(cast, rules, "2025-B1", Path(place) / "previous")
        with cast.on("2025-04-24"):
            cast.step(closed, "check")
            cast.step(closed, "approve", by="direccion")
            cast.step(closed, "close", by="uppm")
        with cast.on("2025-05-12"):
            _compared(cast, closed, Path(place) / "lists")
        with cast.on("2025-06-23"):
            current = _run(cast, rules, "2025-B2", Path(place))
    _household_work(cast, current)


def _rules(cast: Cast) -> RuleVersion:
    with cast.on("2025-01-20"):
        rules = cast.keep(
            RuleVersion(
                title="Reglas de trabajo según el plan 2025 (valores por confirmar)",
                change_reason=f"{SYNTHETIC}: montos del plan 2025; lo demás son valores de trabajo, cada uno con su marca.",
                unit=cast.unit("UOP"),
            ),
            by="uop",
        )
        cast.step(rules, "send", by="uop")
        cast.step(rules, "endorse")
        return cast.step(rules, "approve", by="direccion")


def _run(cast: Cast, rules: RuleVersion, bimester: str, folder: Path) -> Run:
    with ExitStack() as stack:
        files = {
            kind: (f"{kind}.parquet", stack.enter_context((folder / f"{kind}.parquet").open("rb")))
            for kind in schema.KINDS
        }
        run = services.begin(
            by=cast.people["uop"],
            bimester=bimester,
            rules=rules,
            unit_id=cast.unit("UOP").pk,
            files=files,
            queue=False,
        )
    return services.compute(run)


def _compared(cast: Cast, run: Run, folder: Path) -> None:
    """The closed run beside synthetic lists of others, in which three differences were planted."""
    synthetic.write_lists(folder, run.folder / "lines.parquet", run.folder / "households.parquet")
    with ExitStack() as stack:
        lists = {
            name: (f"{name}.parquet", stack.enter_context((folder / f"{name}.parquet").open("rb")))
            for name in ("operational", "bank")
        }
        reconciling.compare(run, by=cast.people["uop"], lists=lists)


def _household_work(cast: Cast, run: Run) -> None:
    """Visits and alerts of the territorial unit that the demonstration shows."""
    households = results.households_of(run, "UT-CAJAMARCA", 3)
    unit = cast.unit("UT-CAJAMARCA")
    with cast.on("2025-06-05"):
        for place, household in enumerate(households):
            cast.keep(
                HomeVisit(
                    title=VISIT,
                    household=household,
                    priority=5 - place,
                    route="Ruta sintética 1",
                    due_date=date(2025, 6, 20 + 5 * place),
                    unit=unit,
                ),
                by="ut-cajamarca",
            )  # fmt: skip
        cast.keep(
            HouseholdAlert(
                title="Alerta de salud (sintética)",
                household=households[0],
                raised_on=date(2025, 6, 5),
                description=f"{SYNTHETIC}: control pendiente que debe atender el establecimiento de salud.",
                due_date=date(2025, 7, 5),
                unit=unit,
            ),
            by="ut-cajamarca",
        )
