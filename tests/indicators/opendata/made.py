"""Small countries with indicators that stand on the borders of the rule."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from sigor.indicators.opendata.declared import Count, Declared, Design, Parts, Row, Side, What, nested

Four = tuple[int, int, int, int]
PEOPLE = What.PEOPLE
ELIGIBLE = Declared("ELE", PEOPLE, PEOPLE, population="registro")  # eligible among those registered
PAID = Declared("PAG", PEOPLE, PEOPLE)  # paid among the eligible
HOMES = Declared("HOG", PEOPLE)  # a total


def design(k: int = 10, *, splits: tuple[tuple[str, ...], ...] = ()) -> Design:
    """A funnel: whoever is paid is eligible, whoever is eligible is registered; and a total nested in it."""
    return Design(
        (ELIGIBLE, PAID, HOMES),
        splits=splits,
        parts=(
            nested(Count("PAG", Side.DENOMINATOR), Count("ELE", Side.NUMERATOR)),
            Parts(Count("ELE", Side.DENOMINATOR), (Count("HOG"),)),
        ),
        k=k,
    )


def funnel(place: str, values: Four, category: str = "") -> list[Row]:
    """Rows of a district: registered without a home, with a home, eligible, paid; the later ones parts of the first."""
    registered, homes, eligible, paid = values
    return [
        Row(place, "ELE", eligible, registered, category),
        Row(place, "PAG", paid, eligible, category),
        Row(place, "HOG", homes, None, category),
    ]


def ratio(code: str, **districts: tuple[int, int] | None) -> list[Row]:
    """Rows of one indicator; the districts are written d010101=(numerator, denominator), None without a datum."""
    return [Row(name[1:], code, *(pair or (None, None))) for name, pair in districts.items()]


def one(k: int = 10) -> Design:
    return Design((Declared("A", PEOPLE, PEOPLE),), k=k)


def codes(places: Sequence[Any]) -> list[str]:
    return [place.code for place in places]


def cell(place: Any, code: str = "A", category: str = "") -> tuple[Any, Any, int]:
    found = next(cell for cell in place.cells if cell.slot == (code, category))
    return found.numerator, found.denominator, found.missing


@st.composite
def districts(draw: Any, most: int = 3) -> list[str]:
    """Three departments of one or two provinces with up to `most` districts each."""
    return [
        f"{department:02}{province:02}{district:02}"
        for department in (1, 2, 3)
        for province in range(1, draw(st.integers(1, 2)) + 1)
        for district in range(1, draw(st.integers(1, most)) + 1)
    ]


@st.composite
def counts(draw: Any, k: int) -> Four:
    """Registered, with a home, eligible, paid: large enough, or near k, or nobody at all."""
    if draw(st.integers(0, 2)):
        paid = draw(st.integers(k, 3 * k))
        eligible = paid + draw(st.integers(k, 2 * k))
        homes = eligible + draw(st.integers(k, 2 * k))
        return homes + draw(st.sampled_from([0, k])), homes, eligible, paid
    paid = draw(st.integers(0, k + 1))
    eligible = paid + draw(st.integers(0, k + 1))
    homes = eligible + draw(st.integers(0, 2 * k))
    return homes + draw(st.sampled_from([0, 0, 1, k])), homes, eligible, paid


@st.composite
def countries(draw: Any, *, lacking: bool = True) -> tuple[list[Row], Design]:
    """Rows of the funnel in a small country, by sex or not, with some data lacking."""
    k = draw(st.sampled_from([2, 3, 5]))
    split = draw(st.booleans())
    rows: list[Row] = []
    for place in draw(districts(most=3 if not split else 2)):
        women = draw(counts(k))
        if split:
            men = draw(counts(k))
            both = tuple(a + b for a, b in zip(women, men, strict=True))
            rows += funnel(place, women, "F") + funnel(place, both)
            if draw(st.booleans()):
                rows += funnel(place, men, "M")
        else:
            rows += funnel(place, women)
    if lacking and draw(st.booleans()):
        for at in draw(st.lists(st.integers(0, len(rows) - 1), max_size=3)):
            rows[at] = replace(rows[at], numerator=None, denominator=None)
    return rows, design(k, splits=(("F", "M"),) if split else ())


@st.composite
def corrected(draw: Any) -> tuple[list[list[Row]], Design, bool]:
    """The rows of three editions of a period; whether people were only ever added, and are known to have been."""
    k = draw(st.sampled_from([2, 3, 5]))
    only_added = draw(st.booleans())
    rows: list[list[Row]] = [[], [], []]
    for place in draw(districts(most=2)):
        now = draw(counts(k))
        for edition in rows:
            found = funnel(place, now)
            if not draw(st.integers(0, 11)):
                at = draw(st.integers(0, len(found) - 1))
                found[at] = replace(found[at], numerator=None, denominator=None)
            edition += found
            kind = draw(st.sampled_from(["same", "same", "few", "many", "other"]))
            if kind == "few":
                extra = draw(st.integers(1, k - 1))
                now = now[0] + extra, now[1] + extra, now[2] + extra, now[3] + draw(st.integers(0, extra))
            elif kind == "many" or (kind == "other" and only_added):
                more = draw(counts(k))
                now = now[0] + more[0], now[1] + more[1], now[2] + more[2], now[3] + more[3]
            elif kind == "other":
                now = draw(counts(k))
    return rows, design(k), only_added


def by_code(places: Sequence[Any]) -> Mapping[str, Any]:
    return {place.code: place for place in places}
