"""Sums by area, whatever came before: incremental is the same as anew, and no order and no path changes a total."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sigor.indicators import selectors, services, sums
from sigor.indicators.engine.periods import Period
from sigor.indicators.facts import Delivery, Fact, Slice, Sum
from sigor.indicators.models import Indicator
from sigor.indicators.sources import Row
from sigor.organisation.models import Unit
from sigor.records import services as records
from tests.indicators.conftest import DISTRICTS, rows

pytestmark = pytest.mark.django_db
PERIODS = [Period("bimester", 2025, number) for number in range(1, 5)]
FEW = settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    phases=(Phase.explicit, Phase.generate),  # an example is short as it is, and dear
    # Every example works in a transaction of its own that is taken back.
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


class _TakeBack(Exception):
    pass


@contextmanager
def taken_back() -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
            raise _TakeBack
    except _TakeBack:
        pass


# -- what may happen -----------------------------------------------------------------------------------------

counts = st.integers(0, 500).flatmap(lambda d: st.tuples(st.integers(0, d), st.just(d)))
values = st.dictionaries(st.sampled_from(DISTRICTS), counts, min_size=1)
days = st.sampled_from([date(2025, 1, 15), date(2025, 3, 1), date(2025, 4, 30), date(2025, 7, 1)])


@dataclass(frozen=True)
class Data:
    """Data of some periods; what is there already is corrected by them."""

    by_period: dict[int, dict[str, tuple[int, int]]]


@dataclass(frozen=True)
class Handed:
    """Some districts are another unit's from a day on."""

    districts: frozenset[str]
    to_puno: bool
    since: date


data = st.builds(Data, st.dictionaries(st.integers(0, 3), values, min_size=1, max_size=2))
handed = st.builds(
    Handed, st.frozensets(st.sampled_from(DISTRICTS), min_size=1, max_size=3), st.booleans(), days
)
histories = st.lists(st.one_of(data, data, handed), min_size=1, max_size=6)


@dataclass
class World:
    """The doors through which histories happen, and what is expected of them."""

    card: Indicator
    bring: Callable[..., Delivery]
    accept: Callable[[Delivery], Delivery]
    coordinator: Any
    units: dict[bool, Unit]
    expected: dict[int, dict[str, tuple[int, int]]] = field(default_factory=dict)

    def deliver(self, one: Data) -> None:
        brought = {
            (self.card, PERIODS[at]): [
                Row(Decimal(n), Decimal(d), place=code) for code, (n, d) in told.items()
            ]
            for at, told in one.by_period.items()
        }
        delivery = services.bring(
            by=self.card.created_by, unit_id=self.card.unit_id, origin="import", title="Datos", data=brought,
            correction="Se corrige" if any(at in self.expected for at in one.by_period) else "",
        )  # fmt: skip
        self.accept(delivery)
        self.expected |= one.by_period

    def hand(self, one: Handed) -> None:
        unit = self.units[one.to_puno]
        services.assign_districts(
            by=self.coordinator,
            units=dict.fromkeys(sorted(one.districts), unit),
            since=one.since,
            source="Acto",
        )

    def happen(self, one: Data | Handed) -> None:
        if isinstance(one, Data):
            self.deliver(one)
        else:
            self.hand(one)


@pytest.fixture
def world(card, bring, accept, coordinator, piura, puno) -> Callable[[], World]:
    paq = card()
    return lambda: World(paq, bring, accept, coordinator, {False: piura, True: puno})


def kept() -> list[tuple[Any, ...]]:
    return sorted(
        Sum.objects.values_list("slice", "level", "area", "person", "numerator", "denominator", "facts"),
        key=str,
    )


# -- properties ----------------------------------------------------------------------------------------------


@FEW
@given(history=histories)
def test_after_every_step_the_sums_follow_from_the_facts_and_reckoning_anew_changes_nothing(world, history):
    with taken_back():
        story = world()
        for step in sorted(history, key=lambda one: one.since if isinstance(one, Handed) else date.min):
            story.happen(step)
            assert sums.differing() == []
            before = kept()
            assert sums.reckon_all() == Slice.objects.filter(accepted_at__isnull=False).count()
            assert kept() == before
        _is_what_was_told(story)


def test_a_change_of_hands_before_one_that_is_known_already_holds_until_that_one_or_is_refused_in_words(
    world, places, piura, puno
):
    story = world()
    story.deliver(Data({at: {"200101": (at, 10)} for at in range(4)}))
    story.hand(Handed(frozenset({"200101"}), True, date(2025, 7, 1)))
    try:
        with transaction.atomic():
            story.hand(Handed(frozenset({"200101"}), True, date(2025, 3, 1)))
    except ValidationError:
        return
    assert sums.differing() == []
    assert [v.denominator for v in selectors.series(story.card, level="unit", area=str(puno.pk))] == [10] * 3


def _is_what_was_told(story: World) -> None:
    """The nation of each period is the sum of the data told last, by every path."""
    series = {
        v.period: v for v in selectors.series(story.card) if v.value is not None or v.numerator is not None
    }
    assert set(series) == {PERIODS[at] for at in story.expected}
    for at, told in story.expected.items():
        period, nation = PERIODS[at], series[PERIODS[at]]
        whole = (sum(n for n, _d in told.values()), sum(d for _n, d in told.values()))
        assert (nation.numerator, nation.denominator) == whole
        for level in ("department", "province", "unit", "district"):
            found = selectors.by_area(story.card, period, level)
            assert (sum(v.numerator for v in found), sum(v.denominator for v in found)) == whole, level
            for value in found:
                assert value.value == (
                    value.numerator * story.card.factor / value.denominator if value.denominator else None
                )
        for unit in story.units.values():
            area = str(unit.pk)
            mine = [v for v in selectors.by_area(story.card, period, "unit") if v.area == area]
            facts = selectors.parts(story.card, period, "unit", area)
            assert sum(p.value.numerator for p in facts) == sum(v.numerator for v in mine)
            assert len({p.area for p in facts}) == len(facts), "no fact twice"
        editions = [one.edition for one in selectors.editions(story.card, period)]
        assert editions == list(range(len(editions), 0, -1))


@FEW
@given(told=st.lists(values, min_size=2, max_size=3), draw=st.data())
def test_no_order_of_rows_or_of_deliveries_changes_a_total(world, bring, told, draw):
    def outcome(order: list[int], *, shuffled: bool) -> list[tuple[Any, ...]]:
        with transaction.atomic():
            story = world()
            for at in order:
                cells = list(told[at].items())
                if shuffled:
                    cells = draw.draw(st.permutations(cells))
                story.accept(bring(story.card, str(PERIODS[at]), rows(*((c, n, d) for c, (n, d) in cells))))
            found = sorted(
                Sum.objects.values_list("slice__period", "level", "area", "numerator", "denominator", "facts")
            )
            transaction.set_rollback(True)
        return found

    straight = list(range(len(told)))
    assert outcome(straight, shuffled=False) == outcome(draw.draw(st.permutations(straight)), shuffled=True)


def test_everybody_is_the_sum_of_the_classes_and_each_class_has_its_own(
    card, bring, accept, coordinator, places
):
    young, old = (
        services.add_person_class(
            by=coordinator, code=code, name=code, since=date(2020, 1, 1), source="Prueba"
        )
        for code in ("0-11M", "12-35M")
    )
    paq = card()
    told = [("200101", 3, 5, young), ("200101", 4, 9, old), ("240101", 1, 2, old)]
    accept(
        bring(paq, "2025-B1", [Row(Decimal(n), Decimal(d), place=p, person=c.code) for p, n, d, c in told])
    )
    (whole,) = selectors.series(paq)
    by_class = [selectors.series(paq, person=one.pk)[0] for one in (young, old)]
    assert [(v.numerator, v.denominator) for v in by_class] == [(3, 5), (5, 11)]
    assert (whole.numerator, whole.denominator, whole.facts) == (8, 16, 3)
    (district,) = selectors.series(paq, level="district", area="200101")
    assert (district.numerator, district.denominator) == (7, 14)
    assert sums.differing() == []


def test_a_sum_that_was_tampered_with_is_found_and_mended(card, bring, accept):
    paq = card()
    accept(bring(paq, "2025-B1", rows(("200101", 1, 2), ("240101", 3, 4))))
    Sum.objects.filter(level="nation").update(numerator=99)
    Sum.objects.filter(level="department", area="20").delete()
    assert {(one["level"], one["area"]) for one in sums.differing()} == {("nation", ""), ("department", "20")}
    sums.reckon_all()
    assert sums.differing() == [] and selectors.series(paq)[0].numerator == 4


def test_what_nobody_attends_is_in_the_nation_and_in_no_unit(card, bring, accept, places):
    for coverage in places["240102"].coverage.all():
        coverage.valid_to = date(2025, 2, 1)
        coverage.save()
    paq = card()
    accept(bring(paq, "2025-B1", rows(("240101", 1, 2), ("240102", 3, 4))))
    assert sum(v.numerator for v in selectors.by_area(paq, PERIODS[0], "unit")) == 1
    assert selectors.series(paq)[0].numerator == 4 and Fact.objects.count() == 2


def test_data_that_were_discarded_leave_no_sum(card, bring, accept, measurer):
    paq = card()
    delivery = bring(paq, "2025-B1", rows(("200101", 1, 2)))
    records.transition(delivery, "discard", by=measurer, reason="Era otro archivo")
    assert not Sum.objects.exists() and sums.differing() == [] and selectors.series(paq) == []
