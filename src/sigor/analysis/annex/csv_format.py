"""The annex as CSV for spreadsheets: one row per milestone, UTF-8 with a byte-order mark."""

import csv
import io

from sigor.analysis.annex.model import Annex
from sigor.analysis.annex.months import title

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def write_csv(annex: Annex) -> bytes:
    objectives = {o.number: o for o in annex.objectives}
    results = {r.code: r for r in annex.results}
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    months = [title(month, annex.year) for month in range(1, 13)]
    heading = ["Nº objetivo", "Objetivo", "Eje", "Nº resultado", "Resultado esperado", "Nº hito", "Hito"]
    writer.writerow([*heading, "Entregable", "Resp.", "Meta", *months, "PHVA", "Certeza"])
    for m in annex.milestones:
        objective, result = objectives.get(m.objective), results.get(m.result)
        row: list[str | int] = [
            m.objective,
            objective.name if objective else "",
            objective.axis if objective else "",
            m.result,
            result.name if result else "",
            m.code,
            m.name,
            m.deliverable,
            m.units_text,
            m.meta,
            *(m.months.get(month, "") for month in range(1, 13)),
            m.phva,
            m.confidence,
        ]
        writer.writerow([_harmless(value) for value in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _harmless(value: str | int) -> str | int:
    """A spreadsheet runs a text that opens like a formula; a quote keeps it a text."""
    if isinstance(value, str) and value.startswith(_FORMULA_STARTS):
        return f"'{value}"
    return value
