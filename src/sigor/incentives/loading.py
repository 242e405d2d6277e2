"""An extract brought into the product from the command line: begun and computed at once, by a named person."""

from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError

from sigor.accounts.models import User
from sigor.incentives import services
from sigor.incentives.models import RuleVersion
from sigor.organisation import clock
from sigor.organisation.models import Unit
from sigor.records.access import AccessDenied


def load(
    *, bimester: str, acronym: str, username: str, files: dict[str, Path], refuse: type[Exception]
) -> dict[str, Any]:
    """Begin a run with these files and compute it; what it became. Raises `refuse` with one sentence."""
    by = User.objects.filter(username=username, is_active=True).first()
    unit = Unit.objects.on(clock.today()).filter(acronym=acronym).first()
    rules = RuleVersion.objects.filter(state="approved").order_by("-approved_at").first()
    if by is None or unit is None:
        raise refuse(
            f"No existe la cuenta activa «{username}»." if by is None else f"No existe la unidad {acronym}."
        )
    if rules is None:
        raise refuse("Aún no hay reglas aprobadas.")
    try:
        with ExitStack() as stack:
            sent = {kind: (path.name, stack.enter_context(path.open("rb"))) for kind, path in files.items()}
            run = services.begin(
                by=by, bimester=bimester, rules=rules, unit_id=unit.pk, files=sent, queue=False
            )
    except (ValidationError, AccessDenied) as refused:
        raise refuse(" ".join(getattr(refused, "messages", [str(refused)]))) from refused
    run = services.compute(run)
    return {
        "code": run.code,
        "bimester": run.bimester,
        "edition": run.edition,
        "state": run.state,
        "problem": run.problem,
        "findings": run.findings,
        "cents": run.totals.get("cents"),
        "manifest_sha256": run.manifest_sha256,
    }
