"""What steps of a run bring about: closed, its lines in the database by COPY; discarded, its files go."""

import tempfile
from functools import partial
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from sigor.incentives import places, results

COLUMNS = ("run_id", "bimester", "edition", "household", "concept", "unit", "cents")


def keep_lines(run: Any, _by: Any) -> None:
    """Keep what the run pays: the whole of a first edition, of a later one what differs from those before."""
    with tempfile.TemporaryDirectory(prefix="sigor-lines-") as folder, transaction.atomic():
        path = Path(folder) / "lines.csv"
        results.write_payments(run, path)
        copy_lines(path)


def forget_files(run: Any, _by: Any) -> None:
    """Have a computation under way stop, and what came in go: nobody will decide on it."""
    places.stop_flag(run).parent.mkdir(parents=True, exist_ok=True)
    places.stop_flag(run).touch()
    transaction.on_commit(partial(places.clear, run))


def copy_lines(path: Path) -> None:
    """A file of lines (CSV with a heading) into the table."""
    with connection.cursor() as cursor:
        statement = f"COPY incentives_line ({', '.join(COLUMNS)}) FROM STDIN (FORMAT csv, HEADER true)"
        with path.open("rb") as opened, cursor.copy(statement) as copy:
            while block := opened.read(1 << 20):
                copy.write(block)
