"""Whoever collects everything public: a system of equations over the unknown cells of the districts, and its bounds.

The attacker knows the districts of every place, what is a part of what, which districts have no datum, which indicators
count the same people, and what was published of every edition. The most that a cell can be is a linear programme; what
follows from adding and subtracting published numbers has one value, which is its most. Nothing here comes from the product but
the declarations.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from itertools import combinations
from typing import Any

from sigor.indicators.opendata.declared import Count, Design, Row, Side
from sigor.indicators.opendata.partition import Place

NUMERATOR, DENOMINATOR = Side.NUMERATOR, Side.DENOMINATOR
Unknown = tuple[int, str, str, str, Side]  # edition, district, indicator, class, side
Terms = dict[Unknown, int]
Known = tuple[Terms, float]


@dataclass(frozen=True)
class Kept:
    """A count that must not be shown to be small: its name, signed terms, and whether none at all is nothing to hide."""

    name: str
    terms: tuple[tuple[int, str, str, Side], ...]  # sign, indicator, class, side
    none_is_nothing: bool = False


@dataclass
class Attacker:
    """Everything public about one dataset: the true rows of each edition and the places published of it.

    The true rows serve only to say which districts lack a datum, and afterwards to judge.
    """

    design: Design
    rows: Sequence[Sequence[Row]]
    published: Sequence[Iterable[Place]]
    only_added: bool = False  # known: no later edition takes anybody away
    frozen: Collection[Side] = ()  # known: these are the same in every edition
    unchanged: Collection[str] = ()  # known: these districts are the same in every edition
    true: dict[Unknown, int] = field(default_factory=dict)
    columns: dict[Unknown, int] = field(default_factory=dict)
    equal: list[Known] = field(default_factory=list)
    at_most: list[Known] = field(default_factory=list)

    def __post_init__(self) -> None:
        for at, rows in enumerate(self.rows):
            for row in rows:
                ratio = self.design.declared(row.indicator).denominator is not None
                if row.numerator is not None and not (ratio and row.denominator is None):
                    self.true[at, row.place, row.indicator, row.category, NUMERATOR] = int(row.numerator)
                    if row.denominator is not None:
                        self.true[at, row.place, row.indicator, row.category, DENOMINATOR] = int(
                            row.denominator
                        )
        self.columns = {unknown: column for column, unknown in enumerate(self.true)}
        for at, places in enumerate(self.published):
            for district in self.districts(at):
                self._what_is_known_anyway(at, district)
            for place in places:
                for cell in place.cells:
                    for side, value in ((NUMERATOR, cell.numerator), (DENOMINATOR, cell.denominator)):
                        if value is not None:
                            term = (1, cell.indicator, cell.category, side)
                            self.equal.append((self.terms(at, (term,), place.members), float(value)))
        for at, district, code, category, side in self.true:
            later = (at + 1, district, code, category, side)
            if later in self.true:
                now = (at, district, code, category, side)
                if side in self.frozen or district in self.unchanged:
                    self.equal.append(({later: 1, now: -1}, 0))
                elif self.only_added:
                    self.at_most.append(({now: 1, later: -1}, 0))

    def districts(self, at: int) -> list[str]:
        return sorted({row.place for row in self.rows[at]})

    def _what_is_known_anyway(self, at: int, district: str) -> None:
        for kept in self.kept():
            if len(kept.terms) > 1 and self.has(at, district, kept):
                self.at_most.append((self.terms(at, kept.terms, [district], -1), 0))
        for one, other in combinations(self.design.indicators, 2):
            if one.population and one.population == other.population:
                for category in self.categories():
                    pair = ((1, one.code, category, DENOMINATOR), (-1, other.code, category, DENOMINATOR))
                    if self.has(at, district, Kept("", pair)):
                        self.equal.append((self.terms(at, pair, [district]), 0))

    def categories(self) -> list[str]:
        return ["", *(category for split in self.design.splits for category in split)]

    def kept(self) -> list[Kept]:
        """The counts, what the numerators leave of the denominators, and what parts leave of the whole."""
        found = []
        for declared in self.design.indicators:
            for category in self.categories():
                sides = [NUMERATOR] if declared.denominator is None else [NUMERATOR, DENOMINATOR, Side.REST]
                for side in sides:
                    name = f"{declared.code} {category} {side}".replace("  ", " ")
                    found.append(Kept(name, _signed(Count(declared.code, side), category)))
                for side in sides:
                    for split in self.design.splits:
                        whole = _signed(Count(declared.code, side), "")
                        for some in (split[:1], split[1:2], split):
                            less = [
                                term
                                for part in some
                                for term in _signed(Count(declared.code, side), part, -1)
                            ]
                            found.append(Kept(f"{declared.code} {side} − {some}", (*whole, *less), True))
        for parts in self.design.parts:
            for category in self.categories():
                less = [term for part in parts.parts for term in _signed(part, category, -1)]
                name = f"{parts.whole.indicator} {category} − {parts.parts[0].indicator}"
                found.append(Kept(name, (*_signed(parts.whole, category), *less), True))
        return found

    def has(self, at: int, district: str, kept: Kept) -> bool:
        return all(
            (at, district, code, category, side) in self.true for _sign, code, category, side in kept.terms
        )

    def terms(
        self, at: int, signed: Iterable[tuple[int, str, str, Side]], districts: Iterable[str], by: int = 1
    ) -> Terms:
        """A count summed over districts, as unknowns; those without a datum have none."""
        terms: Terms = {}
        for district in districts:
            for sign, code, category, side in signed:
                unknown = (at, district, code, category, side)
                if unknown in self.true:
                    terms[unknown] = terms.get(unknown, 0) + by * sign
        return terms

    def truth(self, terms: Terms) -> int:
        return sum(factor * self.true[unknown] for unknown, factor in terms.items())

    def most(self, wanted: Terms) -> float:
        """The most that a sum of unknowns can be; infinite where nothing limits it."""
        optimize: Any = import_module("scipy.optimize")
        found = optimize.linprog(
            [-wanted.get(unknown, 0) for unknown in self.columns],
            A_ub=self._matrix(self.at_most),
            b_ub=[value for _, value in self.at_most],
            A_eq=self._matrix(self.equal),
            b_eq=[value for _, value in self.equal],
            bounds=(0, None),
            method="highs",
        )
        if found.status == 3:
            return float("inf")
        assert found.status == 0, found.message  # the true cells are one solution
        return float(-found.fun)

    def _matrix(self, known: Sequence[Known]) -> Any:
        sparse: Any = import_module("scipy.sparse")
        entries = [
            (factor, line, self.columns[unknown])
            for line, (terms, _value) in enumerate(known)
            for unknown, factor in terms.items()
        ]
        factors, lines, columns = zip(*entries, strict=True) if entries else ((), (), ())
        return sparse.csr_matrix((factors, (lines, columns)), shape=(len(known), len(self.columns)))

    # -- what the attacker wants --------------------------------------------------------------------------

    def exposed(self) -> list[str]:
        """The true cells below k, of districts, provinces and departments, that can be shown to be below k."""
        found = []
        for at in range(len(self.rows)):
            for kept in self.kept():
                areas: dict[str, set[str]] = {}
                for district in self.districts(at):
                    if self.has(at, district, kept):
                        for digits in (6, 4, 2):
                            areas.setdefault(district[:digits], set()).add(district)
                wanted = {
                    tuple(sorted(inside)): (area, self.terms(at, kept.terms, inside))
                    for area, inside in sorted(areas.items())
                }
                for area, terms in wanted.values():
                    true = self.truth(terms)
                    if true >= self.design.k or (kept.none_is_nothing and not true):
                        continue
                    if self.most(terms) < self.design.k - 1e-6:
                        found.append(f"{at} {area} {kept.name} = {true}")
        return found

    def exposed_additions(self) -> list[str]:
        """The true additions of 1 to k − 1 in a district, first edition to last, that can be shown to be so few."""
        found = []
        last = len(self.rows) - 1
        for kept in self.kept():
            for district in self.districts(0):
                if self.has(0, district, kept) and self.has(last, district, kept):
                    terms = self.terms(last, kept.terms, [district]) | self.terms(
                        0, kept.terms, [district], -1
                    )
                    true = self.truth(terms)
                    if 0 < true < self.design.k and self.most(terms) < self.design.k - 1e-6:
                        found.append(f"{district} {kept.name} + {true}")
        return found


def _signed(count: Count, category: str, sign: int = 1) -> tuple[tuple[int, str, str, Side], ...]:
    category = category if count.category is None else count.category
    if count.side == Side.REST:
        return (
            (sign, count.indicator, category, DENOMINATOR),
            (-sign, count.indicator, category, NUMERATOR),
        )
    return ((sign, count.indicator, category, count.side),)
