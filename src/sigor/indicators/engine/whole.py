"""What only shows when all sheets and what is loaded already lie side by side."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sigor.indicators.engine.findings import ERROR, EXAMPLES, WARNING, Finding
from sigor.indicators.engine.periods import Period
from sigor.indicators.engine.phrases import Phrase, gettext_noop, phrase
from sigor.indicators.engine.rows import DISTRICT, UNIT, Former, Key, Row, Value, digest

BY_CLASS = {
    DISTRICT: gettext_noop(
        "«%(measure)s» en %(period)s tiene filas de distritos con clase y sin clase: se contarían dos veces."
        " Por ejemplo, %(one)s, y %(other)s."
    ),
    UNIT: gettext_noop(
        "«%(measure)s» en %(period)s tiene filas de unidades con clase y sin clase: se contarían dos veces."
        " Por ejemplo, %(one)s, y %(other)s."
    ),
}
BY_LEVEL = gettext_noop(
    "«%(measure)s» en %(period)s tiene filas de distritos y de unidades: se contarían dos veces."
    " Por ejemplo, %(one)s, y %(other)s."
)
Sheet = tuple[str, str]  # file and sheet


@dataclass(frozen=True)
class Compared:
    """Rows against what is loaded: new facts, facts that a later edition changed, and how many said the same again."""

    new: list[Row]
    corrections: list[Row]
    repeated: int
    found: list[Finding]


def once(rows: Iterable[Row]) -> tuple[list[Row], list[Finding]]:
    """Each fact the first time it comes; an error for each pair of sheets, or sheet, that says facts again."""
    first: dict[Key, Row] = {}
    again: dict[tuple[Sheet, Sheet], list[tuple[Row, Row]]] = defaultdict(list)
    for row in rows:
        before = first.setdefault(row.key, row)
        if before is not row:
            again[((before.file, before.sheet), (row.file, row.sheet))].append((before, row))
    return list(first.values()), [_twice(*sheets, pairs) for sheets, pairs in again.items()]


def _twice(before: Sheet, after: Sheet, pairs: Sequence[tuple[Row, Row]]) -> Finding:
    lines = sorted({row.line for _before, row in pairs})
    earlier, later = pairs[0]
    periods = _named({row.period for _before, row in pairs})
    if before == after:
        rule = "row-twice"
        said = phrase(
            gettext_noop(
                "El mismo lugar, período y medida está dos veces (%(periods)s): filas %(one)s y %(other)s."
            ),
            periods=periods,
            one=earlier.line,
            other=later.line,
        )
    else:
        rule = "cumulative-year"
        said = phrase(
            gettext_noop(
                "%(periods)s está dos veces: %(one)s, y %(other)s. Los archivos del año son acumulados:"
                " cargue solo el último, o quite lo repetido; nada se suma dos veces."
            ),
            periods=periods,
            one=earlier.where,
            other=later.where,
        )
    return Finding(ERROR, *after, "", rule, said, len(lines), tuple(lines[:EXAMPLES]))


def compared(rows: Sequence[Row], former: Former | None) -> Compared:
    """Part the rows into new ones, corrections and repetitions of what is loaded."""
    if former is None:
        return Compared(list(rows), [], 0, [])
    ask = former.get if isinstance(former, Mapping) else former
    new, corrections, repeated = [], [], list[Row]()
    for row in rows:
        known = ask(row.key)
        if known is None:
            new.append(row)
        elif _same(row.value, known):
            repeated.append(row)
        else:
            corrections.append(row)
    loaded = {(row.period, row.measure) for row in (*repeated, *corrections)}
    late = [row for row in new if (row.period, row.measure) in loaded]
    found = [
        *_of_sheets(
            repeated,
            "cumulative-year",
            gettext_noop("Ya estaba cargado con los mismos valores y se deja fuera"),
        ),
        *_of_sheets(
            corrections,
            "correction",
            gettext_noop("Ya estaba cargado con otro valor: es una edición posterior"),
        ),
        *_of_sheets(late, "late-rows", gettext_noop("Es nuevo en un período que ya estaba cargado")),
    ]
    return Compared(new, corrections, len(repeated), found)


def _same(value: Value, known: Value | str) -> bool:
    return digest(value) == known if isinstance(known, str) else value == tuple(known)


def _of_sheets(rows: Iterable[Row], rule: str, what: str) -> list[Finding]:
    """One warning for each sheet that the rows come from."""
    by_sheet: dict[Sheet, list[Row]] = defaultdict(list)
    for row in rows:
        by_sheet[(row.file, row.sheet)].append(row)
    found = []
    for sheet, theirs in by_sheet.items():
        lines = sorted({row.line for row in theirs})
        single = gettext_noop("%(what)s: %(periods)s, %(n)s valor.")
        many = gettext_noop("%(what)s: %(periods)s, %(n)s valores.")
        said = phrase(
            single if len(theirs) == 1 else many,
            what=phrase(what),
            periods=_named({row.period for row in theirs}),
            n=len(theirs),
        )
        found.append(Finding(WARNING, *sheet, "", rule, said, len(lines), tuple(lines[:EXAMPLES])))
    return found


def _named(periods: Collection[Period]) -> Phrase | list[str]:
    """A few periods by name, many by their ends."""
    ordered = sorted(periods)
    if len(ordered) <= 3:
        return [str(period) for period in ordered]
    return phrase(
        gettext_noop("%(first)s a %(last)s (%(n)s períodos)"),
        first=str(ordered[0]),
        last=str(ordered[-1]),
        n=len(ordered),
    )


def totals_and_parts(rows: Iterable[Row]) -> list[Finding]:
    """Errors where a whole stands beside its parts: adding them up would count twice."""
    classes: dict[tuple[str, str, Period], dict[bool, list[Row]]] = defaultdict(lambda: defaultdict(list))
    levels: dict[tuple[str, Period], dict[bool, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        classes[(row.level, row.measure, row.period)][bool(row.class_)].append(row)
        levels[(row.measure, row.period)][row.level == UNIT].append(row)
    found = []
    for (level, measure, period), sides in classes.items():
        if len(sides) == 2:
            found.append(_beside(sides[False], sides[True], BY_CLASS[level], measure, period))
    for (measure, period), sides in levels.items():
        if len(sides) == 2:
            found.append(_beside(sides[False], sides[True], BY_LEVEL, measure, period))
    return found


def _beside(
    whole: Sequence[Row], parts: Sequence[Row], message: str, measure: str, period: Period
) -> Finding:
    """Told at the fewer of the two: those are what somebody put in by mistake."""
    odd, other = sorted((parts, whole), key=len)
    lines = sorted({row.line for row in odd})
    said = phrase(message, measure=measure, period=str(period), one=odd[0].where, other=other[0].where)
    return Finding(
        ERROR, odd[0].file, odd[0].sheet, "", "total-and-parts", said, len(lines), tuple(lines[:EXAMPLES])
    )


def above_whole(rows: Iterable[Row], shares: Collection[str]) -> list[Finding]:
    """Warnings for the measures that are shares, where the part is more than the whole."""
    above = [
        row
        for row in rows
        if row.measure in shares
        and row.numerator is not None
        and row.denominator is not None
        and row.numerator > row.denominator
    ]
    return _of_sheets(above, "above-whole", gettext_noop("El numerador es mayor que el denominador"))
