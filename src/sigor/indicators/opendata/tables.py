"""The tables of a dataset: figures, places and their districts, indicators, classes of person, and periods."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from sigor.indicators.opendata import columns
from sigor.indicators.opendata.columns import EVERYBODY
from sigor.indicators.opendata.csvw import Table, Text, Value
from sigor.indicators.opendata.declared import Cell
from sigor.indicators.opendata.partition import NATION, Edition, Level, Place

REGIONS: Mapping[int | str, tuple[str, str]] = {
    4: ("de la provincia {}", "of {} province"),
    2: ("del departamento {}", "of {} department"),
    NATION: ("de {}", "of {}"),
}


@dataclass(frozen=True)
class Definition:
    """The card of an indicator as it is published; a ratio has a denominator, `factor` 100 for a percentage.

    `sense` up, down or none; `frequency` month, bimester, quarter, half or year; `method`: version of the card.
    """

    code: str
    name: Text
    numerator: Text
    denominator: Text | None
    factor: int
    decimals: int
    unit: Text
    sense: str
    frequency: str
    source: Text
    method: str
    valid_from: date
    valid_until: date | None = None

    def value(self, cell: Cell) -> Decimal | None:
        """The indicator from the published numbers, rounded once, half away from zero; None where there is none."""
        if cell.numerator is None or (self.denominator is not None and not cell.denominator):
            return None
        exact = Fraction(cell.numerator)
        if self.denominator is not None:
            exact = exact * self.factor / Fraction(cell.denominator or 1)
        scaled = abs(exact) * 10**self.decimals
        whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
        return Decimal(whole if exact >= 0 else -whole).scaleb(-self.decimals)


@dataclass(frozen=True)
class Period:
    """A period by its label (`2025-B3`), with its first and last day and the edition of its figures, from 1."""

    label: str
    start: date
    end: date
    edition: int = 1


@dataclass(frozen=True)
class Category:
    """A class of person by its code in the rows."""

    code: str
    name: Text


def place_name(place: Place, names: Mapping[str, str], districts: int) -> Text:
    """How a published place is called; `districts`: how many its smallest region has in the dataset.

    `names` by code: six digits, four, two and `PE`. Raises KeyError where one is missing.
    """
    if place.level != Level.REMAINDER:
        return Text(names[place.code], names[place.code])
    _, region, *number = place.code.split("-")
    es, en = REGIONS[region if region == NATION else len(region)]
    whole = districts == len(place.members)
    return Text(
        " ".join(["Todos los distritos" if whole else "Resto", *number, es.format(names[region])]),
        " ".join(["All districts" if whole else "Rest", *number, en.format(names[region])]),
    )


def tables(
    *,
    editions: Mapping[str, Edition],
    periods: Sequence[Period],
    definitions: Sequence[Definition],
    categories: Sequence[Category] = (),
    names: Mapping[str, str],
) -> tuple[Table, ...]:
    """The six tables of a dataset; `editions` by the label of their period, `names` of places by code.

    Raises ValueError where a period has no edition or an edition no period, KeyError where something has no definition.
    """
    if sorted(editions) != sorted(period.label for period in periods):
        raise ValueError("Cada periodo lleva una edición de sus cifras, y cada edición es de un periodo.")
    by_code = {definition.code: definition for definition in definitions}
    places = [(period.label, place) for period in periods for place in editions[period.label].places]
    groups = [(period.label, place) for period in periods for place in editions[period.label].groups]
    used = {cell.category for _label, place in places for cell in place.cells}
    return (
        columns.data([_figures(label, place, by_code) for label, place in places]),
        columns.groups([_group(label, place, names, editions[label]) for label, place in places]),
        columns.members(
            [
                (label, member, place.code, names[member])
                for label, place in groups
                for member in place.members
            ]
        ),
        columns.indicators([_definition(definition) for definition in definitions]),
        columns.classes(
            [(EVERYBODY, "Todas las personas", "Everybody")]
            + [(each.code, each.name.es, each.name.en) for each in categories if each.code in used]
        ),
        columns.periods([(each.label, each.start, each.end, each.edition) for each in periods]),
    )


# -- rows ------------------------------------------------------------------------------------------------


def _figures(label: str, place: Place, by_code: Mapping[str, Definition]) -> list[tuple[Value, ...]]:
    return [
        (
            label,
            place.code,
            cell.indicator,
            cell.category or EVERYBODY,
            cell.numerator,
            cell.denominator,
            by_code[cell.indicator].value(cell),
            len(place.members),
            cell.missing,
        )
        for cell in place.cells
    ]


def _group(label: str, place: Place, names: Mapping[str, str], edition: Edition) -> tuple[Value, ...]:
    first, last = min(place.members), max(place.members)
    inside = 0
    if place.level == Level.REMAINDER:
        region = next(first[:digits] for digits in (4, 2, 0) if first[:digits] == last[:digits])
        inside = sum(member.startswith(region) for group in edition.groups for member in group.members)
    name = place_name(place, names, inside)
    department = first[:2] if first[:2] == last[:2] and place.level != Level.NATION else None
    province = (
        first[:4] if first[:4] == last[:4] and place.level not in (Level.NATION, Level.DEPARTMENT) else None
    )
    return label, place.code, place.level.value, name.es, name.en, department, province, len(place.members)


def _definition(each: Definition) -> tuple[Value, ...]:
    ratio = each.denominator
    return (
        each.code,
        each.name.es,
        each.name.en,
        "total" if ratio is None else "ratio",
        each.numerator.es,
        each.numerator.en,
        None if ratio is None else ratio.es,
        None if ratio is None else ratio.en,
        each.factor if ratio is not None else 1,
        each.decimals,
        each.unit.es,
        each.unit.en,
        each.sense,
        each.frequency,
        each.source.es,
        each.source.en,
        each.method,
        each.valid_from,
        each.valid_until,
    )
