"""Synthetic files of both layouts. Everything in them is made up, and they say so; no row describes a real place.

Codes and names of districts are real, shares of departments and national totals resemble public figures of the
Programme, and the rest is chance: the same seed gives the same bytes. Traps can be planted by name, one or several;
`traps.TRAPS` says which finding each of them must bring about.
"""

import hashlib
import math
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any

from sigor.incentives.engine.synthetic_places import DEPARTMENTS, PROVINCES_OF_ANOTHER_UNIT
from sigor.indicators.engine import traps as planting
from sigor.indicators.engine.drafts import Draft
from sigor.indicators.engine.periods import Period
from sigor.indicators.engine.places import Place, published

LEFT_OUT = 0.007  # districts where the programme has no household
CALLAO = (0.3, "UT-LIMA")  # thousands of households, and the unit: the table of the incentives has none there
SPLIT = {"090708", "090712"}  # codes that the source of the places lists beside those in use

FIRST_BIMESTER = Period("bimester", 2023, 1)
AFFILIATED, EACH_BIMESTER = 722_565, 4_813  # households in the first bimester, and more in each that follows
PAID, MEMBERS, PER_HOUSEHOLD = (0.94, 0.962), 1.95, 198.5  # share paid; members and soles to each household

SHIFT = Period("bimester", 2024, 2)  # from here on the package of the whole country is better
WORSENS, WORSENS_FROM, WORSENS_BY = (
    "UT-PUNO",
    Period("bimester", 2024, 1),
    0.02,
)  # a unit, and how much each bimester


@dataclass(frozen=True)
class Package:
    """An indicator of the history: people per affiliated household, the share at first, and what the shift adds."""

    code: str
    per_household: float
    share: float
    gain: float


PACKAGES = (Package("PAQ-N", 0.17, 0.342, 0.10), Package("PAQ-G", 0.035, 0.55, 0.08))
PUBLIC = {
    "ubigeo": "UBIGEO",
    "department": "DEPARTAMENTO",
    "province": "PROVINCIA",
    "district": "DISTRITO",
    "year": "AÑO",
    "bimester": "BIMESTRE",
    "affiliated": "HOGARES AFILIADOS",
    "paid": "HOGARES ABONADOS",
    "members": "MIEMBROS OBJETIVO",
    "amount": "MONTO TRANSFERIDO (S/)",
}
LONG = ("ubigeo", "periodo", "indicador", "numerador", "denominador", "clase")
LONG_ROLES = ("ubigeo", "period", "indicator", "numerator", "denominator", "class")


@dataclass(frozen=True)
class District:
    """A district of the made-up programme: its territorial unit and its share of the households (of 1)."""

    place: Place
    unit: str
    share: float


@lru_cache(maxsize=1)
def districts() -> tuple[District, ...]:
    """Around 1,880 districts by code, few of them large and many small."""
    places = [place for code, place in sorted(published().items()) if code not in SPLIT]
    kept = [place for place in places if _chance(place.code + "?") >= LEFT_OUT]
    sizes = {place.code: 0.2 - math.log(_chance(place.code)) for place in kept}
    of_department: dict[str, float] = {}
    for code, size in sizes.items():
        of_department[code[:2]] = of_department.get(code[:2], 0) + size
    thousands = {code: (many, unit) for code, (many, unit, _provinces) in DEPARTMENTS.items()} | {
        "07": CALLAO
    }
    total = sum(many for many, _unit in thousands.values())
    found = []
    for place in kept:
        department = place.code[:2]
        many, unit = thousands[department]
        share = many / total * sizes[place.code] / of_department[department]
        found.append(District(place, PROVINCES_OF_ANOTHER_UNIT.get(place.code[:4], unit), share))
    return tuple(found)


def public_year(
    folder: Path,
    year: int,
    upto: int = 6,
    kind: str = "xlsx",
    seed: int = 1,
    traps: Collection[str] = (),
    every: int = 1,
) -> Path:
    """Write the public file of a year, its bimesters up to one of them, as `xlsx` or `csv`; returns its path.

    A file of more bimesters repeats those of one with fewer, as the real ones do. `every` leaves out all but each n-th
    district. Raises ValueError for a trap, a kind or a bimester that does not exist, and OSError.
    """
    if kind not in ("xlsx", "csv"):
        raise ValueError(f"El archivo es xlsx o csv, no «{kind}».")
    last = Period("bimester", year, upto)
    rows: list[list[Any]] = []
    for number in range(1, upto + 1):
        rows += _bimester(Period("bimester", year, number), seed, every)
    draft = Draft(
        list(PUBLIC),
        list(PUBLIC.values()),
        rows,
        titles=[f"Resumen de hogares afiliados y abonados por ubigeo {year}, hasta {last}"],
        name=f"Resumen {year}",
    )
    path = folder / f"sintetico-hogares-por-ubigeo-{year}-hasta-b{upto}.{kind}"
    planting.plant(draft, "public", kind, traps, _random(seed, "traps", year))
    draft.write(path)
    return path


def package_history(
    path: Path, first: str, last: str, seed: int = 1, traps: Collection[str] = (), every: int = 1
) -> int:
    """Write the integrated package by district and bimester in the long layout, as the ending says; returns its rows.

    Shares are steady up to SHIFT and better from there on, but for the unit WORSENS, where they fall a little each
    bimester. The name of the file must say that it is synthetic. Raises ValueError and OSError.
    """
    kind = path.suffix.lstrip(".")
    if kind not in ("xlsx", "csv") or not path.name.startswith("sintetico"):
        raise ValueError("El archivo es .xlsx o .csv y su nombre empieza con «sintetico».")
    period, end = Period.read(first), Period.read(last)
    if period.kind != "bimester" or end.kind != "bimester":
        raise ValueError("La historia va de un bimestre a otro, como 2022-B1 y 2025-B3.")
    rows: list[list[Any]] = []
    while period <= end:
        rows += _packages(period, seed, every)
        period = period.next()
    draft = Draft(list(LONG_ROLES), list(LONG), rows, titles=[f"Paquete integrado {first} a {last}"])
    planting.plant(draft, "long", kind, traps, _random(seed, "traps", first))
    draft.write(path)
    return len(draft.rows)


# -- rows ----------------------------------------------------------------------------------------------


def households(period: Period) -> int:
    """Affiliated households of the country in a bimester."""
    since = 6 * (period.year - FIRST_BIMESTER.year) + period.number - FIRST_BIMESTER.number
    return AFFILIATED + EACH_BIMESTER * since


def _bimester(period: Period, seed: int, every: int) -> Iterator[list[Any]]:
    random = _random(seed, "public", period)
    total, rate = households(period), random.uniform(*PAID)
    for one in districts()[::every]:
        affiliated = max(1, round(total * one.share * random.gauss(1, 0.008)))
        paid = min(affiliated, round(affiliated * random.gauss(rate, 0.01)))
        members = max(affiliated, round(affiliated * random.gauss(MEMBERS, 0.04)))
        amount = 50 * round(paid * PER_HOUSEHOLD * random.gauss(1, 0.01) / 50)
        place = one.place
        names = [place.department.upper(), place.province.upper(), place.district.upper()]
        yield [place.code, *names, period.year, period.number, affiliated, paid, members, amount]


def _packages(period: Period, seed: int, every: int) -> Iterator[list[Any]]:
    total = households(period)
    gained = period >= SHIFT
    fallen = 6 * (period.year - WORSENS_FROM.year) + period.number - WORSENS_FROM.number
    for package in PACKAGES:
        random = _random(seed, package.code, period)
        common = random.gauss(0, 0.006)  # what moves the whole country from one bimester to the next
        for one in districts()[::every]:
            share = package.share + common + _usual(seed, package.code, one.place.code)
            if one.unit == WORSENS:
                share -= WORSENS_BY * max(fallen, 0)
            elif gained:
                share += package.gain
            people = round(total * one.share * package.per_household * random.gauss(1, 0.03))
            complete = _drawn(random, people, min(max(share, 0.02), 0.98))
            if people > 0:
                yield [one.place.code, str(period), package.code, complete, people, None]


@lru_cache(maxsize=1 << 13)
def _usual(seed: int, code: str, ubigeo: str) -> float:
    """How far the share of a district is from that of the country, in all bimesters."""
    return _random(seed, code, ubigeo).gauss(0, 0.05)


def _drawn(random: Random, many: int, share: float) -> int:
    """How many of so many, each with that chance."""
    if many <= 30:
        return sum(random.random() < share for _ in range(many))
    drawn = round(random.gauss(many * share, math.sqrt(many * share * (1 - share))))
    return min(max(drawn, 0), many)


def _random(*seed: object) -> Random:
    return Random(":".join(str(part) for part in seed))  # noqa: S311 - nothing is kept secret with it


def _chance(text: str) -> float:
    """Between 0 and 1, neither of them, always the same for a text."""
    return (int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big") + 0.5) / 2**32
