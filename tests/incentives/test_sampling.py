"""Sizes of samples against printed tables, drawing by digest, and what errors still allow."""

import hashlib
import math
from fractions import Fraction

import pytest

from sigor.incentives.engine import sampling
from tests.incentives import made

LARGE = 1_000_000


@pytest.mark.parametrize(
    ("confidence", "tolerable", "expected", "size"),
    [
        # AICPA Audit Guide «Audit Sampling», tables A.1 (95 %) and A.2 (90 %)
        (0.95, 0.02, 0.0, 149),
        (0.95, 0.03, 0.0, 99),
        (0.95, 0.05, 0.0, 59),
        (0.95, 0.10, 0.0, 29),
        (0.95, 0.05, 0.01, 93),
        (0.95, 0.05, 0.02, 181),
        (0.95, 0.06, 0.01, 78),
        (0.95, 0.10, 0.02, 46),
        (0.90, 0.05, 0.0, 45),
        (0.90, 0.10, 0.0, 22),
        (0.90, 0.05, 0.01, 77),
        (0.99, 0.05, 0.0, 90),
    ],
)
def test_in_a_large_population_the_sizes_are_those_of_the_printed_tables(
    confidence, tolerable, expected, size
):
    assert (
        sampling.plan(population=LARGE, confidence=confidence, tolerable=tolerable, expected=expected) == size
    )


def at_most(errors: int, size: int, population: int, wrong: int) -> Fraction:
    """P(X ≤ errors), every term written out."""
    ways = sum(
        math.comb(wrong, x) * math.comb(population - wrong, size - x) for x in range(min(errors, size) + 1)
    )
    return Fraction(ways, math.comb(population, size))


@pytest.mark.parametrize("population", [1, 7, 20, 40, 100, 160])
@pytest.mark.parametrize("confidence", [0.90, 0.95, 0.99])
@pytest.mark.parametrize(("tolerable", "expected"), [(0.05, 0.0), (0.1, 0.02), (0.3, 0.1)])
def test_the_size_is_the_smallest_that_does(population, confidence, tolerable, expected):
    wrong = math.ceil(Fraction(str(tolerable)) * population)
    risk = 1 - Fraction(str(confidence))

    def does(size: int) -> bool:
        return at_most(math.ceil(Fraction(str(expected)) * size), size, population, wrong) <= risk

    smallest = next((size for size in range(1, population + 1) if does(size)), population)
    found = sampling.plan(
        population=population, confidence=confidence, tolerable=tolerable, expected=expected
    )
    assert found == smallest


def test_a_probability_exactly_at_the_risk_is_enough():
    """One wrong household of twenty escapes nineteen draws with a probability of exactly 5 %."""
    assert sampling.plan(population=20, confidence=0.95, tolerable=0.05) == 19


def test_a_small_population_needs_a_smaller_sample_and_never_more_than_all():
    sizes = [
        sampling.plan(population=n, confidence=0.95, tolerable=0.05) for n in (10, 100, 500, 5_000, LARGE)
    ]
    assert sizes == sorted(sizes) and sizes[0] == 10


def test_many_expected_errors_are_planned_in_moderate_time():
    size = sampling.plan(population=LARGE, confidence=0.99, tolerable=0.01, expected=0.008)
    assert 10_000 < size < 20_000


@pytest.mark.parametrize(
    "said",
    [
        {"confidence": 0.8},
        {"population": 0},
        {"tolerable": 0.0},
        {"tolerable": 1.0},
        {"expected": 0.05},
        {"expected": -0.01},
    ],
)
def test_what_cannot_be_planned_is_refused_in_spanish(said):
    with pytest.raises(ValueError, match=r"\.$"):
        sampling.plan(**({"population": 100, "confidence": 0.95, "tolerable": 0.05} | said))


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    households = [made.household(number) for number in range(1, 31)]
    members = [made.student(number, number) for number in range(1, 31)]
    return made.run(tmp_path_factory.mktemp("sampling"), households, members)


def test_the_households_drawn_are_the_first_by_digest_as_anyone_can_check(finished):
    tokens = sorted(
        (made.token("H", n) for n in range(1, 31)),
        key=lambda token: hashlib.sha256(("sorteo-7" + token).encode()).hexdigest(),
    )
    assert sampling.draw(run=finished, size=8, seed="sorteo-7") == tokens[:8]
    assert sampling.draw(run=finished, size=30, seed="sorteo-7") == tokens
    assert sampling.draw(run=finished, size=8, seed="sorteo-8") != tokens[:8]


def test_no_seed_or_too_large_a_sample_is_refused(finished):
    for said in ({"size": 31, "seed": "x"}, {"size": 5, "seed": ""}, {"size": 0, "seed": "x"}):
        with pytest.raises(ValueError, match=r"\.$"):
            sampling.draw(run=finished, **said)


@pytest.mark.parametrize(
    ("size", "errors", "confidence", "bound"),
    [
        (59, 0, 0.95, 1 - 0.05 ** (1 / 59)),
        (100, 0, 0.90, 1 - 0.10 ** (1 / 100)),
        # AICPA table A.3 (95 %), upper limits in per cent: rounded up to the next tenth
        (25, 1, 0.95, 0.176),
        (60, 1, 0.95, 0.077),
        (100, 2, 0.95, 0.062),
        (200, 4, 0.95, 0.045),
        (10, 10, 0.95, 1.0),
    ],
)
def test_the_bound_is_that_of_the_printed_tables(size, errors, confidence, bound):
    assert sampling.judge(size=size, errors=errors, confidence=confidence) == pytest.approx(bound, abs=0.001)


def test_at_the_bound_so_few_errors_have_the_probability_of_the_risk():
    bound = sampling.judge(size=80, errors=3, confidence=0.95)
    chance = sum(math.comb(80, x) * bound**x * (1 - bound) ** (80 - x) for x in range(4))
    assert chance == pytest.approx(0.05, abs=1e-9)


def test_a_planned_sample_without_errors_stays_within_what_is_tolerable():
    size = sampling.plan(population=LARGE, confidence=0.95, tolerable=0.05)
    assert sampling.judge(size=size, errors=0, confidence=0.95) < 0.05
    assert sampling.judge(size=size, errors=1, confidence=0.95) > 0.05


def test_a_large_sample_is_judged_too():
    assert 0.05 < sampling.judge(size=20_000, errors=1_000, confidence=0.99) < 0.06


def test_more_errors_than_households_are_refused():
    with pytest.raises(ValueError, match="errores"):
        sampling.judge(size=5, errors=6, confidence=0.95)
