"""Data from their arrival to the boards: editions, sums by area, what is known when, and what the database refuses."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import Error, connection, transaction

from sigor.indicators import selectors, services, sums
from sigor.indicators.engine.periods import Period
from sigor.indicators.facts import Fact, Slice
from sigor.indicators.sources import Row
from sigor.organisation import clock
from sigor.records import services as records
from sigor.records.access import AccessDenied
from sigor.records.services import TransitionRefused
from tests.indicators.conftest import rows

pytestmark = pytest.mark.django_db
B3 = Period.read("2025-B3")
FIRST = rows(("200101", 60, 100), ("200102", 10, 40), ("200201", 5, 10), ("240101", 8, 10), ("240102", 0, 30))


def value_of(indicator, level="nation", area="", **options):
    values = selectors.series(indicator, level=level, area=area, **options)
    return values[-1] if values else None


def test_data_count_when_another_person_accepts_them(card, bring, accept, measurer):
    paq = card()
    delivery = bring(paq, "2025-B3", FIRST)
    assert selectors.series(paq) == []
    sent = records.transition(delivery, "send", by=measurer)
    with pytest.raises(TransitionRefused):
        records.transition(sent, "accept", by=measurer)
    accept(bring(card("OTRO"), "2025-B3", FIRST))
    assert selectors.series(paq) == []


def test_a_ratio_is_the_sum_of_numerators_over_the_sum_of_denominators_at_every_level(
    card, bring, accept, piura, puno
):
    paq = card()
    accept(bring(paq, "2025-B3", FIRST))
    nation = value_of(paq)
    assert (nation.numerator, nation.denominator) == (83, 190)
    assert nation.value == Decimal(83) * 100 / 190, "and not 51.3, the mean of five percentages"
    assert nation.edition == 1 and nation.preliminary and nation.facts == 5
    by_department = {v.area: (v.numerator, v.denominator) for v in selectors.by_area(paq, B3, "department")}
    assert by_department == {"20": (75, 150), "24": (8, 40)}
    by_province = {v.area: (v.numerator, v.denominator) for v in selectors.by_area(paq, B3, "province")}
    assert by_province == {"2001": (70, 140), "2002": (5, 10), "2401": (8, 40)}
    by_unit = {v.name: (v.numerator, v.denominator) for v in selectors.by_area(paq, B3, "unit")}
    assert by_unit == {"UT-PIURA": (75, 150), "UT-PUNO": (8, 40)}
    by_district = {v.area: v.value for v in selectors.by_area(paq, B3, "district")}
    assert by_district["240102"] == 0 and by_district["200101"] == 60


def test_a_correction_is_an_edition_and_the_former_one_can_still_be_read(card, bring, accept, measurer):
    paq = card()
    first = accept(bring(paq, "2025-B3", FIRST))
    before = clock.now()
    again = bring(paq, "2025-B3", [*FIRST[:-1], *rows(("240102", 10, 30))])
    with pytest.raises(TransitionRefused, match="qué corrige"):
        accept(again)
    again.refresh_from_db()
    again = records.change(
        again, by=measurer, values={"correction": "Faltaba un establecimiento"}, revision=again.revision
    )
    records.transition(first, "freeze", by=first.accepted_by)
    accept(again)
    assert (value_of(paq).numerator, value_of(paq).edition, value_of(paq).restated) == (93, 2, True)
    assert (value_of(paq, known_at=before).numerator, value_of(paq, known_at=before).edition) == (83, 1)
    assert [one.edition for one in selectors.editions(paq, B3)] == [2, 1]


def test_every_part_adds_up_to_its_total_down_to_the_line_of_the_file(card, bring, accept):
    paq = card()
    delivery = accept(bring(paq, "2025-B3", FIRST))
    level, area, expected = "nation", "", (Decimal(83), Decimal(190))
    for step, code in (("department", "20"), ("province", "2001"), ("district", "200102")):
        found = selectors.parts(paq, B3, level, area)
        assert {part.level for part in found} == {step}
        assert sum(p.value.numerator for p in found) == expected[0]
        assert sum(p.value.denominator for p in found) == expected[1]
        chosen = next(part for part in found if part.area == code)
        level, area, expected = step, code, (chosen.value.numerator, chosen.value.denominator)
    (fact,) = selectors.parts(paq, B3, "district", "200102")
    assert (fact.value.numerator, fact.line, fact.delivery.pk) == (10, 3, delivery.pk)


def test_a_unit_is_the_sum_of_the_districts_it_attended_at_the_end_of_the_period(
    card, bring, accept, piura, puno, coordinator
):
    paq = card()
    accept(bring(paq, "2025-B2", FIRST))
    accept(bring(paq, "2025-B3", FIRST))
    services.assign_districts(by=coordinator, units={"200201": puno}, since=date(2025, 6, 1), source="Prueba")
    assert value_of(paq, "unit", str(puno.pk)).denominator == 50
    assert [v.denominator for v in selectors.series(paq, level="unit", area=str(puno.pk))] == [40, 50]
    assert value_of(paq).denominator == 190
    assert sums.differing() == []
    facts = selectors.parts(paq, B3, "unit", str(puno.pk))
    assert sum(part.value.denominator for part in facts) == 50


def test_a_period_without_data_is_a_gap_and_not_a_line(card, bring, accept):
    paq = card()
    for period in ("2024-B6", "2025-B3"):
        accept(bring(paq, period, FIRST))
    values = selectors.series(paq)
    assert [str(v.period) for v in values] == ["2024-B6", "2025-B1", "2025-B2", "2025-B3"]
    assert [v.value is None for v in values] == [False, True, True, False]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ([*FIRST, Row(Decimal(1), Decimal(2), unit=1)], "dos veces"),
        ([Row(Decimal(1), None, place="200101")], "denominador"),
        ([Row(Decimal(1), Decimal(1), place="999999")], "999999"),
    ],
)
def test_data_that_would_mislead_are_refused_and_nothing_is_kept(card, bring, data, why):
    paq = card()
    with pytest.raises(ValidationError, match=why):
        bring(paq, "2025-B3", data)
    assert not Slice.objects.exists() and not Fact.objects.exists()


def test_a_delivery_of_nothing_is_refused(card):
    paq = card()
    with pytest.raises(ValidationError, match="dato"):
        services.bring(by=paq.created_by, unit_id=paq.unit_id, origin="import", title="x", data={})


def test_who_has_no_right_brings_nothing(card, places, other_head):
    paq = card()
    with pytest.raises(AccessDenied):
        services.bring(
            by=other_head, unit_id=paq.unit_id, origin="import", title="x", data={(paq, B3): FIRST}
        )


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE indicators_fact SET numerator = 1",
        "DELETE FROM indicators_fact",
        "UPDATE indicators_slice SET edition = 7",
        "UPDATE indicators_slice SET accepted_at = NULL, edition = NULL",
        "DELETE FROM indicators_slice",
        "INSERT INTO indicators_fact (slice_id, place_id, numerator) "
        "SELECT min(s.id), min(p.id), 1 FROM indicators_slice s, organisation_place p WHERE p.code = '2001'",
    ],
)
def test_the_database_refuses_to_change_what_was_accepted(card, bring, accept, statement):
    accept(bring(card(), "2025-B3", FIRST))
    with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"{statement}; SET CONSTRAINTS ALL IMMEDIATE")


def test_a_frozen_delivery_takes_no_further_step(card, bring, accept, coordinator):
    delivery = accept(bring(card(), "2025-B3", FIRST))
    frozen = records.transition(delivery, "freeze", by=coordinator)
    assert not value_of(Slice.objects.get().indicator).preliminary
    with pytest.raises(TransitionRefused):
        records.transition(frozen, "discard", by=coordinator, reason="x")


def test_what_was_known_at_a_moment_is_read_as_it_was_then(card, bring, accept):
    paq = card()
    accept(bring(paq, "2025-B3", FIRST))
    assert selectors.series(paq, known_at=clock.now() - timedelta(days=1)) == []
    assert selectors.last_known([paq]) is not None
