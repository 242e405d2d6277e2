"""Several people at the same deliverable, or the same submission, in the same instant."""

from contextlib import suppress
from functools import partial
from io import BytesIO
from threading import Barrier, BrokenBarrierError
from typing import Any
from uuid import uuid4

import pytest

from sigor.plans import services
from sigor.plans.models import Decision, Deliverable, Submission
from sigor.records.models import Evidence, StoredFile
from sigor.records.services import keep_evidence
from tests.concurrency.conftest import Scene, at_once

TIMES = 8  # a race is lost now and then, so it is run several times
ALL_TAKEN = "Se deben 6; hay 6 por verificar y 0 verificadas: quedan 0 por enviar."


def refusals(outcomes: list[object]) -> list[str]:
    """What those who came too late were told; anything else that was raised is an error."""
    raised = [o for o in outcomes if isinstance(o, Exception)]
    assert all(isinstance(o, services.SubmissionRefused) for o in raised), raised
    return [str(o) for o in raised]


@pytest.mark.parametrize(
    ("others", "told"),
    [
        ("return", {"Ya fue decidida: Devuelto.", "Ya fue decidida: Verificado."}),
        ("verify", {"Ya fue decidida: Verificado."}),
        ("withdraw", {"Ya fue decidida.", "Ya fue decidida: Verificado.", "Ya fue decidida: Retirado."}),
    ],
)
def test_a_submission_decided_by_two_people_at_once_has_a_first_decision_and_no_clash(
    scene: Scene, others: str, told: set[str]
) -> None:
    (deliverable,) = scene.owing(TIMES)
    for _time in range(TIMES):
        submission = scene.submit(deliverable)
        verifying = partial(
            services.verify,
            submission=Submission.objects.get(pk=submission.pk),
            by=scene.person("coordinacion"),
        )
        other = {
            "return": partial(services.return_, by=scene.person("uppm"), reason="Falta el anexo."),
            "verify": partial(services.verify, by=scene.person("uppm")),
            "withdraw": partial(services.withdraw, by=scene.person("ucc")),
        }[others]
        outcomes = at_once(verifying, partial(other, submission=Submission.objects.get(pk=submission.pk)))
        decisions = list(Decision.objects.filter(submission=submission).order_by("decided_at", "id"))
        if others == "return" and [d.outcome for d in decisions] == ["verified", "returned"]:
            assert refusals(outcomes) == []  # returning what was verified is allowed; never the other way
            continue
        assert len(decisions) == 1
        (why,) = refusals(outcomes)
        assert why in told


def test_ten_submissions_at_once_for_a_deliverable_that_owes_six_leave_six(scene: Scene) -> None:
    (deliverable,) = scene.owing(6)
    outcomes = at_once(*[partial(scene.submit, deliverable) for _n in range(10)])
    assert refusals(outcomes) == [ALL_TAKEN] * 4
    assert Submission.objects.count() == 6
    assert Evidence.objects.count() == 6  # a refusal keeps nothing


def test_a_commitment_that_two_versions_carry_is_not_met_twice(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    lineage = uuid4()
    (former,) = scene.approve([(1, 1)], [lineage])
    (latter,) = scene.approve([(1, 1)], [lineage])
    both_were_let_in = Barrier(2)

    def keep_when_the_other_was_let_in_too(**given: Any) -> Evidence:
        with suppress(BrokenBarrierError):  # as it should be: the other waits outside and never comes
            both_were_let_in.wait(1)
        return keep_evidence(**given)

    monkeypatch.setattr(services, "keep_evidence", keep_when_the_other_was_let_in_too)
    outcomes = at_once(partial(scene.submit, former), partial(scene.submit, latter))
    assert Submission.objects.filter(lineage=lineage).count() == 1
    assert refusals(outcomes) == ["Se deben 1; hay 1 por verificar y 0 verificadas: quedan 0 por enviar."]


def test_a_document_that_serves_two_deliverables_crosswise_does_not_deadlock(scene: Scene) -> None:
    one, two = scene.owing(TIMES * 2, TIMES * 2)
    for _time in range(TIMES):
        outcomes = at_once(
            lambda: scene.submit(one, also=[scene.deliverable(two.pk)]),
            lambda: scene.submit(two, by="ucc", also=[scene.deliverable(one.pk)]),
        )
        assert refusals(outcomes) == []
    assert {d.submissions.count() for d in Deliverable.objects.filter(pk__in=[one.pk, two.pk])} == {TIMES * 2}


def test_the_same_document_sent_at_once_for_two_deliverables_is_one_file(scene: Scene) -> None:
    one, two = scene.owing(1, 1)
    content = b"El mismo informe\n"

    def send(deliverable: Deliverable) -> Submission:
        return services.submit(
            deliverable=scene.deliverable(deliverable.pk),
            by=scene.person("ucc"),
            quantity=1,
            stream=BytesIO(content),
            file_name="informe.txt",
            type="Informe",
        )

    outcomes = at_once(partial(send, one), partial(send, two))
    assert refusals(outcomes) == []
    assert StoredFile.objects.count() == 1 and Submission.objects.count() == 2
