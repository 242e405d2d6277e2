"""Who may do what, where and on which day: roles, subtrees, validity and acting appointments."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from sigor.organisation.grants import ROLE_GRANTS, Permission, grants_of, subtrees
from sigor.organisation.models import Delegation, Membership, Role, Unit

DAY = date(2025, 6, 16)


def test_a_unit_head_may_work_in_the_unit_and_below_and_nowhere_else(person, units):
    held = grants_of(person("head", Role.UNIT_HEAD, "CT"), DAY)
    assert held.allows(Permission.EDIT, [units["CT"].pk])
    assert held.allows(Permission.EDIT, [units["UT-PIURA"].pk])
    assert not held.allows(Permission.VIEW, [units["UCC"].pk])
    assert not held.allows(Permission.VERIFY, [units["CT"].pk])


def test_every_role_has_grants_and_an_auditor_writes_nothing():
    assert set(ROLE_GRANTS) == set(Role.values)
    local, everywhere = ROLE_GRANTS[Role.AUDITOR]
    assert not (local | everywhere) & {
        Permission.EDIT,
        Permission.SUBMIT,
        Permission.VERIFY,
        Permission.PLAN,
        Permission.APPROVE,
    }


def test_a_membership_counts_on_its_first_and_last_day_and_not_beyond(unit_head, units):
    unit_head.memberships.update(valid_from=date(2025, 1, 1), valid_to=date(2025, 6, 30))
    inside = [date(2025, 1, 1), date(2025, 6, 30)]
    outside = [date(2024, 12, 31), date(2025, 7, 1)]
    assert all(grants_of(unit_head, d).allows(Permission.EDIT, [units["UCC"].pk]) for d in inside)
    assert not any(grants_of(unit_head, d).anywhere(Permission.EDIT) for d in outside)


def test_an_acting_appointment_hands_over_a_membership_for_its_days_only(unit_head, other_head, units):
    Delegation.objects.create(
        membership=unit_head.memberships.get(), to=other_head, valid_from=DAY, valid_to=date(2025, 6, 20)
    )
    for day, expected in [
        (date(2025, 6, 15), False),
        (DAY, True),
        (date(2025, 6, 20), True),
        (date(2025, 6, 21), False),
    ]:
        assert grants_of(other_head, day).allows(Permission.SUBMIT, [units["UCC"].pk]) == expected


def test_an_acting_appointment_dies_with_the_membership_it_hands_over(unit_head, other_head, units):
    membership = unit_head.memberships.get()
    Delegation.objects.create(
        membership=membership, to=other_head, valid_from=DAY, valid_to=date(2025, 12, 31)
    )
    Membership.objects.filter(pk=membership.pk).update(valid_to=date(2025, 6, 30))
    assert not grants_of(other_head, date(2025, 7, 1)).allows(Permission.SUBMIT, [units["UCC"].pk])


def test_a_person_who_was_deactivated_may_nothing(coordinator):
    coordinator.is_active = False
    assert not grants_of(coordinator, DAY).anywhere(Permission.VIEW)


def test_the_tree_is_that_of_the_day(units):
    moved = Unit.objects.get(acronym="UT-PIURA")
    Unit.objects.filter(pk=moved.pk).update(valid_to=date(2025, 6, 30))
    Unit.objects.create(
        acronym="UT-PIURA",
        name="UT Piura",
        kind="territorial",
        parent=units["UOP"],
        valid_from=date(2025, 7, 1),
    )
    assert moved.pk in subtrees({units["CT"].pk}, DAY)[units["CT"].pk]
    assert moved.pk not in subtrees({units["CT"].pk}, date(2025, 7, 1))[units["CT"].pk]


@pytest.mark.parametrize(
    "values",
    [
        {"acronym": "UCC", "valid_from": date(2024, 1, 1)},  # the acronym is taken on those days
        {"acronym": "UX", "valid_from": date(2025, 1, 1), "valid_to": date(2024, 1, 1)},
    ],
)
def test_the_database_refuses_two_units_of_one_acronym_at_a_time_and_validity_backwards(units, values):
    with pytest.raises(IntegrityError), transaction.atomic():
        Unit.objects.create(name="x", kind="unit", **values)


def test_an_acronym_may_be_used_again_after_its_unit_was_closed(units):
    Unit.objects.filter(acronym="UCC").update(valid_to=date(2025, 6, 30))
    Unit.objects.create(acronym="UCC", name="Nueva UCC", kind="unit", valid_from=date(2025, 7, 1))
    assert Unit.objects.on(date(2025, 7, 1)).get(acronym="UCC").name == "Nueva UCC"
