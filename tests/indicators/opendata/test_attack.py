"""No cell below k can be shown to be below k from everything published; and the attacker does succeed elsewhere."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import product

from hypothesis import HealthCheck, assume, given, settings

from sigor.indicators.opendata.declared import Count, Declared, Design, Row, Side, nested
from sigor.indicators.opendata.partition import Edition, Place, edition, partition
from sigor.indicators.opendata.reading import read
from sigor.indicators.opendata.revision import Revision, revised
from tests.indicators.opendata.attack import Attacker
from tests.indicators.opendata.made import PEOPLE, corrected, countries, one, ratio

SOME = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


def every_district(rows: Sequence[Row], design: Design) -> Edition:
    """What nobody should publish: each district with its values, and the totals."""
    book = read(rows, design)
    return edition([({place}, book.cells(total)) for place, total in book.districts.items()], k=design.k)


def without_the_small(rows: Sequence[Row], design: Design) -> list[Place]:
    """Primary suppression alone: the districts that are large enough, and all totals."""
    book = read(rows, design)
    whole = every_district(rows, design)
    return [place for place in whole.groups if book.allowed(book.districts[place.code])] + list(whole.totals)


# -- the attacker can do something -----------------------------------------------------------------------

ROWS = ratio(
    "A",
    d010101=(50, 100),
    d010102=(4, 30),
    d010103=(40, 90),
    d010201=(30, 60),
    d020101=(20, 45),
    d020102=(25, 40),
)


def test_the_attacker_reads_what_is_published_naively():
    found = Attacker(one(), [ROWS], [every_district(ROWS, one()).places]).exposed()
    assert "0 010102 A numerator = 4" in found


def test_the_attacker_subtracts_what_is_published_from_the_totals():
    places = without_the_small(ROWS, one())
    assert "010102" not in [place.code for place in places]
    assert Attacker(one(), [ROWS], [places]).exposed() == ["0 010102 A numerator = 4"]


def test_the_attacker_learns_nothing_from_groups():
    published = partition(rows=ROWS, design=one())
    assert published is not None
    assert Attacker(one(), [ROWS], [published.places]).exposed() == []


def test_the_attacker_takes_one_edition_from_another_with_other_groups():
    """That a district was not corrected may be common knowledge: so a new edition must not be finer than the former."""
    before = ratio("A", d010101=(50, 100), d010102=(4, 30), d010103=(20, 45))
    after = ratio("A", d010101=(50, 100), d010102=(14, 40), d010103=(20, 45))
    first, second = partition(rows=before, design=one()), partition(rows=after, design=one())
    assert first is not None and second is not None
    new = revised(former=[first], rows=after, design=one())
    apart = Attacker(one(), [before, after], [first.places, second.places], unchanged=["010103"])
    assert "0 010102 A numerator = 4" in apart.exposed()
    beside = Attacker(one(), [before, after], [first.places, new.edition.places], unchanged=["010103"])
    assert beside.exposed() == []


def test_the_attacker_knows_which_of_two_groups_that_were_brought_together_was_corrected():
    before = ratio("A", d010101=(40, 90), d010102=(50, 100), d010103=(60, 110))
    after = ratio("A", d010101=(4, 30), d010102=(50, 100), d010103=(60, 110))
    first = partition(rows=before, design=one())
    naive = partition(rows=after, design=one(), former=[first] if first else [])
    assert first is not None and naive is not None
    unchanged = ["010102", "010103"]
    apart = Attacker(one(), [before, after], [first.places, naive.places], unchanged=unchanged)
    assert "1 010101 A numerator = 4" in apart.exposed()
    for merge in (False, True):
        new = revised(former=[first], rows=after, design=one(), merge=merge)
        shown = as_shown(before, after, new)
        beside = Attacker(one(), [before, shown], [first.places, new.edition.places], unchanged=unchanged)
        assert beside.exposed() == []


def test_the_attacker_sees_that_a_district_with_a_new_datum_has_nobody():
    a, b = Declared("A", PEOPLE, PEOPLE, population="a"), Declared("B", PEOPLE, PEOPLE, population="b")
    design = Design((a, b))
    shared = ratio("A", d010101=(40, 90), d010102=(2, 90)) + ratio("B", d010101=(30, 70))
    before, after = shared + ratio("B", d010102=None), shared + ratio("B", d010102=(0, 0))
    first, naive = partition(rows=before, design=design), partition(rows=after, design=design)
    assert first is not None and naive is not None
    apart = Attacker(design, [before, after], [first.places, naive.places], unchanged=["010101"])
    assert "1 010102 B numerator = 0" in apart.exposed()
    new = revised(former=[first], rows=after, design=design)
    shown = as_shown(before, after, new)
    assert (
        Attacker(design, [before, shown], [first.places, new.edition.places], unchanged=["010101"]).exposed()
        == []
    )


def test_the_attacker_takes_one_period_from_another_where_the_denominator_stays():
    """A register that is fixed for the year: periods with groups of their own tell what is in each; `former` mends it."""
    first = ratio("A", d010101=(15, 30), d010102=(4, 8), d010103=(16, 32))
    second = ratio("A", d010101=(15, 30), d010102=(5, 8), d010103=(6, 32))
    one_period, next_period = partition(rows=first, design=one()), partition(rows=second, design=one())
    assert one_period is not None and next_period is not None
    apart = Attacker(
        one(), [first, second], [one_period.places, next_period.places], frozen=[Side.DENOMINATOR]
    )
    assert "0 010102 A denominator = 8" in apart.exposed()
    after = partition(rows=second, design=one(), former=[one_period])
    assert after is not None
    beside = Attacker(one(), [first, second], [one_period.places, after.places], frozen=[Side.DENOMINATOR])
    assert beside.exposed() == []


def test_the_attacker_takes_one_indicator_from_another_that_lacks_a_district():
    """Both count the same people, and one has no datum of a small district."""
    design = Design(
        (Declared("A", PEOPLE, PEOPLE, population="r"), Declared("B", PEOPLE, PEOPLE, population="r"))
    )
    rows = ratio("A", d010101=(40, 80), d010102=(20, 40), d010103=(3, 6), d010104=(30, 60))
    rows += ratio("B", d010101=(30, 80), d010102=(25, 40), d010103=None, d010104=(20, 60))
    book = read(rows, design)
    pair = book.districts["010102"] + book.districts["010103"]
    alone = [book.districts[place] for place in ("010101", "010104")]
    naive = edition([(block.members, book.cells(block)) for block in (pair, *alone)], k=10)
    assert "0 010103 A denominator = 6" in Attacker(design, [rows], [naive.places]).exposed()
    assert partition(rows=rows, design=design) is None
    rows = [replace(row, denominator=row.denominator and row.denominator + 5) for row in rows]
    published = partition(rows=rows, design=design)
    assert published is not None
    assert Attacker(design, [rows], [published.places]).exposed() == []


def test_the_attacker_takes_a_part_from_its_whole_where_the_part_lacks_a_district():
    whole, part = Declared("HOG", population="homes"), Declared("PAG", population="paid")
    design = Design((whole, part), parts=(nested(Count("PAG"), Count("HOG")),))
    rows = [Row(place, "HOG", value) for place, value in (("010101", 30), ("010102", 0), ("010103", 40))]
    rows += [Row("010101", "PAG", 30), Row("010102", "PAG", None), Row("010103", "PAG", 20)]
    book = read(rows, design)
    both = book.districts["010101"] + book.districts["010102"]
    naive = edition(
        [(both.members, book.cells(both)), ({"010103"}, book.cells(book.districts["010103"]))], k=10
    )
    assert "0 010102 HOG numerator = 0" in Attacker(design, [rows], [naive.places]).exposed()
    published = partition(rows=rows, design=design)
    assert published is not None
    assert [group.members for group in published.groups] == [("010101",), ("010102", "010103")]
    assert Attacker(design, [rows], [published.places]).exposed() == []


# -- and cannot do anything here -------------------------------------------------------------------------


@SOME
@given(countries())
def test_no_small_cell_can_be_shown_to_be_small(case):
    rows, design = case
    published = partition(rows=rows, design=design)
    assume(published is not None)
    assert published is not None
    assert Attacker(design, [rows], [published.places]).exposed() == []


@SOME
@given(corrected())
def test_nor_with_the_editions_before(case):
    rows, design, only_added = case
    first = partition(rows=rows[0], design=design)
    assume(first is not None)
    assert first is not None
    for merge in (False, True):
        editions, shown = [first], [rows[0]]
        for corrected_rows in rows[1:]:
            new = revised(former=editions, rows=corrected_rows, design=design, merge=merge)
            shown.append(as_shown(shown[-1], corrected_rows, new))
            editions.append(new.edition)
        attacker = Attacker(
            design,
            shown,
            [edition.places for edition in editions],
            only_added=only_added,
            unchanged={
                place
                for place in places(rows[0])
                if all(at(each, place) == at(shown[0], place) for each in shown)
            },
        )
        assert attacker.exposed() == []
        assert not only_added or attacker.exposed_additions() == []


def places(rows: Sequence[Row]) -> set[str]:
    return {row.place for row in rows}


def at(rows: Sequence[Row], place: str) -> list[Row]:
    return [row for row in rows if row.place == place]


def as_shown(before: list[Row], after: list[Row], new: Revision) -> list[Row]:
    """The rows of the second edition that its figures are the sums of: where they are held, those of the first."""
    held = {member for group in new.edition.groups if group.code in new.held for member in group.members}
    return [row for row in before if row.place in held] + [row for row in after if row.place not in held]


@SOME
@given(countries(lacking=False))
def test_everything_public_is_the_same_if_all_live_in_one_district_of_their_group(case):
    """The proof itself, in whole numbers: one world for each district, in which its cells are those of its group."""
    rows, design = case
    published = partition(rows=rows, design=design)
    assume(published is not None)
    assert published is not None
    for at in range(max(len(group.members) for group in published.groups)):
        elsewhere = [
            Row(place, cell.indicator, value, (value if cell.denominator is None else there), cell.category)
            if cell.denominator is not None
            else Row(place, cell.indicator, value, None, cell.category)
            for group in published.groups
            for cell in group.cells
            for place in group.members
            for lives in [place == group.members[at % len(group.members)]]
            for value, there in [((cell.numerator or 0) * lives, (cell.denominator or 0) * lives)]
            if cell.numerator is not None
        ]
        book = read(elsewhere, design)
        groups = []
        for group in published.groups:
            total = sum(
                (book.districts[place] for place in group.members[1:]), book.districts[group.members[0]]
            )
            groups.append((group.members, tuple(replace(cell, missing=0) for cell in book.cells(total))))
        again = edition(groups, k=design.k)
        assert [strip(place) for place in again.places] == [strip(place) for place in published.places]


def strip(place: Place) -> tuple[object, ...]:
    return (
        place.code,
        place.members,
        [(cell.slot, cell.numerator, cell.denominator) for cell in place.cells if cell.numerator],
    )


# -- whoever knows the rule too --------------------------------------------------------------------------


def outcomes(codes: Sequence[str], top: int, design: Design) -> dict[object, list[tuple[int, ...]]]:
    """All worlds of one count in these districts, by what is published of them."""
    worlds: dict[object, list[tuple[int, ...]]] = {}
    for values in product(range(top + 1), repeat=len(codes)):
        rows = [Row(code, "A", value) for code, value in zip(codes, values, strict=True)]
        worlds.setdefault(partition(rows=rows, design=design), []).append(values)
    worlds.pop(None)
    return worlds


def small_for_sure(codes: Sequence[str], top: int, *, company: bool) -> int:
    """In how many outcomes a district is small in every world that has this outcome."""
    design = Design((Declared("A"),), k=3, company=company)
    return sum(
        all(values[at] < design.k for values in worlds)
        for worlds in outcomes(codes, top, design).values()
        for at in range(len(codes))
    )


def test_with_company_not_even_the_rule_tells_of_a_district_that_it_is_small():
    """Every world of a province is looked at: what somebody knows who can do what the program does."""
    codes = ["010101", "010102", "010103"]
    assert small_for_sure(codes, 9, company=False) > 0
    assert small_for_sure(codes, 9, company=True) == 0


def test_of_a_province_that_is_small_as_a_whole_the_rule_tells_that_it_is():
    """The limit of it: a remainder that crosses provinces says that one of them could not stand by itself."""
    assert small_for_sure(["010101", "010201", "010202"], 6, company=True) > 0
