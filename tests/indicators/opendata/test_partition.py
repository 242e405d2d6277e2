"""Which districts stand alone, which are brought together, and which totals are published."""

import random
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings

from sigor.indicators.opendata.declared import Count, Declared, Design, Parts, Row, Side, What, nested
from sigor.indicators.opendata.partition import Edition, Level, blocking, edition, partition
from sigor.indicators.opendata.reading import read
from sigor.indicators.opendata.sums import nothing
from sigor.indicators.opendata.tables import place_name
from tests.indicators.opendata.made import PEOPLE, by_code, cell, codes, countries, one, ratio

LARGE = (40, 90)


def published(rows, design=None, **more) -> Edition:
    found = partition(rows=rows, design=design or one(), **more)
    assert found is not None
    return found


def test_large_districts_are_published_alone_with_every_total():
    told = published(ratio("A", d010101=LARGE, d010102=LARGE, d010201=LARGE, d020101=LARGE))
    assert codes(told.groups) == ["010101", "010102", "010201", "020101"]
    assert codes(told.totals) == ["PE", "01", "02", "0101", "0102", "0201"]
    assert cell(by_code(told.places)["01"]) == (120, 270, 0)


def test_small_districts_of_a_province_are_published_together():
    told = published(ratio("A", d010101=LARGE, d010102=(6, 12), d010103=(5, 30), d010104=LARGE))
    assert codes(told.groups) == ["010101", "RESTO-0101", "010104"]
    rest = by_code(told.places)["RESTO-0101"]
    assert (
        rest.members == ("010102", "010103") and rest.level == Level.REMAINDER and cell(rest) == (11, 42, 0)
    )


def test_a_single_small_district_takes_the_smallest_that_is_enough():
    told = published(ratio("A", d010101=(300, 600), d010102=(2, 20), d010103=(20, 45), d010104=LARGE))
    assert by_code(told.groups)["RESTO-0101"].members == ("010102", "010103")


@pytest.mark.parametrize("small", [(0, 40), (3, 40), (40, 40), (35, 40), (3, 6), (0, 0)])
def test_numerator_denominator_and_the_rest_are_all_counts_and_zero_is_a_small_one(small):
    told = published(ratio("A", d010101=LARGE, d010102=small))
    assert codes(told.groups) == ["RESTO-0101"]


def test_what_a_province_cannot_hide_the_department_does_and_both_provinces_lose_their_totals():
    told = published(
        ratio("A", d010101=(2, 9), d010201=(20, 40), d010202=(300, 600), d010301=LARGE, d020101=LARGE)
    )
    assert codes(told.groups) == ["RESTO-01", "010202", "010301", "020101"]
    assert by_code(told.groups)["RESTO-01"].members == ("010101", "010201")
    assert codes(told.totals) == ["PE", "01", "02", "0103", "0201"]


def test_a_remainder_joins_before_a_district_does():
    told = published(
        ratio("A", d010101=(2, 9), d010201=(6, 12), d010202=(6, 12), d010203=LARGE, d010301=(11, 22))
    )
    assert by_code(told.groups)["RESTO-01"].members == ("010101", "010201", "010202")
    assert "010301" in codes(told.groups) and "0103" in codes(told.totals)


def test_departments_join_in_the_last_resort():
    told = published(ratio("A", d010101=(2, 9), d020101=(3, 9), d030101=LARGE, d030102=(300, 600)))
    assert codes(told.groups) == ["RESTO-PE", "030102"]
    assert codes(told.totals) == ["PE"]


def test_nothing_is_published_where_the_nation_is_small_and_it_is_said_why():
    rows = ratio("A", d010101=(2, 90), d020101=(3, 90))
    assert partition(rows=rows, design=one()) is None
    assert blocking(rows=rows, design=one()) == ["A numerator"]
    assert blocking(rows=ratio("A", d010101=LARGE), design=one()) == []
    assert partition(rows=[], design=one()) is None


def test_a_remainder_can_have_the_company_of_a_district_that_is_large():
    rows = ratio("A", d010101=(300, 600), d010102=(6, 12), d010103=(5, 30), d010104=LARGE, d010105=LARGE)
    told = published(rows, Design((Declared("A", PEOPLE, PEOPLE),), company=True))
    assert by_code(told.groups)["RESTO-0101"].members == ("010102", "010103", "010104", "010105")
    assert codes(told.groups) == ["010101", "RESTO-0101"]


def test_all_indicators_of_a_dataset_have_one_partition():
    design = Design((Declared("A", PEOPLE, PEOPLE), Declared("B", PEOPLE, PEOPLE)))
    rows = ratio("A", d010101=LARGE, d010102=LARGE, d010103=(300, 500))
    rows += ratio("B", d010101=LARGE, d010102=(3, 60), d010103=(300, 500))
    told = published(rows, design)
    assert codes(told.groups) == ["RESTO-0101", "010103"]
    assert cell(told.groups[0], "A") == (80, 180, 0) and cell(told.groups[0], "B") == (43, 150, 0)


# -- parts of one another ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("inner", "together"), [(50, False), (45, True), (41, True), (40, False), (30, False)]
)
def test_a_count_nested_in_another_differs_by_nobody_or_by_k(inner, together):
    design = Design((Declared("A"), Declared("B")), parts=(nested(Count("B"), Count("A")),))
    rows = [
        Row("010101", "A", 50),
        Row("010101", "B", inner),
        Row("010102", "A", 500),
        Row("010102", "B", 200),
    ]
    assert (codes(published(rows, design).groups) == ["RESTO-0101"]) == together


def test_classes_leave_nobody_over_or_k():
    design = Design((Declared("A"),), splits=(("F", "M"),))

    def rows(women: int, men: int, all_of_them: int) -> list[Row]:
        small = [("F", women), ("M", men), ("", all_of_them)]
        large = [("F", 200), ("M", 300), ("", 520)]
        return [Row("010101", "A", value, None, category) for category, value in small] + [
            Row("010102", "A", value, None, category) for category, value in large
        ]

    assert len(published(rows(20, 30, 50), design).groups) == 2
    assert len(published(rows(20, 30, 60), design).groups) == 2
    assert len(published(rows(20, 26, 50), design).groups) == 1
    assert len(published(rows(20, 5, 25), design).groups) == 1
    only_women = [row for row in rows(20, 0, 25) if row.category != "M"]
    assert len(published(only_women, design).groups) == 1


def test_two_parts_leave_nobody_over_or_k_together():
    design = Design(
        (Declared("A", PEOPLE, PEOPLE), Declared("B", PEOPLE, PEOPLE)),
        parts=(Parts(Count("A", Side.DENOMINATOR), (Count("A"), Count("B"))),),
    )
    rows = ratio("A", d010101=(45, 100), d010102=(200, 600)) + ratio(
        "B", d010101=(50, 100), d010102=(200, 600)
    )
    assert len(published(rows, design).groups) == 1


# -- what is lacking --------------------------------------------------------------------------------------


def test_a_district_without_a_datum_is_counted_as_missing():
    design = Design(
        (Declared("A", PEOPLE, PEOPLE, population="a"), Declared("B", PEOPLE, PEOPLE, population="b"))
    )
    rows = ratio("A", d010101=(4, 50), d010102=(30, 60)) + ratio("B", d010101=None, d010102=(100, 200))
    told = published(rows, design)
    assert cell(told.groups[0], "A") == (34, 110, 0) and cell(told.groups[0], "B") == (100, 200, 1)


def test_where_all_districts_of_a_place_lack_it_there_is_no_value():
    design = Design((Declared("A", PEOPLE, PEOPLE), Declared("B", PEOPLE, PEOPLE)))
    rows = ratio("A", d010101=LARGE, d010102=LARGE) + ratio("B", d010101=None, d010102=(20, 200))
    told = by_code(published(rows, design).places)
    assert cell(told["010101"], "B") == (None, None, 1) and cell(told["0101"], "B") == (20, 200, 1)


def test_half_a_ratio_is_no_datum():
    rows = [Row("010101", "A", 40, 90), Row("010102", "A", None, 90), Row("010102", "A", 4, None)]
    with pytest.raises(ValueError, match="dos veces"):
        partition(rows=rows, design=one())
    assert cell(by_code(published(rows[:2]).places)["PE"]) == (40, 90, 1)


# -- money ------------------------------------------------------------------------------------------------

MONEY = Design((Declared("PAG", PEOPLE, PEOPLE), Declared("MONTO", What.AMOUNT, counted_by="PAG")))


def money(**districts: tuple[int, int, str | None]) -> list[Row]:
    return [
        row
        for name, (paid, eligible, amount) in districts.items()
        for row in (
            Row(name[1:], "PAG", paid, eligible),
            Row(name[1:], "MONTO", None if amount is None else Decimal(amount)),
        )
    ]


def test_money_is_published_with_the_count_of_those_who_get_it():
    told = published(money(d010101=(40, 90, "8000.00"), d010102=(4, 90, "800.50")), MONEY)
    assert codes(told.groups) == ["RESTO-0101"]
    assert cell(told.groups[0], "MONTO") == (Decimal("8800.50"), None, 0)


def test_money_of_few_is_not_hidden_behind_people_of_whom_there_is_no_amount():
    told = published(money(d010101=(40, 90, "8000"), d010102=(4, 90, "800"), d010103=(20, 50, None)), MONEY)
    assert by_code(told.groups)["RESTO-0101"].members == ("010101", "010102")


def test_money_needs_a_count():
    with pytest.raises(ValueError, match="monto"):
        Design((Declared("MONTO", What.AMOUNT),))
    with pytest.raises(ValueError, match="monto"):
        Design((Declared("MONTO", What.AMOUNT, counted_by="ACTAS"), Declared("ACTAS", What.THINGS)))
    with pytest.raises(ValueError, match="sin la cuenta"):
        partition(rows=[Row("010101", "MONTO", Decimal(800))], design=MONEY)
    mean = Design((Declared("MEDIA", What.AMOUNT, PEOPLE),))
    assert len(published(ratio("MEDIA", d010101=(8000, 40), d010102=(400, 2)), mean).groups) == 1


def test_things_need_no_protection_and_follow_the_groups():
    design = Design((Declared("A", PEOPLE, PEOPLE), Declared("ACTAS", What.THINGS, What.THINGS)))
    rows = ratio("A", d010101=LARGE, d010102=(30, 70), d010103=(1, 9))
    rows += ratio("ACTAS", d010101=(1, 2), d010102=(0, 1), d010103=(3, 3))
    told = published(rows, design)
    assert cell(by_code(told.groups)["010101"], "ACTAS") == (1, 2, 0)
    assert cell(by_code(told.groups)["RESTO-0101"], "ACTAS") == (3, 4, 0)


# -- the same whatever the order, nothing lost, and not needlessly coarse ------------------------------------

SOME = settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))


@SOME
@given(countries())
def test_every_district_is_in_one_group_and_every_total_is_a_sum_of_groups(case):
    rows, design = case
    told = partition(rows=rows, design=design)
    mixed = list(rows)
    random.Random(1).shuffle(mixed)
    assert partition(rows=mixed, design=design) == told
    if told is None:
        return
    book = read(rows, design)
    assert sorted(member for group in told.groups for member in group.members) == sorted(book.districts)
    assert len({place.code for place in told.places}) == len(told.places)
    assert edition([(group.members, group.cells) for group in reversed(told.groups)], k=design.k) == told
    for place in told.places:
        assert place.cells == book.cells(sum((book.districts[m] for m in place.members), nothing(book)))
    for group in told.groups:
        assert book.allowed(sum((book.districts[member] for member in group.members), nothing(book)))
    for total in told.totals:
        inside = [group for group in told.groups if set(group.members) & set(total.members)]
        assert sorted(member for group in inside for member in group.members) == list(total.members)
    small = {place for place, total in book.districts.items() if not book.allowed(total)}
    for group in told.groups:
        assert len(group.members) == 1 or small & set(group.members)


@SOME
@given(countries(lacking=False))
def test_where_every_district_is_large_nothing_is_brought_together(case):
    rows, design = case
    large = []
    for row in rows:
        code = row.indicator
        step = {"ELE": (2, 5), "PAG": (1, 2), "HOG": (3, 0)}[code]
        whole = 2 if row.category == "" else 1
        add = [10 * design.k * whole * n for n in step]
        large.append(
            Row(
                row.place,
                code,
                (row.numerator or 0) + add[0],
                None if row.denominator is None else row.denominator + add[1],
                row.category,
            )
        )
    book = read(large, design)
    told = published(large, design)
    assert all(book.allowed(total) for total in book.districts.values()) == all(
        group.level == Level.DISTRICT for group in told.groups
    )


@SOME
@given(countries())
def test_beside_a_former_edition_every_group_is_a_union_of_its_groups(case):
    rows, design = case
    half = [row for row in rows if not row.place.startswith("03")]
    former = partition(rows=half, design=design)
    if former is None:
        return
    told = partition(rows=rows, design=design, former=[former])
    if told is not None:
        for before in former.groups:
            assert sum(bool(set(before.members) & set(group.members)) for group in told.groups) == 1


def test_two_former_editions_that_overlap_are_joined():
    rows = ratio("A", d010101=LARGE, d010102=LARGE, d010103=LARGE)
    book = read(rows, one())

    def joined(*groups: tuple[str, ...]) -> Edition:
        return edition([(group, book.cells(book.districts[group[0]])) for group in groups], k=10)

    told = published(
        rows, former=[joined(("010101", "010102"), ("010103",)), joined(("010101",), ("010102", "010103"))]
    )
    assert codes(told.groups) == ["RESTO-0101"]


def test_two_remainders_of_one_region_have_codes_and_names_of_their_own():
    rows = ratio("A", d010101=LARGE, d010102=LARGE, d010103=LARGE, d010104=LARGE)
    book = read(rows, one())
    pairs = [("010101", "010103"), ("010102", "010104")]
    told = edition(
        [(pair, book.cells(book.districts[pair[0]] + book.districts[pair[1]])) for pair in pairs], k=10
    )
    assert codes(told.groups) == ["RESTO-0101", "RESTO-0101-2"] and codes(told.totals) == ["PE", "01", "0101"]
    named = [place_name(group, {"0101": "Chachapoyas"}, 4) for group in told.groups]
    assert [name.es for name in named] == [
        "Resto de la provincia Chachapoyas",
        "Resto 2 de la provincia Chachapoyas",
    ]


def test_a_country_is_done_in_moderate_time():
    chance = random.Random(7)
    indicators = tuple(Declared(f"I{n}", PEOPLE, PEOPLE) for n in range(8))
    design = Design(indicators, splits=(("F", "M"),))
    rows = []
    for district in range(1890):
        place = f"{district // 76 + 1:02}{district % 76 // 9 + 1:02}{district % 9 + 1:02}"
        for declared in indicators:
            women, men = (chance.randint(60, 400) for _ in "FM")
            part = [chance.randint(8, women - 8), chance.randint(8, men - 8)]
            pairs = (("F", part[0], women), ("M", part[1], men), ("", sum(part), women + men))
            rows += [Row(place, declared.code, n, d, category) for category, n, d in pairs]
    told = published(rows, design)
    assert len(told.groups) > 1000 and len(told.totals) == 250


# -- what is refused ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "match"),
    [
        (Row("10101", "A", 1, 2), "No se conoce"),
        (Row("010101", "Z", 1, 2), "No se conoce"),
        (Row("010101", "A", 1, 2, "F"), "No se conoce"),
        (Row("010101", "A", 3, 2), "mayor"),
        (Row("010101", "A", -1, 2), "entero"),
        (Row("010101", "A", Decimal("1.5"), 2), "entero"),
        (Row("010101", "A", Decimal("NaN"), 2), "número"),
        (Row("010101", "A", 1.0, 2), "exacto"),  # type: ignore[arg-type]
        (Row("010101", "A", True, 2), "exacto"),
        (Row("010101", "T", 1, 2), "total"),
    ],
)
def test_a_row_that_cannot_be_is_refused(row, match):
    design = Design((Declared("A", PEOPLE, PEOPLE), Declared("T")))
    with pytest.raises(ValueError, match=match):
        partition(rows=[row], design=design)


def test_parts_larger_than_the_whole_and_classes_without_everybody_are_refused():
    design = Design(
        (Declared("A"), Declared("B")), splits=(("F", "M"),), parts=(nested(Count("B"), Count("A")),)
    )
    with pytest.raises(ValueError, match="más que el todo"):
        partition(rows=[Row("010101", "A", 20), Row("010101", "B", 21)], design=design)
    with pytest.raises(ValueError, match="por clases"):
        partition(rows=[Row("010101", "A", 20, None, "F")], design=design)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Design((Declared("A"),), k=0),
        lambda: Design((Declared("A"), Declared("A"))),
        lambda: Design((Declared("A"),), splits=(("F", "M"), ("F", "X"))),
        lambda: Design((Declared("A"),), splits=(("", "M"),)),
        lambda: Design((Declared("A"),), parts=(nested(Count("Z"), Count("A")),)),
        lambda: Design((Declared("A"),), parts=(nested(Count("A", Side.DENOMINATOR), Count("A")),)),
        lambda: Design((Declared("A"),), parts=(nested(Count("A", Side.NUMERATOR, "X"), Count("A")),)),
    ],
)
def test_a_design_that_speaks_of_what_is_not_there_is_refused(make):
    with pytest.raises(ValueError, match=r"cada|Cada|división|no cuenta"):
        make()
