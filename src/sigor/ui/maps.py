"""Peru by department, shaded by a figure: what `ui/map.html` draws beside the table with the figures."""

import json
import math
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from django.utils.translation import gettext as _

DRAWING = Path(__file__).parent / "geo" / "peru.json"  # written by tools/peru-map
MOST_CLASSES = 5  # as many steps as `map.css` has
NONE = "none"

Number = TypeVar("Number", int, float, Decimal)


@dataclass(frozen=True)
class Shape:
    """A department as drawn; `step` is its class, "0" the least, or "none"."""

    ubigeo: str
    name: str
    step: str
    value: str
    path: str
    label: tuple[int, int]
    beside: tuple[int, int] | None  # a mark in the sea for a department too small to see


@dataclass(frozen=True)
class Dot:
    """A smaller place on the map, with its class as a department has one."""

    x: float
    y: float
    name: str
    step: str
    value: str


@dataclass(frozen=True)
class Step:
    """A line of the legend."""

    step: str
    text: str


@dataclass(frozen=True)
class PeruMap:
    """All that the template draws; `key` begins its ids, so that a page may hold more than one."""

    key: str
    label: str
    description: str
    width: int
    height: int
    shapes: tuple[Shape, ...]
    legend: tuple[Step, ...]
    missing: tuple[str, ...]  # names of the departments without a value
    dots: tuple[Dot, ...] = ()


def peru(
    values: Mapping[str, Number],
    *,
    classes: int = MOST_CLASSES,
    label: str,
    shown: Callable[[Number], str],
    key: str = "mapa",
) -> PeruMap:
    """The map of a figure by department ("01" to "25", as INEI codes them), in classes of about equal number.

    A department that `values` does not name has no value, which is not zero. A code that is no department is
    refused: its figure would be on no shape.
    """
    if not 1 <= classes <= MOST_CLASSES:
        raise ValueError(f"between 1 and {MOST_CLASSES} classes, not {classes}")
    drawing = _drawing()
    if unknown := sorted(set(values) - {department["ubigeo"] for department in drawing["departments"]}):
        raise ValueError(f"no such department: {', '.join(unknown)}")
    if endless := sorted(code for code, value in values.items() if not math.isfinite(value)):
        raise ValueError(f"not a number that can be drawn: {', '.join(endless)}")

    bounds = upper_bounds(list(values.values()), classes)
    shapes = tuple(
        Shape(
            ubigeo=code,
            name=department["name"],
            step=str(bisect_left(bounds, values[code])) if code in values else NONE,
            value=shown(values[code]) if code in values else _("Sin dato"),
            path=department["path"],
            label=tuple(department["label"]),
            beside=tuple(department["beside"]) if department["beside"] else None,
        )
        for department in drawing["departments"]
        for code in [department["ubigeo"]]
    )
    missing = tuple(shape.name for shape in shapes if shape.step == NONE)
    return PeruMap(
        key=key,
        label=label,
        description=_described(values, shapes, missing),
        width=drawing["width"],
        height=drawing["height"],
        shapes=shapes,
        legend=_legend(values, bounds, missing, shown),
        missing=missing,
    )


Placed = tuple[str, float, float, Number]  # name, longitude, latitude (degrees), value


def peru_dots(
    places: Sequence[Placed[Number]],
    *,
    classes: int = MOST_CLASSES,
    label: str,
    shown: Callable[[Number], str],
    key: str = "puntos",
) -> PeruMap:
    """The map with a dot for each of many places, the departments left blank behind them."""
    nothing: dict[str, Number] = {}
    blank = peru(nothing, classes=classes, label=label, shown=shown, key=key)
    at = _drawing()["places"]
    bounds = upper_bounds([value for *_where, value in places], classes)
    dots = tuple(
        Dot(
            round(at["margin"] + (longitude - at["west"]) * at["across"], 1),
            round(at["margin"] + (at["north"] - latitude) * at["down"], 1),
            name,
            str(bisect_left(bounds, value)),
            shown(value),
        )
        for name, longitude, latitude, value in places
    )
    values = {f"{number}": value for number, (*_where, value) in enumerate(places)}
    told = _("%(n)d lugares; la tabla dice el valor de cada uno.") % {"n": len(dots)}
    return replace(
        blank, dots=dots, description=told, legend=tuple(_legend(values, bounds, (), shown)), missing=()
    )


def upper_bounds(values: Sequence[Number], classes: int) -> list[Number]:
    """The greatest value of each class: quantiles by nearest rank, so each is a value that exists.

    Equal values share a class; with few different values there are fewer classes, and none is empty.
    """
    ranked = sorted(values)
    ranks = (-(-len(ranked) * k // classes) for k in range(1, classes + 1))  # rounded up
    return sorted({ranked[rank - 1] for rank in ranks}) if ranked else []


def _legend(
    values: Mapping[str, Number],
    bounds: Sequence[Number],
    missing: Sequence[str],
    shown: Callable[[Number], str],
) -> tuple[Step, ...]:
    steps = []
    for index, high in enumerate(bounds):
        low = min(value for value in values.values() if bisect_left(bounds, value) == index)
        before, after = shown(low), shown(high)
        text = (
            after if before == after else _("De %(before)s a %(after)s") % {"before": before, "after": after}
        )
        steps.append(Step(str(index), text))
    if missing:
        steps.append(Step(NONE, _("Sin dato: %(names)s") % {"names": ", ".join(missing)}))
    return tuple(steps)


def _described(values: Mapping[str, Number], shapes: Sequence[Shape], missing: Sequence[str]) -> str:
    """The map in words, for those who do not see it."""
    if not values:
        return _("Ningún departamento tiene dato.")
    ranked = sorted(
        (shape for shape in shapes if shape.ubigeo in values), key=lambda shape: values[shape.ubigeo]
    )
    least, most = ranked[0], ranked[-1]
    said = _("El mayor: %(most)s, %(most_value)s. El menor: %(least)s, %(least_value)s.") % {
        "most": most.name,
        "most_value": most.value,
        "least": least.name,
        "least_value": least.value,
    }
    return f"{said} {_('Sin dato: %(names)s') % {'names': ', '.join(missing)}}." if missing else said


@cache
def _drawing() -> dict[str, Any]:
    return dict(json.loads(DRAWING.read_text(encoding="utf-8")))
