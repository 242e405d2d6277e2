"""A new edition of a period: what its difference from the published ones tells is that of k people at least, or nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sigor.indicators.opendata.declared import Cell, Design, Row
from sigor.indicators.opendata.partition import PROVINCE, REGIONS, Edition, Place, atoms, edition, enough
from sigor.indicators.opendata.reading import read
from sigor.indicators.opendata.sums import Book, Sum, added, nothing


@dataclass(frozen=True)
class Revision:
    """The new edition; and, for the institution alone, the groups whose published figures are not the true ones.

    `held`: figures as before, because the change is one of fewer than k; `small`: those of them that would no longer be
    large enough. Neither is ever published: that a group changed at all is what must not be told.
    """

    edition: Edition
    held: tuple[str, ...]
    small: tuple[str, ...]


def revised(
    *, former: Sequence[Edition], rows: Iterable[Row], design: Design, merge: bool = False
) -> Revision:
    """The rows of a corrected period as they may be published beside all its former editions, the latest one last.

    Groups are those of the former edition. A group has its new figures, all of them, where it is large enough and each of
    its counts differs from each former edition by nobody or by k at least (and money by what k people get); else it
    keeps the figures of the latest one, all of them, as if nothing had changed, until corrections add up to k. With
    `merge`, such groups of a province are brought together and with others if that lets their new figures out; that is
    for good, as no later edition can be finer. A district that is new is a group, or joins one without a datum where it
    is small. Raises ValueError as `read` does, or without a former edition of the same k.
    """
    if not former or any(before.k != design.k for before in former):
        raise ValueError("Una corrección necesita las ediciones anteriores, con el mismo k.")
    known = {member for before in former for group in before.groups for member in group.members}
    book = read(rows, design, also=known)
    blocks = _with_newcomers(book, atoms(book, former), known)
    if merge:
        blocks = _merged(book, former, blocks)
    groups, held, small = [], set(), set()
    for block in blocks:
        cells = book.cells(block)
        if not _may_leave(book, former, block):
            held.add(block.members)
            if not book.allowed(block):
                small.add(block.members)
            cells = _as_before(former[-1], block, cells)
        groups.append((block.members, cells))
    new = edition(groups, k=design.k)
    return Revision(
        new,
        tuple(group.code for group in new.groups if frozenset(group.members) in held),
        tuple(group.code for group in new.groups if frozenset(group.members) in small),
    )


def _with_newcomers(book: Book, blocks: Sequence[Sum], known: set[str]) -> list[Sum]:
    """The former groups, and districts that are new: alone, or in the nearest and smallest group without their data."""
    result = [block for block in blocks if block.members & known or book.allowed(block)]
    hosts = [block for block in result if block.members & known]
    for newcomer in blocks:
        if newcomer not in result:
            (district,) = newcomer.members
            host = min(
                hosts,
                key=lambda block: (
                    [
                        not any(member.startswith(district[:digits]) for member in block.members)
                        for digits in REGIONS
                    ],
                    len(block.members) == 1,
                    book.size(block),
                    sorted(block.members),
                ),
            )
            joined = replace(host, members=host.members | newcomer.members)
            result[result.index(host)] = hosts[hosts.index(host)] = joined
    return result


def _merged(book: Book, former: Sequence[Edition], blocks: list[Sum]) -> list[Sum]:
    """In each province, the groups that would be held in one, with others, if that lets their new figures out."""
    provinces: dict[str, list[Sum]] = {}
    result = []
    for block in blocks:
        regions = {member[:PROVINCE] for member in block.members}
        if len(regions) > 1:
            result.append(block)
        else:
            provinces.setdefault(regions.pop(), []).append(block)
    for _code, inside in sorted(provinces.items()):
        held = [block for block in inside if not _may_leave(book, former, block)]
        joining = [block for block in inside if block in held or len(block.members) > 1]
        others = [block for block in inside if block not in joining]
        found = None
        if held:
            bucket = sum(joining, nothing(book))
            found = enough(book, bucket, others, lambda total: _may_leave(book, former, total))
        if found is None:
            result += inside
        else:
            result += [found[0], *(block for block in others if block not in found[1])]
    return result


def _may_leave(book: Book, former: Sequence[Edition], block: Sum) -> bool:
    """Whether the new figures of a block may be published beside all former editions."""
    new = book.cells(block)
    return book.allowed(block) and all(
        book.may_follow(
            [group.cells for group in _inside(earlier, block)], new, joined=_joined(earlier, block)
        )
        for earlier in former
    )


def _inside(earlier: Edition, block: Sum) -> list[Place]:
    return [group for group in earlier.groups if block.members.issuperset(group.members)]


def _joined(earlier: Edition, block: Sum) -> int:
    """How many districts of a block the earlier edition did not have."""
    return len(block.members.difference(*(group.members for group in earlier.groups)))


def _as_before(latest: Edition, block: Sum, new: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """The former figures in the cells of the new edition; districts that were not there have no datum yet."""
    before = {cell.slot: cell for cell in added(group.cells for group in _inside(latest, block))}
    joined = _joined(latest, block)
    return tuple(
        replace(before[cell.slot], missing=before[cell.slot].missing + joined)
        if cell.slot in before
        else replace(cell, numerator=None, denominator=None, missing=len(block.members))
        for cell in new
    )
