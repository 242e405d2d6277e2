"""Rows of totals: they are no place, and what they say must be the sum of the rows above them."""

import re
from collections.abc import Collection, Hashable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from sigor.indicators.engine.findings import Findings
from sigor.indicators.engine.phrases import gettext_noop, phrase

TOTAL = re.compile(r"\s*(?:sub)?-?\s*total(?:es)?\b", re.IGNORECASE)
NOTHING = Decimal(0)


def is_total(cells: Sequence[Any]) -> bool:
    """Whether one of the cells that name a place says «TOTAL»."""
    return any(isinstance(cell, str) and TOTAL.match(cell) for cell in cells)


def check_totals(
    lines: Sequence[int],
    totals: Collection[int],
    values: Mapping[str, Sequence[Decimal | None]],
    unread: Collection[str],
    groups: Sequence[Hashable],
    findings: Findings,
) -> None:
    """An error for each row of totals that is not the sum of all rows above, of those since the total before, or of those
    of its own group (period and indicator). A measure with cells that could not be read is not compared.
    """
    if not totals:
        return
    compared = [measure for measure in values if measure not in unread]
    everything = dict.fromkeys(compared, NOTHING)
    since = dict(everything)
    by_group: dict[tuple[Hashable, str], Decimal] = {}
    wrong = []
    for at, line in enumerate(lines):
        if at not in totals:
            for measure in compared:
                added = values[measure][at] or NOTHING
                everything[measure] += added
                since[measure] += added
                key = (groups[at], measure)
                by_group[key] = by_group.get(key, NOTHING) + added
            continue
        said = {measure: value for measure in compared if (value := values[measure][at]) is not None}
        sums = (everything, since, {measure: by_group.get((groups[at], measure)) for measure in compared})
        if said and not any(
            all(_same(value, found[measure]) for measure, value in said.items()) for found in sums
        ):
            wrong.append(line)
        since = dict.fromkeys(compared, NOTHING)
    told = phrase(gettext_noop("El total no es la suma de las filas: faltan filas, sobran, o alguna cambió."))
    findings.error("total-row", told, lines=wrong)


def _same(total: Decimal, found: Decimal | None) -> bool:
    """Equal once the sum is rounded to the decimals of the total."""
    if found is None:
        return False
    exponent = total.as_tuple().exponent
    assert isinstance(exponent, int)
    return abs(total - found) <= Decimal(1).scaleb(min(exponent, 0)) / 2
