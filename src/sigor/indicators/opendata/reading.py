"""Rows checked and put in a book: which counts follow from what is published, and which must be large enough."""

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import combinations

from sigor.indicators.opendata.declared import Count, Declared, Design, Number, Row, Side, Slot, What
from sigor.indicators.opendata.sums import BEHIND, DENOMINATOR, NUMERATOR, Book, Form, Pair, Sum

UBIGEO = re.compile(r"[0-9]{6}")
Terms = tuple[tuple[int, int, int], ...]


def read(rows: Iterable[Row], design: Design, *, also: Iterable[str] = ()) -> Book:
    """Check the rows and put them in a book; `also` are districts that belong to it without a row.

    Raises ValueError at a row that cannot be: no district, an unknown indicator or class, twice the same, a count
    that is negative, no whole number or larger than what it is a part of, money without those who get it.
    """
    by_code = {declared.code: declared for declared in design.indicators}
    classes = {"", *(category for split in design.splits for category in split)}
    values: dict[tuple[str, Slot], tuple[Number, Number]] = {}
    seen: set[tuple[str, Slot]] = set()
    places = set(also)
    for row in rows:
        key = (row.place, (row.indicator, row.category))
        if not UBIGEO.fullmatch(row.place) or row.indicator not in by_code or row.category not in classes:
            raise ValueError(f"No se conoce el distrito, el indicador o la clase de {_named(row)}.")
        if key in seen:
            raise ValueError(f"{_named(row)} está dos veces.")
        seen.add(key)
        places.add(row.place)
        pair = _checked(row, by_code[row.indicator])
        if pair is not None:
            values[key] = pair
    slots = tuple(sorted({slot for _place, slot in values}))
    if lacking := sorted({code for code, category in slots if category and (code, "") not in slots}):
        raise ValueError(f"{lacking[0]} está por clases pero no para todas las personas juntas.")
    forms = _forms(design, slots)
    districts = {
        place: _district(place, bit, slots, values, by_code) for bit, place in enumerate(sorted(places))
    }
    for place, total in districts.items():
        for form in forms:
            if all(total.present[slot] for slot in form.slots) and form.of(total.values) < 0:
                raise ValueError(f"En {place}, las partes de {form.name} son más que el todo.")
    return Book(design, slots, forms, _pairs(design, slots), districts)


# -- how rows become sums ----------------------------------------------------------------------


def _named(row: Row) -> str:
    return " · ".join(filter(None, (row.place, row.indicator, row.category)))


def _checked(row: Row, declared: Declared) -> tuple[Number, Number] | None:
    pair: list[Number] = []
    for value, what in ((row.numerator, declared.numerator), (row.denominator, declared.denominator)):
        if what is None:
            if value is not None:
                raise ValueError(f"{_named(row)} es un total y trae denominador.")
            pair.append(0)
        elif value is None:
            return None
        elif isinstance(value, bool) or not isinstance(value, int | Decimal):
            raise ValueError(f"{_named(row)} no es un entero ni un decimal exacto.")
        elif isinstance(value, Decimal) and not value.is_finite():
            raise ValueError(f"{_named(row)} no es un número.")
        elif what == What.PEOPLE:
            if value < 0 or value != int(value):
                raise ValueError(f"{_named(row)} cuenta personas: un entero desde cero.")
            pair.append(int(value))
        else:
            pair.append(value)
    if declared.rest and pair[0] > pair[1]:
        raise ValueError(f"{_named(row)} tiene un numerador mayor que su denominador.")
    return pair[0], pair[1]


def _district(
    place: str,
    bit: int,
    slots: Sequence[Slot],
    values: Mapping[tuple[str, Slot], tuple[Number, Number]],
    by_code: Mapping[str, Declared],
) -> Sum:
    flat: list[Number] = []
    for code, category in slots:
        numerator, denominator = values.get((place, (code, category)), (0, 0))
        behind: Number = 0
        declared = by_code[code]
        if (place, (code, category)) in values and What.AMOUNT in (declared.numerator, declared.denominator):
            if not declared.counted_by:
                behind = denominator
            elif (place, (declared.counted_by, category)) in values:
                behind = values[place, (declared.counted_by, category)][0]
            else:
                raise ValueError(f"{place} · {code} es un monto sin la cuenta de quienes lo reciben.")
        flat += [numerator, denominator, behind]
    present = tuple(int((place, slot) in values) << bit for slot in slots)
    return Sum(frozenset({place}), tuple(flat), present)


def _forms(design: Design, slots: Sequence[Slot]) -> tuple[Form, ...]:
    forms = []
    for code, category in slots:
        declared = design.declared(code)
        forms += [
            Form(_name(code, category, side), _terms(slots, code, side, category)) for side in declared.sides
        ]
        if What.AMOUNT in (declared.numerator, declared.denominator):
            forms.append(Form(_name(code, category, "monto"), ((1, slots.index((code, category)), BEHIND),)))
    declared_parts = [(parts.whole, parts.parts) for parts in design.parts]
    for declared in design.indicators:
        for side in declared.sides:
            for split in design.splits:
                declared_parts.append(
                    (
                        Count(declared.code, side, ""),
                        tuple(Count(declared.code, side, category) for category in split),
                    )
                )
    for whole, parts in declared_parts:
        for category in {category for code, category in slots if code == whole.indicator}:
            if whole.category in (None, category):
                found = [
                    _terms(
                        slots, part.indicator, part.side, category if part.category is None else part.category
                    )
                    for part in parts
                ]
                minus = tuple((-sign, slot, which) for terms in found for sign, slot, which in terms)
                if minus:
                    name = _name(whole.indicator, category, f"{whole.side} sin sus partes")
                    forms.append(
                        Form(name, _terms(slots, whole.indicator, whole.side, category) + minus, True)
                    )
    return tuple(sorted(set(forms), key=lambda form: (form.name, form.terms)))


def _terms(slots: Sequence[Slot], code: str, side: Side, category: str) -> Terms:
    """A count as a signed sum of values; of a slot that does not occur, nothing."""
    if (code, category) not in slots:
        return ()
    at = slots.index((code, category))
    return {
        Side.NUMERATOR: ((1, at, NUMERATOR),),
        Side.DENOMINATOR: ((1, at, DENOMINATOR),),
        Side.REST: ((1, at, DENOMINATOR), (-1, at, NUMERATOR)),
    }[side]


def _pairs(design: Design, slots: Sequence[Slot]) -> tuple[Pair, ...]:
    whole = []
    for code, category in slots:
        declared = design.declared(code)
        side = Side.NUMERATOR if declared.denominator is None else Side.DENOMINATOR
        if side in declared.sides:
            form = Form(_name(code, category, side), _terms(slots, code, side, category))
            whole.append((declared.population, category, form))
    return tuple(
        Pair(one, other, bool(mine) and mine == theirs)
        for (mine, here, one), (theirs, there, other) in combinations(whole, 2)
        if here == there and (mine == theirs or not (mine and theirs))
    )


def _name(code: str, category: str, what: str) -> str:
    return " ".join(filter(None, (code, category, what)))
