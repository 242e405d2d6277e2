"""Interested parties: how much each weighs and how its life goes."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from sigor.context.models import InterestedParty
from sigor.records import services


@pytest.fixture
def party(units, unit_head):
    told = {"title": "Hogares", "kind": "external", "influence": 3, "interest": 5, "unit": units["UCC"]}
    return services.create(InterestedParty(**told), by=unit_head)


def test_the_priority_is_computed_by_the_database(party, unit_head):
    party.refresh_from_db()
    assert party.priority == 15
    services.change(party, by=unit_head, values={"influence": 1}, revision=1)
    party.refresh_from_db()
    assert party.priority == 5


@pytest.mark.parametrize("influence", [0, 6])
def test_the_scale_goes_from_one_to_five(party, unit_head, influence):
    with pytest.raises(ValidationError):
        services.change(party, by=unit_head, values={"influence": influence}, revision=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        InterestedParty.objects.update(influence=influence)


def test_a_party_goes_into_review_and_comes_back(party, unit_head):
    party = services.transition(party, "review", by=unit_head)
    assert services.transition(party, "confirm", by=unit_head).state == "current"


def test_a_withdrawn_party_stays_as_it_was(party, unit_head):
    with pytest.raises(services.TransitionRefused):
        services.transition(party, "withdraw", by=unit_head)
    party = services.transition(party, "withdraw", by=unit_head, reason="Ya no existe")
    with pytest.raises(services.TransitionRefused):
        services.change(party, by=unit_head, values={"title": "Otra"}, revision=party.revision)
