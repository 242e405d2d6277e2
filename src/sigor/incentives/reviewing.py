"""Looking at a run from the side: what is unusual in it, and who the people behind it are."""

import tempfile
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from sigor.accounts.models import User
from sigor.incentives import services, wording
from sigor.incentives.engine import anomalies as signals
from sigor.incentives.engine import population as engine
from sigor.incentives.engine.intake import Unreadable
from sigor.incentives.engine.pipeline import InputsRefused
from sigor.incentives.models import Run
from sigor.organisation.grants import Permission
from sigor.organisation.models import Unit
from sigor.organisation.periods import add_months
from sigor.records import access

SHOWN = 50  # rows of each signal on the page
MONTHS_AHEAD = 6  # of classes that expire
FORMER = 2  # bimesters before, for what is unusual month after month


def former_runs(run: Run, count: int = FORMER) -> list[Run]:
    """The last closed edition of the bimesters before, latest first."""
    found, bimester = [], run.when
    for _n in range(count):
        bimester = bimester.previous
        former = Run.objects.filter(bimester=str(bimester), state="closed").order_by("-edition").first()
        if former is None:
            break
        found.append(former)
    return found


def anomalies(run: Run) -> list[dict[str, Any]]:
    """Signals with at least one case, the first rows of each as cells under their headings."""
    told = signals.find(run=run.folder, previous=[former.folder for former in former_runs(run)])
    return [
        signal
        | {
            "columns": list(signal["rows"][0]) if signal["rows"] else [],
            "shown": [list(row.values()) for row in signal["rows"][:SHOWN]],
        }
        for signal in told
        if signal["count"]
    ]


def population(run: Run, user: User, *, denominators: UploadedFile | None = None) -> dict[str, Any]:
    """Movements since the bimester before, target groups, expiries to come, and the caseload of each unit.

    A file of denominators (district and households) adds the coverage of each district.
    """
    former = former_runs(run, 1)
    until = add_months(run.when.last_day, MONTHS_AHEAD)
    context: dict[str, Any] = {
        "movements": engine.movements(run=run.folder, previous=former[0].folder if former else None),
        "groups": engine.target_groups(run=run.folder),
        "expiries": _by_month(engine.expiries(run=run.folder, until=until)),
        "until": until,
        "caseload": engine.caseload(run=run.folder),
        "rules": engine.PRIORITY_RULES,
        "routes": routes(run, user),
        "former": former[0] if former else None,
    }
    if denominators is not None:
        context |= _coverage(run, denominators)
    return context


def routes(run: Run, user: User) -> list[dict[str, Any]]:
    """The most urgent households of the reader's territorial units; nobody else's list of homes."""
    own = access.grants(user).units(Permission.VIEW)
    units = Unit.objects.filter(pk__in=own, kind=Unit.Kind.TERRITORIAL).order_by("acronym")
    return [
        {"unit": unit, "households": engine.priority(run=run.folder, unit=unit.acronym)[:SHOWN]}
        for unit in units[:3]
    ]


def _by_month(found: list[dict[str, Any]]) -> list[tuple[str, int]]:
    months: dict[str, int] = {}
    for row in found:
        months[row["month"]] = months.get(row["month"], 0) + row["households"]
    return [(wording.month(month), households) for month, households in months.items()]


def _coverage(run: Run, sent: UploadedFile) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(dir=services.root(), prefix="denominators-") as folder:
        try:
            path = services.received(Path(folder), "denominators", sent.name or "", sent)
            found = engine.coverage(run=run.folder, denominators=path)
        except ValidationError as invalid:
            return {"problem": " ".join(invalid.messages)}
        except InputsRefused as refused:
            return {"problem": " ".join(finding.message for finding in refused.findings)}
        except Unreadable as unreadable:
            return {"problem": str(unreadable)}
    known = [row for row in found if row["in_file"]]
    return {
        "coverage": sorted(known, key=lambda row: (row["percent"] is None, row["percent"]))[:SHOWN],
        "covered": sum(row["affiliated"] for row in known),
        "of": sum(row["households"] for row in known),
        "not_in_file": sum(not row["in_file"] for row in found),
    }
