"""What closing a run brings about: its lines in the database, by COPY, in the same transaction."""

import tempfile
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from sigor.incentives import results

COLUMNS = ("run_id", "bimester", "edition", "household", "concept", "unit", "cents")


def keep_lines(run: Any, _by: Any) -> None:
    """Keep what the run pays: the whole of a first edition, of a later one what differs from those before."""
    with tempfile.TemporaryDirectory(prefix="sigor-lines-") as folder, transaction.atomic():
        path = Path(folder) / "lines.csv"
        results.write_payments(run, path)
        copy_lines(path)


def copy_lines(path: Path) -> None:
    """A file of lines (CSV with a heading) into the table."""
    with connection.cursor() as cursor:
        statement = f"COPY incentives_line ({', '.join(COLUMNS)}) FROM STDIN (FORMAT csv, HEADER true)"
        with path.open("rb") as opened, cursor.copy(statement) as copy:
            while block := opened.read(1 << 20):
                copy.write(block)
