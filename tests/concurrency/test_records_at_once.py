"""Codes, edits and the audit trail when many write at the same time."""

from functools import partial

from django.db import transaction

from sigor.context.models import InterestedParty
from sigor.records import audit, services
from sigor.records.models import AuditEntry, CodeCounter
from tests.concurrency.conftest import Scene, at_once

PEOPLE, EACH, WRITERS = 20, 3, 8


def test_twenty_people_at_once_get_codes_without_a_gap_or_a_clash(scene: Scene) -> None:
    def take() -> list[int]:
        codes = []
        for _n in range(EACH):
            with transaction.atomic():
                codes.append(services.next_number("PRUEBA", 2025))
        return codes

    outcomes = at_once(*[take] * PEOPLE)
    given = sorted(code for codes in outcomes for code in codes)
    assert given == list(range(1, PEOPLE * EACH + 1))
    assert CodeCounter.objects.get(prefix="PRUEBA").last == PEOPLE * EACH


def test_a_code_whose_record_was_not_kept_is_given_to_the_next(scene: Scene) -> None:
    class ChangedMyMind(Exception):
        pass

    def take(keep: bool) -> int:
        with transaction.atomic():
            code = services.next_number("PRUEBA", 2025)
            if not keep:
                raise ChangedMyMind
        return code

    outcomes = at_once(*[partial(take, n % 2 == 0) for n in range(PEOPLE)])
    kept = sorted(o for o in outcomes if isinstance(o, int))
    assert kept == list(range(1, PEOPLE // 2 + 1))
    assert sum(isinstance(o, ChangedMyMind) for o in outcomes) == PEOPLE // 2


def party(scene: Scene, number: int = 1) -> InterestedParty:
    made = InterestedParty(
        title=f"Parte interesada {number}", unit=scene.units["UCC"], kind="external", influence=3, interest=3
    )
    return services.create(made, by=scene.person("ucc"))


def test_of_two_edits_of_one_revision_one_is_told_that_somebody_edited_meanwhile(scene: Scene) -> None:
    kept = party(scene)
    for time in range(1, WRITERS + 1):
        revision = InterestedParty.objects.get(pk=kept.pk).revision
        outcomes = at_once(
            *[
                partial(
                    services.change,
                    InterestedParty.objects.get(pk=kept.pk),
                    by=scene.person(who),
                    values={"title": f"Como la llama {who}, vez {time}"},
                    revision=revision,
                )
                for who in ("ucc", "coordinacion")
            ]
        )
        (winner,) = [o for o in outcomes if isinstance(o, InterestedParty)]
        (told,) = [o for o in outcomes if isinstance(o, services.EditedMeanwhile)]
        fresh = InterestedParty.objects.get(pk=kept.pk)
        assert fresh.title == winner.title and fresh.revision == revision + 1
        assert str(fresh.updated_by) in str(told)


def test_the_audit_trail_stays_intact_and_gapless_under_eight_writers(scene: Scene) -> None:
    before = audit.verify().entries

    def write(number: int) -> list[bool]:
        seen = []
        for n in range(6):
            made = party(scene, number * 100 + n)
            services.change(made, by=scene.person("ucc"), values={"influence": 5}, revision=1)
            services.comment(made, by=scene.person("ucc"), text="Visto.")
            seen.append(audit.verify().intact)  # whoever looks in the middle sees a whole chain too
        return seen

    outcomes = at_once(*[partial(write, n) for n in range(WRITERS)])
    assert outcomes == [[True] * 6] * WRITERS
    found = audit.verify()
    assert found.intact and found.entries == before + WRITERS * 6 * 3
    positions = list(AuditEntry.objects.order_by("position").values_list("position", flat=True))
    assert positions == list(range(1, found.entries + 1))


def test_a_transaction_that_was_undone_leaves_no_gap_in_the_audit_trail(scene: Scene) -> None:
    def write(keep: bool) -> None:
        with transaction.atomic():
            party(scene)
            if not keep:
                transaction.set_rollback(True)

    before = audit.verify().entries
    assert at_once(*[partial(write, n % 2 == 0) for n in range(WRITERS)]) == [None] * WRITERS
    found = audit.verify()
    assert found.intact and found.entries == before + WRITERS // 2
