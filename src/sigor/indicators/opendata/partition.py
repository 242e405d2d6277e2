"""One partition of the districts per dataset and period: groups large enough in every count, and sums of groups.

All that is published is a function of the sums of the groups, and no sum of a group changes if all its people lived in
any one of its districts. So whoever sees everything that is published cannot tell that any cell of a district is below k:
it could as well be that of the whole group, which is k or more.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sigor.indicators.opendata.declared import Cell, Design, Number, Row
from sigor.indicators.opendata.reading import read
from sigor.indicators.opendata.sums import Book, Sum, Values, added, nothing

NATION = "PE"
REMAINDER = "RESTO"
PROVINCE = 4  # digits of a code that the districts of a province have in common
REGIONS = (PROVINCE, 2, 0)  # of a department two, of the nation none


class Level(StrEnum):
    DISTRICT = "district"
    REMAINDER = "remainder"
    PROVINCE = "province"
    DEPARTMENT = "department"
    NATION = "nation"


@dataclass(frozen=True)
class Place:
    """A place with its published cells: a group (`district` or `remainder`) or a total over whole groups.

    `code`: six digits, `RESTO-0101`, `RESTO-01`, `RESTO-PE`, `0101`, `01` or `PE`. `members`: its districts.
    """

    code: str
    level: Level
    members: tuple[str, ...]
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Edition:
    """What is published of one period: groups, which have every district once, and the totals that are sums of them."""

    k: int
    groups: tuple[Place, ...]
    totals: tuple[Place, ...]

    @property
    def places(self) -> tuple[Place, ...]:
        return (*self.totals, *self.groups)


def partition(*, rows: Iterable[Row], design: Design, former: Sequence[Edition] = ()) -> Edition | None:
    """The rows of a period as they may be published; None where not even the nation is large enough.

    `former`: published editions that count the same people, in whole or in part (of a period before with the same
    denominators, of another dataset): every group is then a union of groups of each of them. For a new edition of the
    same period use `revised`, which looks at the changes too. Where a count is the same in both, a district must have a
    datum in both or in neither: the caller leaves others out. Raises ValueError as `read` does.
    """
    book = read(rows, design, also=_members(former))
    blocks = gathered(book, former)
    if blocks is None:
        return None
    return edition([(block.members, book.cells(block)) for block in blocks], k=design.k)


def blocking(*, rows: Iterable[Row], design: Design) -> list[str]:
    """The counts for which not even the nation may be published; without their indicators the rest may."""
    book = read(rows, design)
    return book.failing(sum(book.districts.values(), nothing(book)))


def edition(groups: Iterable[tuple[Iterable[str], tuple[Cell, ...]]], *, k: int) -> Edition:
    """Groups (districts and cells) under their codes, with the totals of those levels in which whole groups nest.

    The same groups have the same codes, whatever their order. This is also how a published edition is read back.
    """
    listed = sorted((tuple(sorted(members)), cells) for members, cells in groups)
    places: list[Place] = []
    taken: dict[str, int] = {}
    for members, cells in listed:
        code = members[0]
        if len(members) > 1:
            code = f"{REMAINDER}-{_region(members) or NATION}"
            taken[code] = taken.get(code, 0) + 1
            if taken[code] > 1:
                code = f"{code}-{taken[code]}"
        level = Level.DISTRICT if len(members) == 1 else Level.REMAINDER
        places.append(Place(code, level, members, cells))
    totals = []
    for digits, level in ((0, Level.NATION), (2, Level.DEPARTMENT), (4, Level.PROVINCE)):
        inside: dict[str, list[Place]] = {}
        for place in places:
            for region in {member[:digits] for member in place.members}:
                inside.setdefault(region, []).append(place)
        for region, whole in sorted(inside.items()):
            members = tuple(sorted(member for place in whole for member in place.members))
            if all(member.startswith(region) for member in members):
                totals.append(Place(region or NATION, level, members, added(place.cells for place in whole)))
    return Edition(k, tuple(places), tuple(totals))


# -- how districts are brought together ------------------------------------------------------------------


def gathered(book: Book, former: Sequence[Edition]) -> list[Sum] | None:
    """Districts, or the former groups, brought together until each may be published; None: they cannot be.

    The small ones of a province join each other, and as few others as make them large enough; where the whole province
    does not suffice, they look further in the department, and last in the country.
    """
    blocks = atoms(book, former)
    for digits in REGIONS:
        regions: dict[str, list[Sum]] = {}
        apart = []
        for block in blocks:
            region = _region(block.members)
            if len(region) < digits:
                apart.append(block)
            else:
                regions.setdefault(region[:digits], []).append(block)
        blocks = apart
        for region in sorted(regions):
            blocks += _joined(book, region, regions[region])
    return blocks if blocks and all(book.allowed(block) for block in blocks) else None


def enough(
    book: Book, bucket: Sum, others: Iterable[Sum], allowed: Callable[[Sum], bool]
) -> tuple[Sum, tuple[Sum, ...]] | None:
    """The bucket with as little of the others as makes it allowed, and those it took; None: nothing does.

    Remainders go before districts, small ones before large ones; one that suffices goes before several.
    """
    if allowed(bucket):
        return bucket, ()
    ordered = sorted(others, key=lambda block: _order(book, block))
    for other in ordered:
        if allowed(bucket + other):
            return bucket + other, (other,)
    taken: list[Sum] = []
    for other in ordered:
        bucket += other
        taken.append(other)
        if allowed(bucket):
            break
    else:
        return None
    for other in reversed(taken):
        if allowed(bucket - other):
            bucket -= other
            taken.remove(other)
    return bucket, tuple(taken)


def _joined(book: Book, region: str, blocks: list[Sum]) -> list[Sum]:
    """The blocks of a region, its small ones in one; as they were where the region does not suffice."""
    small = [block for block in blocks if not book.allowed(block)]
    if not small:
        return blocks
    # A region has one remainder, so that its code says which.
    remainder = [
        block
        for block in blocks
        if block not in small and len(block.members) > 1 and _region(block.members) == region
    ]
    others = [block for block in blocks if block not in small and block not in remainder]
    found = enough(book, sum(small + remainder, nothing(book)), others, book.allowed)
    if found is None:
        return blocks
    bucket, taken = found
    if book.design.company and len(region) == PROVINCE:
        bucket, taken = _accompanied(book, bucket, taken, others)
    return [bucket, *(block for block in others if block not in taken)]


def _accompanied(
    book: Book, bucket: Sum, taken: tuple[Sum, ...], others: Sequence[Sum]
) -> tuple[Sum, tuple[Sum, ...]]:
    """The bucket with a district that could be alone, the smallest one; and with all that are just like those it took.

    Then its districts could change places and everything would be published in the same way: any could be the large one.
    """
    left = sorted((block for block in others if block not in taken), key=lambda block: _order(book, block))
    whole, all_taken = bucket, taken
    if left and not any(book.allowed(book.districts[member]) for member in bucket.members):
        whole, all_taken = bucket + left[0], (left[0],)
    for block in left:
        if block not in all_taken and any(block.values == other.values for other in all_taken):
            whole, all_taken = whole + block, (*all_taken, block)
    return (whole, all_taken) if book.allowed(whole) else (bucket, taken)


def atoms(book: Book, former: Sequence[Edition]) -> list[Sum]:
    """What may not be taken apart: a group of any former edition, and what has a district in common with it."""
    atom_of: dict[str, set[str]] = {place: {place} for place in book.districts}
    for before in former:
        for group in before.groups:
            whole = set().union(*(atom_of[member] for member in group.members))
            atom_of |= dict.fromkeys(whole, whole)
    wholes = {min(atom): atom for atom in atom_of.values()}
    return [
        sum((book.districts[place] for place in sorted(atom)), nothing(book))
        for _, atom in sorted(wholes.items())
    ]


def _members(former: Sequence[Edition]) -> set[str]:
    return {member for before in former for group in before.groups for member in group.members}


def _order(book: Book, block: Sum) -> tuple[bool, Number, Values, list[str]]:
    return len(block.members) == 1, book.size(block), block.values, sorted(block.members)


def _region(members: Iterable[str]) -> str:
    """The code of the smallest region that has all members: four digits, two or none."""
    first, last = min(members), max(members)
    return next(first[:digits] for digits in REGIONS if first[:digits] == last[:digits])
