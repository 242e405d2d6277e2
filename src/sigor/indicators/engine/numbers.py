"""Numbers as people write them: the convention is told by the whole column, never by one cell."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

POINT, COMMA = ".", ","  # the sign before the decimals
OTHER = {POINT: COMMA, COMMA: POINT}
WRITTEN = {
    decimal: re.compile(
        rf"[+-]?(?:[0-9]+|[1-9][0-9]{{0,2}}(?:[{thousands}][0-9]{{3}})+)(?:[{decimal}][0-9]+)?"
    )
    for decimal, thousands in OTHER.items()
}
SPACES = re.compile(r"(?<=[0-9])[\s\u00a0\u202f'’](?=[0-9]{3}(?![0-9]))")
MONEY = re.compile(r"^S/\.?\s*", re.IGNORECASE)
DIGITS = 15  # that a spreadsheet keeps of a number; what follows is noise of the binary form
LONGEST = 40  # signs of a cell; longer ones are no number that anybody wrote


@dataclass(frozen=True)
class Column:
    """The numbers of a column, one for each cell: None where it is empty or no number.

    `decimal` is the sign that its texts write before decimals, or "" where none had to be read so; `grouped` says
    whether thousands were parted by the other sign. `bad`, `mixed` and `unclear` hold places of cells, from 0:
    no numbers; those in the minority of two conventions; and those that could be thousands or decimals.
    """

    values: tuple[Decimal | None, ...]
    decimal: str = ""
    grouped: bool = False
    example: str = ""  # a text that shows the convention
    signed: tuple[int, ...] = ()  # cells whose text has one of the two signs
    bad: tuple[int, ...] = ()
    mixed: tuple[int, ...] = ()
    unclear: tuple[int, ...] = ()


def read_column(cells: Sequence[Any], *, whole: bool = False) -> Column:
    """Read the cells of one column: numbers of a workbook as they are, texts by the convention of all of them.

    `whole` says that the column counts things: «12.345» is then twelve thousand, and a value with decimals no number.
    """
    texts = {at: _bare(cell) for at, cell in enumerate(cells) if isinstance(cell, str) and cell.strip()}
    sure: dict[str, list[int]] = {POINT: [], COMMA: []}
    doubtful = []
    for at, text in texts.items():
        if POINT in text or COMMA in text:
            reads = [decimal for decimal, written in WRITTEN.items() if written.fullmatch(text)]
            if len(reads) == 1:
                sure[reads[0]].append(at)
            elif reads:
                doubtful.append(at)
    decimal = max(sure, key=lambda sign: len(sure[sign]))
    mixed = set(sure[OTHER[decimal]])
    unclear: set[int] = set()
    if doubtful and not sure[decimal]:
        signs = {COMMA if COMMA in texts[at] else POINT for at in doubtful}
        # In Peru the point is decimal, but three decimals in every cell look like thousands.
        if len(signs) == 2 or (POINT in signs and not whole):
            unclear = set(doubtful)
        else:
            decimal = OTHER[signs.pop()]
    values: list[Decimal | None] = []
    bad = []
    for at, cell in enumerate(cells):
        if at in mixed or at in unclear:
            values.append(None)
            continue
        value = _parsed(texts[at], decimal) if at in texts else _number(cell)
        if value is not None and whole and value != value.to_integral_value():
            value = None
        values.append(value)
        if value is None and (at in texts or not (cell is None or isinstance(cell, str))):
            bad.append(at)
    shown = sure[decimal] or doubtful
    return Column(
        tuple(values),
        decimal if shown else "",
        any(OTHER[decimal] in texts[at] for at in (*sure[decimal], *doubtful)),
        texts[shown[0]] if shown else "",
        tuple(sorted((*sure[decimal], *doubtful))),
        tuple(bad),
        tuple(sorted(mixed)),
        tuple(sorted(unclear)),
    )


def _bare(text: str) -> str:
    """Without the sign of the currency, the spaces that part thousands, and the typographic minus."""
    if len(text) > LONGEST:
        return text
    return SPACES.sub("", MONEY.sub("", text.strip())).replace("\u2212", "-")


def _parsed(text: str, decimal: str) -> Decimal | None:
    if len(text) > LONGEST or not WRITTEN[decimal].fullmatch(text):
        return None
    return Decimal(text.replace(OTHER[decimal], "").replace(decimal, POINT))


def _number(cell: Any) -> Decimal | None:
    if cell is None or isinstance(cell, bool | date | str):
        return None
    if isinstance(cell, int | Decimal):
        value = Decimal(cell)
    elif isinstance(cell, float):
        value = Decimal(format(cell, f".{DIGITS}g"))
    else:
        return None
    return value if value.is_finite() else None
