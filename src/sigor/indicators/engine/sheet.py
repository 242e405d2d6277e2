"""One sheet with a known heading, row by row: which lines are data, and what their cells say."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from sigor.indicators.engine import dating, numbers, personal
from sigor.indicators.engine.districts import Located, locate
from sigor.indicators.engine.findings import Findings
from sigor.indicators.engine.headings import PUBLIC, Table
from sigor.indicators.engine.periods import Period
from sigor.indicators.engine.phrases import gettext_noop, phrase
from sigor.indicators.engine.places import plain
from sigor.indicators.engine.rows import DISTRICT, Options, Row
from sigor.indicators.engine.totals import check_totals, is_total

COUNTED = ("affiliated", "paid", "members")
NAMES = ("ubigeo", "unit", "department", "province", "district")
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
LONGEST_CLASS = 60
Values = Mapping[str, Sequence[Decimal | None]]


@dataclass(frozen=True)
class Taken:
    """What a sheet gave, and whether it says of itself that it is made up."""

    rows: list[Row]
    synthetic: bool


def take(
    table: Table, findings: Findings, options: Options, formulas: Callable[[], set[tuple[int, int]]]
) -> Taken:
    """Read all rows below the heading; `formulas` says on demand which cells of the sheet hold one."""
    synthetic = "synthetic" in table.columns or any("sintetic" in plain(title) for title in table.titles)
    table, totals = _data(table, findings)
    personal.refuse(
        replace(table, lines=[line for at, line in enumerate(table.lines) if at not in totals]), findings
    )
    values, unread = _numbers(table, totals, findings, formulas)
    periods = _periods(table, totals, findings)
    indicators = _indicators(table, totals, findings)
    sums: list[Any] = [*zip(periods, indicators, strict=True)]
    check_totals([line for line, _row in table.lines], totals, values, unread, sums, findings)
    places = locate(table, totals, findings, options)
    rows = []
    for at, ((line, _cells), place) in enumerate(zip(table.lines, places, strict=True)):
        period = periods[at]
        if at not in totals and place is not None and period is not None:
            rows += _rows(table, at, line, place, period, indicators[at], values, findings)
    if table.layout is PUBLIC:
        _paid(table, totals, values, findings)
    return Taken(rows, synthetic)


def _data(table: Table, findings: Findings) -> tuple[Table, frozenset[int]]:
    """The table without notes, and the places of its lines that are totals."""
    kept, notes = [], []
    named = [table.columns[role] for role in NAMES if role in table.columns]
    for line, row in table.lines:
        filled = [cell for cell in row if cell is not None]
        alone = len(filled) == 1 and isinstance(filled[0], str) and re.search(r"[^\W\d]", filled[0])
        again = [cell if cell is None else str(cell).strip() for cell in row] == list(
            table.headings[: len(row)]
        )
        if (alone and not is_total(filled)) or (again and len(row) > 1):
            notes.append(line)
        else:
            kept.append((line, row))
    said = phrase(gettext_noop("Hay filas con una nota o con los encabezados otra vez; no se leen."))
    findings.warning("note-row", said, lines=notes)
    totals = frozenset(
        at
        for at, (_line, row) in enumerate(kept)
        if is_total([row[place] for place in named if place < len(row)]) or is_total(row[:1])
    )
    said = phrase(
        gettext_noop("Hay filas de totales; no se leen como un lugar y solo se comparan con la suma.")
    )
    findings.warning("total-row", said, lines=[kept[at][0] for at in totals])
    return replace(table, lines=kept), totals


# -- cells -------------------------------------------------------------------------------------------


def _numbers(
    table: Table, totals: frozenset[int], findings: Findings, formulas: Callable[[], set[tuple[int, int]]]
) -> tuple[dict[str, list[Decimal | None]], set[str]]:
    """The values of each measure by line, and the measures of which some could not be read."""
    values: dict[str, list[Decimal | None]] = {}
    unread: set[str] = set()
    holes: dict[str, list[int]] = {}
    lines = [line for line, _row in table.lines]
    for role in table.layout.measures:
        if role not in table.columns:
            continue
        cells = table.cells(role)
        column = numbers.read_column(cells, whole=role in COUNTED)
        heading = table.heading(role)
        _convention(column, heading, lines, findings, whole=role in COUNTED)
        entire = gettext_noop("«%(heading)s» debe ser un número entero.")
        any_number = gettext_noop("«%(heading)s» debe ser un número.")
        said = phrase(entire if role in COUNTED else any_number, heading=heading)
        findings.error("not-a-number", said, column=heading, lines=[lines[at] for at in column.bad])
        read = list(column.values)
        negative = [at for at, value in enumerate(read) if value is not None and value < 0]
        said = phrase(gettext_noop("«%(heading)s» no puede ser menos que cero."), heading=heading)
        findings.error("negative", said, column=heading, lines=[lines[at] for at in negative])
        for at in negative:
            read[at] = None
        if column.bad or column.mixed or column.unclear or negative:
            unread.add(role)
        values[role] = read
        holes[role] = [at for at, cell in enumerate(cells) if cell is None and at not in totals]
    if any(holes.values()):
        _holes(table, holes, unread, findings, formulas())
    return values, unread


def _convention(
    column: numbers.Column, heading: str, lines: Sequence[int], findings: Findings, *, whole: bool
) -> None:
    """What has to be said about the way a column writes its numbers."""

    def at(places: Iterable[int]) -> list[int]:
        return [lines[place] for place in places]

    mixed = phrase(
        gettext_noop(
            "«%(heading)s» mezcla coma y punto decimal: no se sabe qué valen estas celdas. Use uno solo."
        ),
        heading=heading,
    )
    findings.error("decimal-comma", mixed, column=heading, lines=at(column.mixed))
    unclear = phrase(
        gettext_noop(
            "«%(heading)s»: no se sabe si «%(example)s» son miles o decimales."
            " Escriba los decimales con dos cifras."
        ),
        heading=heading,
        example=column.example,
    )
    findings.error("decimal-comma", unclear, column=heading, lines=at(column.unclear))
    if column.mixed or column.unclear or not column.decimal:
        return
    if column.decimal == numbers.COMMA and not (whole and column.grouped):
        said = phrase(
            gettext_noop("«%(heading)s» usa coma decimal: «%(example)s» se leyó así, sin multiplicar nada."),
            heading=heading,
            example=column.example,
        )
        findings.warning("decimal-comma", said, column=heading, lines=at(column.signed))
    elif column.grouped:
        said = phrase(
            gettext_noop("«%(heading)s» separa los miles, como en «%(example)s»; se leyó así."),
            heading=heading,
            example=column.example,
        )
        findings.warning("thousands", said, column=heading, lines=at(column.signed))


def _holes(
    table: Table,
    holes: Mapping[str, Sequence[int]],
    unread: set[str],
    findings: Findings,
    formulas: set[tuple[int, int]],
) -> None:
    for role, places in holes.items():
        lines = [table.lines[at][0] for at in places]
        column, heading = table.columns[role], table.heading(role)
        computed = [line for line in lines if (line, column) in formulas]
        said = phrase(
            gettext_noop("«%(heading)s» tiene fórmulas sin su resultado; abra el libro en Excel y guárdelo."),
            heading=heading,
        )
        findings.error("formula-without-value", said, column=heading, lines=computed)
        if computed:
            unread.add(role)
        elif role != "denominator":  # a plain count has none
            said = phrase(
                gettext_noop("«%(heading)s» está vacío; esas filas no dicen nada de él."), heading=heading
            )
            findings.warning("no-value", said, column=heading, lines=lines)


def _periods(table: Table, totals: frozenset[int], findings: Findings) -> list[Period | None]:
    roles = [role for role in (*dating.ROLES, "year") if role in table.columns]
    if not any(role in dating.ROLES for role in roles):
        return [None] * len(table.lines)
    lent = dating.year_of(table.titles, findings.file)
    known: dict[tuple[Any, ...], dating.Dated] = {}
    found: list[Period | None] = []
    wrong, days, borrowed = [], [], []
    for at, cells in enumerate(zip(*(table.cells(role) for role in roles), strict=True)):
        # 1, 1.0 and True are one key of a dictionary, and not one cell.
        key = tuple((type(cell), cell) for cell in cells)
        if key not in known:
            known[key] = dating.period_of(dict(zip(roles, cells, strict=True)), lent)
        dated = known[key]
        found.append(dated.period)
        if at in totals:
            continue
        line = table.lines[at][0]
        if dated.period is None:
            wrong.append(line)
        days += [line] * dated.was_day
        borrowed += [line] * dated.year_lent
    heading = table.heading(next(role for role in roles if role in dating.ROLES))
    said = phrase(
        gettext_noop(
            "«%(heading)s» no dice un período que se entienda (como 2025-B3, o el número del bimestre y el año)."
        ),
        heading=heading,
    )
    findings.error("not-a-period", said, column=heading, lines=wrong)
    said = phrase(
        gettext_noop("«%(heading)s» trae días en vez de períodos; se tomó el período en que caen."),
        heading=heading,
    )
    findings.warning("period-as-day", said, column=heading, lines=days)
    said = phrase(
        gettext_noop("Ninguna columna dice el año; se tomó %(year)s del título o del nombre del archivo."),
        year=lent,
    )
    findings.warning("year-from-title", said, column=heading, lines=borrowed)
    return found


def _indicators(table: Table, totals: frozenset[int], findings: Findings) -> list[str]:
    if table.layout is PUBLIC:
        return [""] * len(table.lines)
    codes = ["" if cell is None else str(cell) for cell in table.cells("indicator")]
    wrong = [at for at, code in enumerate(codes) if not CODE.fullmatch(code) and at not in totals]
    said = phrase(
        gettext_noop(
            "El código del indicador falta o no es un código (letras, números, punto y guion, hasta 40)."
        )
    )
    if "indicator" in table.columns:
        lines = [table.lines[at][0] for at in wrong]
        findings.error("not-a-code", said, column=table.heading("indicator"), lines=lines)
    long = [at for at, cell in enumerate(table.cells("class")) if len(str(cell)) > LONGEST_CLASS]
    said = phrase(
        gettext_noop("La clase de persona es un nombre corto, de hasta %(n)s letras."), n=LONGEST_CLASS
    )
    findings.error(
        "not-a-class", said, column=table.heading("class"), lines=[table.lines[at][0] for at in long]
    )
    return [code if CODE.fullmatch(code) else "" for code in codes]


# -- rows ----------------------------------------------------------------------------------------------


def _rows(
    table: Table,
    at: int,
    line: int,
    place: Located,
    period: Period,
    indicator: str,
    values: Values,
    findings: Findings,
) -> list[Row]:
    where = (findings.file, findings.sheet, line)
    if table.layout is PUBLIC:
        return [
            Row(place.code, DISTRICT, period, measure, value, None, "", *where)
            for measure, column in values.items()
            if (value := column[at]) is not None
        ]
    numerator = values["numerator"][at] if "numerator" in values else None
    denominator = values["denominator"][at] if "denominator" in values else None
    if not indicator or numerator is None:
        return []
    _line, row = table.lines[at]
    column = table.columns.get("class")
    cell = row[column] if column is not None and column < len(row) else None
    class_ = "" if cell is None else str(cell).strip()
    return [Row(place.code, place.level, period, indicator, numerator, denominator, class_, *where)]


def _paid(table: Table, totals: frozenset[int], values: Values, findings: Findings) -> None:
    if "paid" not in values or "affiliated" not in values:
        return
    above: list[int] = []
    without: list[int] = []
    for at, (paid, affiliated) in enumerate(zip(values["paid"], values["affiliated"], strict=True)):
        if at not in totals and paid is not None and affiliated is not None and paid > affiliated:
            (above if affiliated else without).append(table.lines[at][0])
    heading = table.heading("paid")
    said = phrase(gettext_noop("Hay más hogares abonados que afiliados en el mismo distrito y período."))
    findings.warning("paid-above-affiliated", said, column=heading, lines=above)
    said = phrase(gettext_noop("Hay hogares abonados donde no hay ninguno afiliado."))
    findings.warning("paid-without-affiliated", said, column=heading, lines=without)
