"""Cells that look like a person: identity numbers, telephones, addresses of mail, surnames with a comma and a name."""

import re
from collections.abc import Sequence
from typing import Any

from sigor.indicators.engine.findings import Findings
from sigor.indicators.engine.headings import Table, numbered
from sigor.indicators.engine.phrases import Phrase, gettext_noop, phrase

# Eight digits are an identity number, nine a foreigner's card or a mobile telephone.
NUMBER = re.compile(r"(?<![0-9])[0-9]{8,9}(?![0-9])|9[0-9]{2}[ -][0-9]{3}[ -][0-9]{3}|\S@\S")
DAY = re.compile(r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:[0-2][0-9]|3[01])")
NAMED = re.compile(r"[^\W\d_]{2,}(?: [^\W\d_]{2,}){0,3}, ?[^\W\d_]{2,}(?: [^\W\d_]{2,}){0,3}")
TEXTS = ("ubigeo", "unit", "department", "province", "district", "indicator", "class")


def refuse(table: Table, findings: Findings) -> None:
    """An error for each column with such cells; what they say is not repeated.

    In a column of names or codes one is enough. A column that is not read may hold other large numbers, so that there
    it takes half of its cells.
    """
    lines = [line for line, _row in table.lines]
    for role in TEXTS:
        if role in table.columns:
            found = [at for at, cell in enumerate(table.cells(role)) if _is_person(cell)]
            _say(table.heading(role), [lines[at] for at in found], findings)
    for place in table.foreign:
        cells = [row[place] if place < len(row) else None for _line, row in table.lines]
        found = [at for at, cell in enumerate(cells) if _is_person(cell) and not DAY.fullmatch(str(cell))]
        filled = sum(cell is not None for cell in cells)
        if 2 * len(found) >= filled:
            heading = table.headings[place]
            _say(
                numbered(place) if _is_person(heading) else heading,
                [lines[at] for at in found],
                findings,
            )


def _is_person(cell: Any) -> bool:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, bool) or not isinstance(cell, int | str):
        return False
    text = str(cell)
    return bool(NUMBER.search(text) or NAMED.fullmatch(text))


def _say(heading: str | Phrase, lines: Sequence[int], findings: Findings) -> None:
    said = phrase(
        gettext_noop(
            "Hay celdas que parecen números de documento, teléfonos o nombres de personas; no se admiten."
        )
    )
    findings.error("personal-data", said, column=heading, lines=lines)
