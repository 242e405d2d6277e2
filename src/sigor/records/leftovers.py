"""What lies in the store of files without a row: what a crash left behind, or somebody put there."""

import re
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db.models import PROTECT, Model

from sigor.records.models import StoredFile

AGE = 24 * 3600  # seconds; a younger one may still be on its way to its row
AT_ONCE = 1000
KEPT = re.compile(r"([0-9a-f]{2})/([0-9a-f]{2})/\1\2[0-9a-f]{60}")


@dataclass(frozen=True)
class Leftover:
    path: str  # in the store
    problem: str  # "extra" | "incoming" | "disposed", which should have gone


def find() -> Iterator[Leftover]:
    """Files of the store that no row knows and that lie there for longer than a day."""
    root: Path = settings.FILES_ROOT
    # By the clock that dates files: that of the machine, whatever day a demonstration simulates.
    before = time.time() - AGE
    for names in _in_turn(sorted(_old_files(root, before))):
        known = dict(
            StoredFile.objects.filter(sha256__in=[Path(name).name for name in names]).values_list(
                "sha256", "disposed_at"
            )
        )
        for name in names:
            if name.startswith("incoming/"):
                yield Leftover(name, "incoming")
            elif not (KEPT.fullmatch(name) and Path(name).name in known):
                yield Leftover(name, "extra")
            elif known[Path(name).name] is not None:
                yield Leftover(name, "disposed")


def uses() -> dict[str, int]:
    """How many rows of each kind stand on stored files, by the name of their table; what is derived of one does not."""
    counted: dict[str, int] = {}
    for model, field in _standing():
        rows = model._default_manager.filter(**{f"{field}__isnull": False})
        if found := rows.count():
            counted[model._meta.db_table] = counted.get(model._meta.db_table, 0) + found
    return counted


def used_by(file: StoredFile) -> dict[str, int]:
    """How many rows stand on one file, by «table.field»."""
    counted = {
        f"{model._meta.db_table}.{field}": model._default_manager.filter(**{field: file}).count()
        for model, field in _standing()
    }
    return {name: count for name, count in counted.items() if count}


def _standing() -> Iterator[tuple[type[Model], str]]:
    for relation in StoredFile._meta.related_objects:
        if relation.on_delete is PROTECT:
            yield relation.related_model, relation.field.name


def _old_files(root: Path, before: float) -> Iterator[str]:
    """Files of the store; the folders of incentive runs beside it are no files by hash."""
    for path in root.rglob("*"):
        if path.is_relative_to(settings.INCENTIVES_ROOT):
            continue
        with suppress(FileNotFoundError):  # it reached its place meanwhile
            if path.is_file() and path.stat().st_mtime < before:
                yield path.relative_to(root).as_posix()


def _in_turn(names: list[str]) -> Iterator[list[str]]:
    for at in range(0, len(names), AT_ONCE):
        yield names[at : at + AT_ONCE]
