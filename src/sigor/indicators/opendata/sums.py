"""The cells of a dataset summed over any set of districts, and which sums may be published."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sigor.indicators.opendata.declared import Cell, Design, Number, Slot, What

Values = tuple[Number, ...]  # of each slot: numerator, denominator, people behind the money
NUMERATOR, DENOMINATOR, BEHIND = range(3)


@dataclass(frozen=True)
class Sum:
    """Sums over districts: three values to a slot, and for each slot the districts that have a datum, as bits."""

    members: frozenset[str]
    values: Values
    present: tuple[int, ...]

    def __add__(self, other: "Sum") -> "Sum":
        return Sum(
            self.members | other.members,
            tuple(mine + theirs for mine, theirs in zip(self.values, other.values, strict=True)),
            tuple(mine | theirs for mine, theirs in zip(self.present, other.present, strict=True)),
        )

    def __sub__(self, other: "Sum") -> "Sum":
        return Sum(
            self.members - other.members,
            tuple(mine - theirs for mine, theirs in zip(self.values, other.values, strict=True)),
            tuple(mine & ~theirs for mine, theirs in zip(self.present, other.present, strict=True)),
        )


@dataclass(frozen=True)
class Form:
    """A count that can be read or reckoned from what is published of a place: a signed sum of values.

    `slack`: zero is allowed (nobody is in the whole and not in its parts), but not where the parts lack a district.
    """

    name: str
    terms: tuple[tuple[int, int, int], ...]  # sign, slot, which of its values
    slack: bool = False

    @property
    def slots(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys(slot for _sign, slot, _which in self.terms))

    def of(self, values: Sequence[Number]) -> Number:
        return _total(sign * values[3 * slot + which] for sign, slot, which in self.terms)


@dataclass(frozen=True)
class Pair:
    """Two whole populations that are the same (`surely`, because the caller names them so) or might be."""

    one: Form
    other: Form
    surely: bool


@dataclass(frozen=True)
class Book:
    """The rows of a dataset, read: `districts` by code, and what must hold of every sum that leaves."""

    design: Design
    slots: tuple[Slot, ...]
    forms: tuple[Form, ...]
    pairs: tuple[Pair, ...]
    districts: Mapping[str, Sum]

    def failing(self, total: Sum) -> list[str]:
        """The counts for which this sum may not be published; empty: it may."""
        k = self.design.k
        wrong = []
        for form in self.forms:
            present = {total.present[slot] for slot in form.slots}
            if total.present[form.slots[0]] and (value := form.of(total.values)) < k:
                if value == 0 and form.slack and len(present) == 1:
                    continue
                wrong.append(form.name)
        return wrong + [
            f"{pair.one.name} − {pair.other.name}" for pair in self.pairs if self._tells(pair, total)
        ]

    def allowed(self, total: Sum) -> bool:
        return not self.failing(total)

    def size(self, total: Sum) -> Number:
        """How much there is of a sum: all its counts of people together, to say which of two is the smaller one."""
        return _total(form.of(total.values) for form in self.forms)

    def _tells(self, pair: Pair, total: Sum) -> bool:
        """Whether the difference of two populations would be that of few people.

        Where one lacks a district and the other does not, the difference may be just what that district has.
        """
        here, there = total.present[pair.one.slots[0]], total.present[pair.other.slots[0]]
        if not here or not there or (here == there and not pair.surely):
            return False
        apart = _apart(pair.one.of(total.values), pair.other.of(total.values))
        return apart < self.design.k and (here != there or apart > 0)

    def cells(self, total: Sum) -> tuple[Cell, ...]:
        """What is published of a sum, in the order of the slots."""
        cells = []
        for at, (code, category) in enumerate(self.slots):
            some = bool(total.present[at])
            ratio = self.design.declared(code).denominator is not None
            cells.append(
                Cell(
                    code,
                    category,
                    total.values[3 * at] if some else None,
                    total.values[3 * at + DENOMINATOR] if some and ratio else None,
                    len(total.members) - total.present[at].bit_count(),
                )
            )
        return tuple(cells)

    def may_follow(self, former: Sequence[Sequence[Cell]], new: Sequence[Cell], *, joined: int = 0) -> bool:
        """Whether every count of a place changes by nobody or by k at least, and money not for fewer than k.

        `former`: the cells of each of the groups that the place consists of. It may be common knowledge that only one of
        them was corrected: with all of the change it must not be a small one. `joined` districts of the place are new.
        Where districts gain or lose their datum, the change may be just what they have: then nobody is a small one too.
        """
        before, after = {cell.slot: cell for cell in added(former)}, {cell.slot: cell for cell in new}
        pieces = [{cell.slot: cell for cell in piece} for piece in former]
        k = self.design.k
        for form in self.forms:
            slots = [self.slots[slot] for slot in form.slots]
            told = all(_told(cells, slot) for cells in (before, after) for slot in slots)
            if not told or any(which == BEHIND for _sign, _slot, which in form.terms):
                continue
            change = self._published(form, after) - self._published(form, before)
            same = all(before[slot].missing + joined == after[slot].missing for slot in slots)
            if abs(change) < k and (change or not same):
                return False
            if change and len(pieces) > 1:
                alone = [self._published(form, piece) + change for piece in pieces]
                if any(value < k and not (form.slack and value == 0) for value in alone):
                    return False
        return all(
            self._money_may_follow(slot, before, after)
            for slot in self.slots
            if _told(before, slot) and _told(after, slot)
        )

    def _published(self, form: Form, cells: Mapping[Slot, Cell]) -> int:
        """A count of people from published cells; of what they do not have, nobody."""
        return sum(
            sign * int(_value(cells, self.slots[slot], which))
            for sign, slot, which in form.terms
            if self.slots[slot] in cells
        )

    def _money_may_follow(self, slot: Slot, before: Mapping[Slot, Cell], after: Mapping[Slot, Cell]) -> bool:
        declared, k = self.design.declared(slot[0]), self.design.k
        behind, which = (
            ((declared.counted_by, slot[1]), NUMERATOR) if declared.counted_by else (slot, DENOMINATOR)
        )
        counted = all(_told(cells, behind) for cells in (before, after))
        others = _apart(_value(before, behind, which), _value(after, behind, which)) if counted else 0
        for side, what in ((NUMERATOR, declared.numerator), (DENOMINATOR, declared.denominator)):
            change = _apart(_value(before, slot, side), _value(after, slot, side))
            large = declared.most is not None and change >= k * declared.most
            if what == What.AMOUNT and change and not large and others < k:
                return False
        return True


def added(cells: Iterable[Sequence[Cell]]) -> tuple[Cell, ...]:
    """The cells of places that have no district in common, as those of one place."""
    sums: dict[Slot, Cell] = {}
    for place in cells:
        for cell in place:
            mine = sums.get(cell.slot)
            if mine is not None:
                cell = Cell(
                    cell.indicator,
                    cell.category,
                    _plus(mine.numerator, cell.numerator),
                    _plus(mine.denominator, cell.denominator),
                    mine.missing + cell.missing,
                )
            sums[cell.slot] = cell
    return tuple(sums[slot] for slot in sorted(sums))


def nothing(book: Book) -> Sum:
    return Sum(frozenset(), (0,) * (3 * len(book.slots)), (0,) * len(book.slots))


def _total(values: Iterable[Number]) -> Number:
    total: Number = 0
    for value in values:
        total += value
    return total


def _apart(one: Number, other: Number) -> Number:
    return one - other if one >= other else other - one


def _told(cells: Mapping[Slot, Cell], slot: Slot) -> bool:
    return slot in cells and cells[slot].numerator is not None


def _value(cells: Mapping[Slot, Cell], slot: Slot, which: int) -> Number:
    cell = cells[slot]
    return (cell.numerator if which == NUMERATOR else cell.denominator) or 0


def _plus(one: Number | None, other: Number | None) -> Number | None:
    return other if one is None else one if other is None else one + other
