"""Writing about the incentives: rules proposed and simulated, runs begun, stopped, resumed and ended, lists compared."""

import json
import shutil
import tempfile
from collections.abc import Mapping
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from sigor.accounts.models import User
from sigor.incentives import places, results
from sigor.incentives.engine import cases, comparison, pipeline, schema
from sigor.incentives.engine.bimesters import Bimester
from sigor.incentives.engine.duck import Stopped
from sigor.incentives.engine.intake import Unreadable
from sigor.incentives.engine.pipeline import InputsRefused
from sigor.incentives.engine.rules import KEYS, RulesRefused
from sigor.incentives.models import AlertClock, RuleVersion, Run
from sigor.organisation.grants import Permission
from sigor.records import access, services
from sigor.records.actor import acting
from sigor.records.services import TransitionRefused
from sigor.registers import terms

COMPUTING = "incentives.compute"  # the task that computes a run
CHUNK = 1 << 20  # bytes
ENDINGS = (".parquet", ".csv", ".xlsx")


# -- rules -------------------------------------------------------------------------------------------


def change_rule(
    version: RuleVersion, *, by: User, name: str, values: Mapping[str, Any], since: date, source: str
) -> RuleVersion:
    """Let one rule say something else from a day on: the entry in force ends the day before, a new one begins.

    `name` is the list of the document, `values` the fields of the new entry without its dates.
    Raises AccessDenied, TransitionRefused, ValidationError.
    """
    keys = KEYS.get(name, ("requirement", "population", "age_from", "age_to"))
    document = json.loads(json.dumps(version.document))
    begun = dict(values) | {
        "valid_from": since.isoformat(),
        "valid_to": None,
        "source": source.strip(),
        "confirmed": True,
    }
    kept: list[dict[str, Any]] = []
    for entry in document[name]:
        same = all(entry.get(key) == begun.get(key) for key in keys)
        until = entry["valid_to"]
        if same and (until is None or until >= since.isoformat()):
            if entry["valid_from"] >= since.isoformat():
                continue  # what was to begin later, or that day, is replaced
            entry["valid_to"] = (since - timedelta(days=1)).isoformat()
        kept.append(entry)
    document[name] = [*kept, begun]
    return set_document(version, by=by, document=document)


def set_document(version: RuleVersion, *, by: User, document: dict[str, Any]) -> RuleVersion:
    """The whole document of a draft. Raises AccessDenied, TransitionRefused, ValidationError with every problem."""
    return _in_draft(version, by=by, document=document, simulation=None)


def accept_cases(version: RuleVersion, *, by: User) -> RuleVersion:
    """Say that what the worked cases pay under these rules is what the norm means.

    Raises AccessDenied, TransitionRefused, ValidationError.
    """
    try:
        told = cases.accepted(version.rule_set, version.cases)
    except (InputsRefused, RulesRefused) as refused:
        raise ValidationError(str(refused)) from refused
    return _in_draft(version, by=by, cases=told)


def _in_draft(version: RuleVersion, *, by: User, **values: Any) -> RuleVersion:
    with acting(by):
        fresh = RuleVersion._default_manager.select_for_update(of=("self",)).get(pk=version.pk)
        access.require(by, Permission.EDIT, [fresh.unit_id])
        if fresh.state != "draft":
            raise TransitionRefused(_("Las reglas solo se cambian en borrador."))
        return services.adjust(fresh, by=by, **values)


def simulate(version: RuleVersion, *, by: User) -> RuleVersion:
    """Compute the last run under these rules and keep the effect: households, céntimos, by unit.

    Raises AccessDenied, TransitionRefused where there is nothing to compare with, ValidationError.
    """
    access.require(by, Permission.EDIT, [version.unit_id])
    last = Run.objects.exclude(totals={}).order_by("-bimester", "-edition", "-pk").first()
    if last is None:
        raise TransitionRefused(_("Aún no hay ninguna liquidación con la que comparar."))
    with tempfile.TemporaryDirectory(dir=root(), prefix="simulation-") as folder:
        try:
            told = pipeline.recompute(last.folder, Path(folder), rules=version.rule_set)
        except RulesRefused as refused:
            raise ValidationError(refused.problems) from refused
        effect = comparison.effect(last.totals, told["totals"])
        effect["households"] |= comparison.households(last.folder, Path(folder))
    effect |= {"run": last.code, "bimester": last.bimester, "sha256": version.sha256}
    return services.adjust(version, by=by, simulation=effect)


# -- accompaniment -------------------------------------------------------------------------------------


def set_alert_term(*, by: User, days: int, since: date, source: str) -> AlertClock:
    """Say how many days an alert may wait from a day on; the term before it ends the day before.

    Raises AccessDenied, ValidationError.
    """
    term: AlertClock = terms.begin(AlertClock, by=by, days=days, since=since, source=source)
    return term


# -- runs --------------------------------------------------------------------------------------------


def begin(
    *,
    by: User,
    bimester: str,
    rules: RuleVersion,
    unit_id: int,
    files: Mapping[str, tuple[str, IO[bytes]]],
    queue: bool = True,
) -> Run:
    """Take in the three files (kind → name and bytes) of a bimester and have its roll computed in the background.

    Without `queue` whoever calls computes it.

    The same files under the same rules are not computed twice: the run that has them is returned.
    Raises AccessDenied, ValidationError.
    """
    access.require(by, Permission.EDIT, [unit_id])
    if rules.state != "approved":
        raise ValidationError({"rules": _("Elija unas reglas aprobadas.")})
    missing = [kind for kind in schema.KINDS if kind not in files]
    if missing:
        raise ValidationError(dict.fromkeys(missing, _("Falta este archivo.")))
    incoming = Path(tempfile.mkdtemp(dir=root(), prefix="incoming-"))
    try:
        paths = {kind: received(incoming, kind, *files[kind]) for kind in schema.KINDS}
        hashes = {kind: pipeline.sha256(path) for kind, path in paths.items()}
        with acting(by):
            same = Run.objects.filter(
                bimester=bimester, identity__inputs=hashes, identity__rules=rules.sha256
            )
            if found := same.exclude(state__in=("discarded", "refused")).first():
                return found
            closed = Run.objects.filter(bimester=bimester, state="closed").count()
            run = Run(
                title=_("Liquidación %(bimester)s, edición %(edition)d")
                % {"bimester": bimester, "edition": closed + 1},
                unit_id=unit_id,
                bimester=bimester,
                rules=rules,
                edition=closed + 1,
                identity={"inputs": hashes, "rules": rules.sha256},
            )
            services.create(run, by=by)
            places.uploads(run).parent.mkdir(parents=True, exist_ok=True)
            incoming.rename(places.uploads(run))
            if queue:
                transaction.on_commit(partial(enqueue, run.pk))
    finally:
        shutil.rmtree(incoming, ignore_errors=True)
    return run


def enqueue(pk: int) -> None:
    """Have a run computed by whoever works in the background; one at a time."""
    app.configure_task(COMPUTING, lock=f"incentives-run-{pk}").defer(run_id=pk)


def received(folder: Path, kind: str, name: str, stream: IO[bytes]) -> Path:
    """Write a file that came in under its kind; its own name is not used. Raises ValidationError."""
    ending = Path(name).suffix.lower()
    if ending not in ENDINGS:
        raise ValidationError({kind: _("Se leen archivos .parquet, .csv y .xlsx.")})
    path = folder / f"{kind}{ending}"
    with path.open("wb") as opened:
        while block := stream.read(CHUNK):
            opened.write(block)
    return path


def root() -> Path:
    """The folder of everything that is computed, made when it is missing."""
    root = Path(settings.INCENTIVES_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    return root


def ask_to_stop(run: Run, *, by: User) -> None:
    """Have the computation stop where it is; what it did is kept. Raises AccessDenied."""
    access.require(by, Permission.EDIT, [run.unit_id])
    places.stop_flag(run).touch()


def resume(run: Run, *, by: User) -> None:
    """Go on where it stopped. Raises AccessDenied, TransitionRefused."""
    access.require(by, Permission.EDIT, [run.unit_id])
    if run.state != "preparing":
        raise TransitionRefused(_("Esta liquidación ya no está en cálculo."))
    places.stop_flag(run).unlink(missing_ok=True)
    if run.problem:
        services.adjust(run, by=by, problem="")
    transaction.on_commit(partial(enqueue, run.pk))


def progress_of(run: Run) -> dict[str, Any]:
    """How far the computation is: step, share, remaining seconds; empty before it began."""
    try:
        found: dict[str, Any] = json.loads(places.progress(run).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return found | {"stopping": places.stop_flag(run).exists()}


def compute(run: Run) -> Run:
    """Compute a run that was begun, on behalf of who began it; ends in a state whatever happens."""
    if run.state != "preparing":
        places.clear(run)
        return run
    by, uploads = run.created_by, places.uploads(run)
    paths = {kind: next(uploads.glob(f"{kind}.*"), uploads / kind) for kind in schema.KINDS}

    def tell(progress: pipeline.Progress) -> None:
        draft = places.progress(run).with_suffix(".draft")
        draft.write_text(json.dumps(progress.__dict__), encoding="utf-8")
        draft.replace(places.progress(run))

    try:
        told = pipeline.run(
            paths,
            bimester=Bimester.read(run.bimester),
            rules=run.rules.rule_set,
            out=run.folder,
            tell=tell,
            stop=places.stop_flag(run).exists,
        )
    except Stopped:
        if _discarded(run):
            places.clear(run)
            return run
        return services.adjust(run, by=by, problem=_("Se detuvo a pedido; puede reanudarla."))
    except InputsRefused as refused:
        problem = _("Los archivos tienen errores; no se cargó nada.")
        ended = _end(
            run, "refuse", findings=[finding.as_dict() for finding in refused.findings], problem=problem
        )
    except (Unreadable, RulesRefused) as refused:
        ended = _end(run, "refuse", problem=str(refused)[:300])
    else:
        if _discarded(run):
            places.clear(run)
            shutil.rmtree(run.folder, ignore_errors=True)
            return run
        ended = _end(
            run,
            "finish",
            identity=told["identity"],
            findings=told["findings"],
            totals=told["totals"],
            manifest_sha256=pipeline.sha256(run.folder / "manifest.json"),
            difference=results.difference(run),
            problem="",
        )
    places.clear(run)
    return ended


def _discarded(run: Run) -> bool:
    """Whether somebody ended the run while it was computed."""
    run.refresh_from_db()
    return run.state != "preparing"


def _end(run: Run, step: str, **values: Any) -> Run:
    """Keep what came of the computation and take the step it leads to, together."""
    with transaction.atomic():
        services.adjust(run, by=run.created_by, **values)
        return services.transition(run, step, by=run.created_by)
