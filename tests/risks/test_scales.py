"""Scales: data that are drafted, hold together, are approved by somebody else and then stay as they are."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from sigor.records import services
from sigor.risks.models import RiskScale
from tests.risks.conftest import part

TODAY = date(2025, 6, 30)


def waiting(scale, coordinator):
    return services.transition(scale, "send", by=coordinator)


def test_a_complete_scale_is_approved_by_the_direction(draft_scale, coordinator, director):
    scale = services.transition(waiting(draft_scale(), coordinator), "approve", by=director)
    assert scale.state == "in_force" and scale.approved_by == director
    assert RiskScale.in_force("performance", TODAY) == scale
    assert RiskScale.in_force("integrity", TODAY) is None


def test_a_scale_with_a_gap_names_the_scores_without_a_level(
    draft_scale, coordinator, director, refused_everywhere
):
    levels = [("Bajo", 1, 2, "unit_head"), ("Alto", 6, 9, "nobody")]
    scale = waiting(draft_scale(levels=levels), coordinator)
    refused_everywhere(scale, "approve", director, "Ningún nivel cubre estos puntajes: 3, 4.", "risk-scales")


def test_a_scale_with_one_value_tells_nothing_apart(draft_scale, coordinator, director, refused_everywhere):
    scale = waiting(draft_scale(values=(1,)), coordinator)
    refused_everywhere(scale, "approve", director, "al menos 2 valores de probabilidad", "risk-scales")


def test_levels_do_not_cross(draft_scale, coordinator):
    scale = draft_scale()
    with pytest.raises(ValidationError, match="Se cruza con «Medio», de 3 a 4"):
        part(scale, coordinator, axis="level", title="Otro", min_score=4, max_score=5, acceptance="nobody")


def test_a_value_appears_once_on_its_axis(draft_scale, coordinator):
    scale = draft_scale()
    with pytest.raises(ValidationError, match="ya tiene ese valor"):
        part(scale, coordinator, axis="impact", title="Otra vez", value=3)


@pytest.mark.parametrize(
    "told",
    [
        {"axis": "level", "title": "Sin puntajes", "acceptance": "nobody"},
        {"axis": "level", "title": "Sin quién", "min_score": 20, "max_score": 30},
        {"axis": "impact", "title": "Sin valor"},
        {"axis": "level", "title": "Al revés", "min_score": 30, "max_score": 20, "acceptance": "nobody"},
    ],
)
def test_a_part_says_what_its_kind_needs(draft_scale, coordinator, told):
    with pytest.raises(ValidationError):
        part(draft_scale(), coordinator, **told)


def test_the_parts_of_a_scale_in_force_do_not_change(scale, coordinator, refused_everywhere):
    held = scale()
    level = held.parts.filter(axis="level").first()
    with pytest.raises(ValidationError, match="solo cambian mientras es borrador"):
        services.change(level, by=coordinator, values={"max_score": 90}, revision=level.revision)
    with pytest.raises(ValidationError, match="solo cambian mientras es borrador"):
        part(held, coordinator, axis="impact", title="Otro", value=20)
    refused_everywhere(level, "remove", coordinator, "solo cambian mientras es borrador", "risk-scale-levels")


def test_two_scales_of_a_class_never_hold_on_one_day(
    scale, draft_scale, coordinator, director, refused_everywhere
):
    first = scale()
    second = waiting(draft_scale(valid_from=date(2025, 1, 1)), coordinator)
    refused_everywhere(
        second, "approve", director, f"La escala {first.code} de la misma clase", "risk-scales"
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        RiskScale.objects.filter(pk=second.pk).update(state="in_force")


def test_a_scale_that_ended_gives_way_to_the_next(scale, draft_scale, coordinator, director):
    first = services.transition(scale(), "end", by=director, values={"valid_to": date(2024, 12, 31)})
    second = waiting(draft_scale(valid_from=date(2025, 1, 1)), coordinator)
    second = services.transition(second, "approve", by=director)
    assert RiskScale.in_force("performance", date(2024, 12, 31)) == first
    assert RiskScale.in_force("performance", date(2025, 1, 1)) == second


def test_a_scale_by_which_risks_were_assessed_does_not_change_under_them(
    scale, risk, coordinator, refused_everywhere
):
    held = scale()
    assessed = risk(inherent_likelihood=2, inherent_impact=3)
    services.transition(assessed, "assess", by=coordinator)
    refused_everywhere(
        held, "revise", coordinator, "Hay riesgos evaluados con esta escala (1)", "risk-scales"
    )


def test_everybody_reads_the_scales(scale, territorial_officer):
    from sigor.registers.declaration import register_of

    assert scale() in register_of(RiskScale).records(territorial_officer)
