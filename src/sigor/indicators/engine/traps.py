"""The traps that a synthetic file can be given, each with the finding that it must bring about."""

from calendar import monthrange
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

from sigor.indicators.engine.drafts import Draft, Extra
from sigor.indicators.engine.places import published

FEW = 5  # rows that a trap of single rows changes
BOTH = ("xlsx", "csv")
Plant = Callable[[Draft, Random], None]


@dataclass(frozen=True)
class Trap:
    """A trap of a layout: the rule and the severity of its finding, and the kinds of file that can have it.

    `compared` traps only show against what a clean file said (`former`), and `shares` ones where the caller says that
    the measures are shares.
    """

    layout: str  # public | long
    rule: str
    severity: str
    plant: Plant
    kinds: tuple[str, ...] = BOTH
    compared: bool = False
    shares: bool = False


def plant(draft: Draft, layout: str, kind: str, names: Collection[str], random: Random) -> None:
    """Plant traps in a draft, in the order in which they are named. Raises ValueError."""
    for name in names:
        trap = TRAPS.get(name)
        if trap is None or trap.layout != layout or kind not in trap.kinds:
            raise ValueError(f"La trampa «{name}» no existe en un archivo {kind} de este formato ({layout}).")
        trap.plant(draft, random)


def _some(draft: Draft, random: Random, many: int = FEW) -> list[list[Any]]:
    return random.sample(draft.rows, min(many, len(draft.rows)))


# -- numbers -------------------------------------------------------------------------------------------


def _comma(value: Any) -> str:
    return f"{value:,.2f}".translate(str.maketrans(",.", ".,"))


def _point(value: Any) -> str:
    return f"{value:,.2f}"


def _decimal_comma(draft: Draft, _random: Random) -> None:
    draft.change("amount", _comma)


def _decimal_comma_alone(draft: Draft, _random: Random) -> None:
    draft.change("amount", lambda value: f"{value:.2f}".replace(".", ","))


def _decimal_comma_mixed(draft: Draft, random: Random) -> None:
    draft.change("amount", _point)
    draft.change("amount", lambda value: _comma(Decimal(value.replace(",", ""))), _some(draft, random))


def _decimal_comma_unclear(draft: Draft, _random: Random) -> None:
    draft.change("amount", lambda value: f"{max(value, 1000) % 10**6:,.0f}".replace(",", "."))


def _thousands(draft: Draft, _random: Random) -> None:
    for role in ("affiliated", "paid", "members"):
        draft.change(role, lambda value: f"{value:,.0f}")


def _not_a_number(draft: Draft, random: Random) -> None:
    draft.change("members", lambda _value: "s/d", _some(draft, random))


def _negative(draft: Draft, random: Random) -> None:
    draft.change("paid", lambda value: -value - 1, _some(draft, random))


def _no_value(draft: Draft, random: Random) -> None:
    draft.change("members", lambda _value: None, _some(draft, random))


def _formula(draft: Draft, random: Random) -> None:
    draft.change("amount", lambda _value: "=100*2", _some(draft, random))


def _paid_above(draft: Draft, random: Random) -> None:
    for row in _some(draft, random, len(draft.rows) // 10):
        row[draft.at("paid")] = row[draft.at("affiliated")] + random.randint(1, 9)


def _paid_without(draft: Draft, random: Random) -> None:
    (row,) = _some(draft, random, 1)
    row[draft.at("affiliated")], row[draft.at("paid")] = 0, 1


# -- rows ----------------------------------------------------------------------------------------------


def _first_bimester(draft: Draft) -> list[list[Any]]:
    at = draft.at("bimester")
    return [list(row) for row in draft.rows if row[at] == draft.rows[0][at]]


def _row_twice(draft: Draft, _random: Random) -> None:
    draft.rows += _first_bimester(draft)


def _cumulative_year(draft: Draft, _random: Random) -> None:
    draft.extras.append(Extra("Resumen anterior", [draft.headings, *_first_bimester(draft)]))


def _correction(draft: Draft, random: Random) -> None:
    draft.change("affiliated", lambda value: value + 1, _some(draft, random))


def _total(draft: Draft, more: int) -> None:
    row: list[Any] = [None] * len(draft.headings)
    row[0] = "TOTAL"
    for role in ("affiliated", "paid", "members", "amount"):
        at = draft.at(role)
        row[at] = sum(one[at] for one in draft.rows)
    row[draft.at("paid")] += more
    draft.rows.append(row)


def _total_row(draft: Draft, _random: Random) -> None:
    _total(draft, 0)


def _total_row_wrong(draft: Draft, _random: Random) -> None:
    _total(draft, 100)


def _note_row(draft: Draft, _random: Random) -> None:
    draft.rows.append([None, "Fuente: programa de demostración", *[None] * (len(draft.headings) - 2)])


def _empty_rows(draft: Draft, _random: Random) -> None:
    empty: list[Any] = [None] * len(draft.headings)
    draft.rows[3:3] = [list(empty), list(empty)]
    draft.rows += [list(empty) for _ in range(3)]
    draft.change("members", lambda _value: "s/d", [draft.rows[7]])  # so that a line behind them is told


# -- columns, sheets and bytes -------------------------------------------------------------------------


def _heading_changed(draft: Draft, _random: Random) -> None:
    draft.headings[draft.at("affiliated")] = "Hogares\nafiliados"
    draft.headings[draft.at("paid")] = "hogares_abonados"
    draft.headings[draft.at("year")] = "ano"


def _unknown_column(draft: Draft, random: Random) -> None:
    draft.add("PUNTOS DE PAGO", lambda _number: random.randint(1, 9))


def _missing_column(draft: Draft, _random: Random) -> None:
    draft.remove("paid")


def _column_twice(draft: Draft, _random: Random) -> None:
    at = draft.at("paid")
    copies = [row[at] for row in draft.rows]
    draft.add("ABONADOS", lambda number: copies[number])


def _no_heading(draft: Draft, _random: Random) -> None:
    draft.headings = [f"COLUMNA {number}" for number in range(len(draft.headings))]


def _cells_beyond(draft: Draft, random: Random) -> None:
    for row in _some(draft, random):
        row += [None, None, 7]


def _year_from_title(draft: Draft, _random: Random) -> None:
    draft.remove("year")


def _not_a_period(draft: Draft, random: Random) -> None:
    draft.change("bimester", lambda _value: 7, _some(draft, random))


def _period_as_day(draft: Draft, _random: Random) -> None:
    year, bimester = draft.at("year"), draft.at("bimester")
    for row in draft.rows:
        month = 2 * row[bimester]
        row[bimester] = date(row[year], month, monthrange(row[year], month)[1])


def _encoding(draft: Draft, _random: Random) -> None:
    draft.encoding = "cp1252"


def _encoding_broken(draft: Draft, _random: Random) -> None:
    draft.encoding = "cp850"


def _hidden_sheet(draft: Draft, _random: Random) -> None:
    draft.extras.append(Extra("Borrador", [draft.headings, *_first_bimester(draft)], hidden=True))


def _sheet_ignored(draft: Draft, _random: Random) -> None:
    draft.extras.append(Extra("Notas", [["Elaboración"], ["Unidad de demostración"]]))


def _personal_heading(draft: Draft, _random: Random) -> None:
    draft.add("DNI DEL TITULAR", lambda number: f"{number:08d}")


def _personal_cells(draft: Draft, random: Random) -> None:
    draft.add("REFERENCIA", lambda _number: str(random.randint(40_000_000, 79_999_999)))


def _personal_names(draft: Draft, random: Random) -> None:
    draft.add("REFERENCIA", lambda _number: random.choice(["PRUEBA FICTICIA, ANA", "INVENTADO CASO, LUIS"]))


# -- places --------------------------------------------------------------------------------------------


def _leading_zero(draft: Draft, _random: Random) -> None:
    draft.change("ubigeo", int)


def _leading_zero_float(draft: Draft, _random: Random) -> None:
    draft.change("ubigeo", lambda code: f"{int(code)}.0")


def _unknown_place(draft: Draft, random: Random) -> None:
    draft.change("ubigeo", lambda _code: "991199", _some(draft, random, 2))


def _reniec(draft: Draft, _random: Random) -> None:
    codes = {code: place.reniec for code, place in published().items() if place.reniec}
    at = draft.at("ubigeo")
    draft.rows = [row for row in draft.rows if row[at] in codes]
    draft.change("ubigeo", codes.__getitem__)


def _name_differs(draft: Draft, random: Random) -> None:
    draft.change("district", lambda name: f"{name} NUEVO", _some(draft, random))


def _no_coordinates(draft: Draft, _random: Random) -> None:
    """Nothing to plant: many districts of the country have none."""


# -- the long layout -----------------------------------------------------------------------------------


def _parts(draft: Draft, _random: Random) -> None:
    part = list(draft.rows[-1])
    part[draft.at("class")] = "mujeres"
    draft.rows.append(part)


def _units(draft: Draft, _random: Random) -> None:
    draft.add("unidad", lambda _number: None)
    whole = list(draft.rows[-1])
    whole[draft.at("ubigeo")], whole[-1] = None, "UT-PUNO"
    draft.rows.append(whole)


def _above_whole(draft: Draft, random: Random) -> None:
    for row in _some(draft, random):
        row[draft.at("numerator")] = row[draft.at("denominator")] + 1


def _not_a_code(draft: Draft, random: Random) -> None:
    draft.change("indicator", lambda _code: "paquete de niños", _some(draft, random))


def _unit_ignored(draft: Draft, _random: Random) -> None:
    draft.add("unidad", lambda _number: "UT-PUNO")


def _unknown_unit(draft: Draft, _random: Random) -> None:
    _units(draft, _random)
    draft.rows[-1][-1] = "3ª unidad"


TRAPS: dict[str, Trap] = {
    "above-whole": Trap("long", "above-whole", "warning", _above_whole, shares=True),
    "cells-beyond": Trap("public", "cells-beyond", "error", _cells_beyond, kinds=("xlsx",)),
    "column-twice": Trap("public", "column-twice", "error", _column_twice),
    "correction": Trap("public", "correction", "warning", _correction, compared=True),
    "cumulative-year": Trap("public", "cumulative-year", "error", _cumulative_year, kinds=("xlsx",)),
    "decimal-comma": Trap("public", "decimal-comma", "warning", _decimal_comma),
    "decimal-comma-alone": Trap("public", "decimal-comma", "warning", _decimal_comma_alone),
    "decimal-comma-mixed": Trap("public", "decimal-comma", "error", _decimal_comma_mixed),
    "decimal-comma-unclear": Trap("public", "decimal-comma", "error", _decimal_comma_unclear),
    "empty-rows": Trap("public", "not-a-number", "error", _empty_rows),
    "encoding": Trap("public", "encoding", "warning", _encoding, kinds=("csv",)),
    "encoding-broken": Trap("public", "encoding", "error", _encoding_broken, kinds=("csv",)),
    "formula": Trap("public", "formula-without-value", "error", _formula, kinds=("xlsx",)),
    "heading-changed": Trap("public", "heading-changed", "warning", _heading_changed),
    "hidden-sheet": Trap("public", "hidden-sheet", "warning", _hidden_sheet, kinds=("xlsx",)),
    "leading-zero": Trap("public", "leading-zero", "warning", _leading_zero),
    "leading-zero-float": Trap("public", "leading-zero", "warning", _leading_zero_float),
    "missing-column": Trap("public", "missing-column", "error", _missing_column),
    "name-differs": Trap("public", "name-differs", "warning", _name_differs),
    "negative": Trap("public", "negative", "error", _negative),
    "no-coordinates": Trap("public", "no-coordinates", "warning", _no_coordinates),
    "no-heading": Trap("public", "no-heading", "error", _no_heading),
    "no-value": Trap("public", "no-value", "warning", _no_value),
    "not-a-code": Trap("long", "not-a-code", "error", _not_a_code),
    "not-a-number": Trap("public", "not-a-number", "error", _not_a_number),
    "not-a-period": Trap("public", "not-a-period", "error", _not_a_period),
    "note-row": Trap("public", "note-row", "warning", _note_row),
    "paid-above-affiliated": Trap("public", "paid-above-affiliated", "warning", _paid_above),
    "paid-without-affiliated": Trap("public", "paid-without-affiliated", "warning", _paid_without),
    "period-as-day": Trap("public", "period-as-day", "warning", _period_as_day, kinds=("xlsx",)),
    "personal-cells": Trap("public", "personal-data", "error", _personal_cells),
    "personal-heading": Trap("public", "personal-data", "error", _personal_heading),
    "personal-names": Trap("public", "personal-data", "error", _personal_names),
    "reniec-codes": Trap("public", "reniec-codes", "error", _reniec),
    "reniec-codes-without-names": Trap("long", "reniec-codes", "error", _reniec),
    "row-twice": Trap("public", "row-twice", "error", _row_twice),
    "sheet-ignored": Trap("public", "sheet-ignored", "warning", _sheet_ignored, kinds=("xlsx",)),
    "thousands": Trap("public", "thousands", "warning", _thousands),
    "total-and-parts": Trap("long", "total-and-parts", "error", _parts),
    "total-and-units": Trap("long", "total-and-parts", "error", _units),
    "total-row": Trap("public", "total-row", "warning", _total_row),
    "total-row-wrong": Trap("public", "total-row", "error", _total_row_wrong),
    "unit-ignored": Trap("long", "unit-ignored", "warning", _unit_ignored),
    "unknown-column": Trap("public", "unknown-column", "warning", _unknown_column),
    "unknown-place": Trap("public", "unknown-place", "error", _unknown_place),
    "unknown-unit": Trap("long", "unknown-unit", "error", _unknown_unit),
    "year-from-title": Trap("public", "year-from-title", "warning", _year_from_title),
}
