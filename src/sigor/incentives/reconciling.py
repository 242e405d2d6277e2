"""Comparing a run with the lists of others: the files come in, are compared, and only the differences stay."""

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import IO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from sigor.accounts.models import User
from sigor.incentives import services
from sigor.incentives.engine import pipeline, reconcile
from sigor.incentives.engine.intake import Unreadable
from sigor.incentives.models import Reconciliation, Run
from sigor.organisation.grants import Permission
from sigor.records import access
from sigor.records import services as records
from sigor.records.actor import acting


def compare(run: Run, *, by: User, lists: Mapping[str, tuple[str, IO[bytes]]]) -> Reconciliation:
    """Compare the run with `operational` and, if given, `bank` (name and bytes of each); keep what differs.

    The same lists beside the same run give the reconciliation that is there already.
    Raises AccessDenied, ValidationError, ListsRefused with the findings; then nothing is kept.
    """
    access.require(by, Permission.EDIT, [run.unit_id])
    with tempfile.TemporaryDirectory(dir=services.root(), prefix="lists-") as place:
        folder = Path(place)
        paths = {name: services.received(folder, name, *sent) for name, sent in lists.items()}
        if "operational" not in paths:
            raise ValidationError({"operational": _("Falta este archivo.")})
        hashes = {f"{name}_sha256": pipeline.sha256(path) for name, path in paths.items()}
        if there := Reconciliation.objects.filter(run=run, **({"bank_sha256": ""} | hashes)).first():
            return there
        try:
            told = reconcile.reconcile(
                run=run.folder, operational=paths["operational"], bank=paths.get("bank"), out=folder / "out"
            )
        except Unreadable as unreadable:
            raise ValidationError(str(unreadable)) from unreadable
        with acting(by):
            made = Reconciliation(
                title=_("Conciliación de %(run)s") % {"run": run.code},
                unit_id=run.unit_id,
                run=run,
                result=told,
                **hashes,
            )
            records.create(made, by=by)
            shutil.rmtree(made.folder, ignore_errors=True)
            (folder / "out").rename(made.folder)
    return made


def export(record: Reconciliation, name: str, target: Path) -> int:
    """One class of differences as CSV; returns its rows. Raises ValueError for a class that is not listed."""
    return reconcile.export(differences=record.folder / "differences.parquet", class_=name, target=target)
