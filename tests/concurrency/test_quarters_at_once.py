"""A quarter frozen by two people in the same instant."""

from functools import partial

import pytest

from sigor.demo import loading
from sigor.plans import quarters, services
from sigor.plans.models import Figure, QuarterEdition
from sigor.records import audit
from tests.concurrency.conftest import Scene, at_once


@pytest.fixture
def countable(scene: Scene) -> Scene:
    """A plan with a rule to count by, and one unit of six verified."""
    loading.load_rule(scene.people["coordinacion"])
    (deliverable,) = scene.owing(6)
    services.verify(submission=scene.submit(deliverable), by=scene.person("coordinacion"))
    return scene


def test_two_freezes_at_once_leave_one_first_edition(countable: Scene) -> None:
    outcomes = at_once(
        *[
            partial(quarters.freeze, plan=countable.plan, quarter=1, by=countable.person(who))
            for who in ("coordinacion", "uppm")
        ]
    )
    (edition,) = [o for o in outcomes if isinstance(o, QuarterEdition)]
    (refused,) = [o for o in outcomes if isinstance(o, Exception)]
    assert isinstance(refused, quarters.FreezeRefused) and "ya está congelado" in str(refused)
    assert [e.pk for e in QuarterEdition.objects.all()] == [edition.pk] and edition.number == 1
    assert not Figure.objects.exclude(edition=edition).exists()
    assert audit.verify().intact


def test_two_restatements_at_once_are_two_editions_in_order(countable: Scene) -> None:
    plan = countable.plan
    quarters.freeze(plan=plan, quarter=1, by=countable.person("coordinacion"))
    outcomes = at_once(
        *[
            partial(quarters.restate, plan=plan, quarter=1, by=countable.person(who), reason=f"Pide {who}.")
            for who in ("coordinacion", "uppm")
        ]
    )
    assert sorted(o.number for o in outcomes) == [2, 3]
    editions = list(QuarterEdition.objects.order_by("number"))
    assert [e.number for e in editions] == [1, 2, 3]
    assert [e.frozen_at for e in editions] == sorted(e.frozen_at for e in editions)
    assert audit.verify().intact


def test_a_verification_at_the_instant_of_a_freeze_is_wholly_in_or_wholly_out(countable: Scene) -> None:
    (deliverable,) = countable.versions[0].milestones.get().deliverables.all()
    submission = countable.submit(deliverable)
    frozen, verified = at_once(
        partial(quarters.freeze, plan=countable.plan, quarter=1, by=countable.person("coordinacion")),
        partial(services.verify, submission=submission, by=countable.person("uppm")),
    )
    assert not isinstance(verified, Exception), verified
    edition = QuarterEdition.objects.get(pk=frozen.pk)
    (row,) = edition.figures["rows"]
    total = edition.figures["total"]["readings"]["units"]
    assert row["verified"] == total["verified"] == len(row["evidence"])
    assert Figure.objects.get(edition=edition, key="row:1.1.1:1").text == f"{row['verified']} / 6"
