"""A run from its files to its payments: four people, editions, what the database refuses, and what stays on disk."""

import shutil
from datetime import date

import duckdb
import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, ProgrammingError, connection, transaction

from sigor.incentives import places, results, services
from sigor.incentives.engine import explain, synthetic
from sigor.incentives.models import Line, RuleVersion, Run
from sigor.organisation.models import Role
from sigor.records import services as records
from sigor.records.access import AccessDenied
from sigor.records.services import TransitionRefused

pytestmark = pytest.mark.django_db


def lines_on_file(run: Run) -> dict[tuple[str, str], int]:
    rows = duckdb.sql(f"SELECT household, concept, cents FROM '{run.folder}/lines.parquet'").fetchall()
    return {(household, concept): cents for household, concept, cents in rows}


def lines_kept(run: Run) -> dict[tuple[str, str], int]:
    return {(line.household, line.concept): line.cents for line in run.lines.all()}


def test_a_run_is_computed_from_its_files_and_keeps_their_hashes(computed):
    assert computed.state == "draft"
    assert computed.totals["households"]["in_extract"] == 300
    assert computed.totals["cents"] == sum(lines_on_file(computed).values()) > 0
    assert set(computed.identity["inputs"]) == {"households", "members", "facts"}
    assert (computed.folder / "roll.parquet").exists()
    assert not places.uploads(computed).exists(), "only the checked snapshot stays"


def test_the_same_files_twice_are_one_run(begin, computed):
    assert begin().pk == computed.pk
    assert Run.objects.count() == 1


def test_a_run_needs_approved_rules_and_all_three_files(preparer, rules, units):
    draft = records.create(RuleVersion(title="Otras", change_reason="Prueba", unit=units["UOP"]), by=preparer)
    with pytest.raises(ValidationError, match="aprobadas"):
        services.begin(by=preparer, bimester="2025-B2", rules=draft, unit_id=draft.unit_id, files={})
    with pytest.raises(ValidationError) as missing:
        services.begin(by=preparer, bimester="2025-B2", rules=rules, unit_id=rules.unit_id, files={})
    assert set(missing.value.message_dict) == {"households", "members", "facts"}


def test_an_outsider_begins_no_run(begin, other_head, person):
    with pytest.raises(AccessDenied):
        begin(by=person("elsewhere", Role.UNIT_HEAD, "UCC"))
    assert not Run.objects.exists()


def test_wrong_files_refuse_the_run_with_every_finding_and_leave_nothing(begin, extract, tmp_path):
    folder = tmp_path / "wrong"
    folder.mkdir()
    for name in ("households", "facts"):
        shutil.copy(extract / f"{name}.parquet", folder)
    duckdb.sql(f"COPY (SELECT *, 'x' AS dni FROM '{extract}/members.parquet') TO '{folder}/members.parquet'")
    run = services.compute(begin(folder))
    assert run.state == "refused"
    assert [finding["rule"] for finding in run.findings] == ["personal-data"]
    assert not run.folder.exists()
    assert not places.uploads(run).exists(), "what was refused is not kept"


def test_four_people_stand_behind_a_payment(computed, preparer, coordinator, director, releaser):
    with pytest.raises(TransitionRefused):
        records.transition(computed, "check", by=preparer)
    run = records.transition(computed, "check", by=coordinator)
    with pytest.raises(TransitionRefused):
        records.transition(run, "approve", by=coordinator, confirmed=True)
    run = records.transition(run, "approve", by=director, confirmed=True)
    for somebody in (preparer, coordinator, director):
        with pytest.raises(TransitionRefused):
            records.transition(run, "close", by=somebody, confirmed=True)
    run = records.transition(run, "close", by=releaser, confirmed=True)
    assert run.state == "closed" and "libero su pago" in run.declared


@pytest.mark.parametrize("field", ["checked_by_id", "approved_by_id", "closed_by_id"])
def test_the_database_itself_keeps_the_four_apart(computed, field):
    with pytest.raises(IntegrityError, match="four_people"), transaction.atomic():
        Run.objects.filter(pk=computed.pk).update(**{field: computed.created_by_id})


def test_approving_and_closing_ask_for_the_password(computed, coordinator, director):
    run = records.transition(computed, "check", by=coordinator)
    with pytest.raises(TransitionRefused):
        records.transition(run, "approve", by=director)


def test_closing_keeps_every_line_once(computed, close):
    run = close(computed)
    assert lines_kept(run) == lines_on_file(run)
    line = run.lines.first()
    with pytest.raises(IntegrityError, match="paid_once"), transaction.atomic():
        Line.objects.create(
            run=run,
            bimester=run.bimester,
            edition=1,
            household=line.household,
            concept=line.concept,
            unit="X",
            cents=1,
        )


def test_lines_and_closed_runs_never_change(computed, close):
    run = close(computed)
    for statement in (
        "UPDATE incentives_line SET cents = 1",
        "DELETE FROM incentives_line",
        "UPDATE incentives_run SET totals = '{}'",
        "DELETE FROM incentives_run",
    ):
        with (
            pytest.raises(ProgrammingError, match=r"never changed|not edited"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
    assert lines_kept(run) == lines_on_file(run)


def test_files_that_were_altered_are_not_decided_on(computed, coordinator):
    (computed.folder / "manifest.json").write_text("{}", encoding="utf-8")
    with pytest.raises(TransitionRefused, match="no son los que se calcularon"):
        records.transition(computed, "check", by=coordinator)


def test_an_observation_is_answered_before_anybody_goes_on(computed, preparer, coordinator):
    run = records.transition(computed, "observe", by=coordinator, reason="Falta la UT Puno")
    with pytest.raises(TransitionRefused):
        records.transition(run, "check", by=coordinator)
    run = records.transition(run, "answer", by=preparer, reason="Puno está: 12 hogares")
    assert records.transition(run, "check", by=coordinator).state == "checked"


def corrected(extract, folder):
    """The extract after one household's suspension was lifted and one missing fact arrived for another."""
    folder.mkdir()
    for name in ("members", "facts"):
        shutil.copy(extract / f"{name}.parquet", folder)
    duckdb.sql(
        f"COPY (SELECT * REPLACE (NULL::DATE AS suspended_from, NULL::DATE AS suspended_until) FROM '{extract}/households.parquet') "
        f"TO '{folder}/households.parquet'"
    )
    return folder


def test_a_correction_is_a_second_edition_with_its_differences(begin, computed, close, extract, tmp_path):
    first = close(computed)
    second = services.compute(begin(corrected(extract, tmp_path / "corrected")))
    assert second.edition == 2 and second.difference["code"] == first.code
    before, after = lines_on_file(first), lines_on_file(second)
    change = {key: after.get(key, 0) - before.get(key, 0) for key in before | after}
    change = {key: cents for key, cents in change.items() if cents}
    assert change, "lifting suspensions pays somebody"
    assert second.difference["reimburse"] == sum(c for c in change.values() if c > 0)
    second = close(second)
    assert lines_kept(second) == change
    assert lines_kept(first) == before, "what the first edition paid stays"


def test_two_first_editions_are_not_both_closed(begin, computed, close, extract, tmp_path, coordinator):
    rival = services.compute(begin(corrected(extract, tmp_path / "rival")))
    assert rival.edition == 1
    close(computed)
    with pytest.raises(TransitionRefused, match="calcúlela de nuevo"):
        close(rival)


def test_a_run_that_was_asked_to_stop_goes_on_where_it_was(begin, preparer):
    run = begin()
    services.ask_to_stop(run, by=preparer)
    stopped = services.compute(run)
    assert stopped.state == "preparing" and "reanudarla" in stopped.problem
    services.resume(stopped, by=preparer)
    stopped.refresh_from_db()
    done = services.compute(stopped)
    assert done.state == "draft" and done.problem == ""


def test_an_explanation_is_that_of_the_run(computed):
    (household, concept), cents = next(iter(lines_on_file(computed).items()))
    told = results.story(computed, household)
    assert told.amounts[concept] == cents
    with pytest.raises(explain.UnknownHousehold):
        results.story(computed, "H00000000000")


def test_a_rule_change_is_tried_simulated_and_approved_by_two_others(
    computed, preparer, coordinator, director, units
):
    version = records.create(
        RuleVersion(title="Base de 120", change_reason="Ejemplo", unit=units["UOP"]), by=preparer
    )
    version = services.change_rule(
        version,
        by=preparer,
        name="amounts",
        values={"concept": "TB", "cents": 12000},
        since=date(2025, 3, 1),
        source="Norma de ejemplo",
    )
    amounts = [(e["cents"], e["valid_to"]) for e in version.document["amounts"] if e["concept"] == "TB"]
    assert amounts == [(10000, "2025-02-28"), (12000, None)]
    assert version.failing_cases, "cases that pay the base expect the old amount"
    with pytest.raises(TransitionRefused, match="casos resueltos"):
        records.transition(version, "send", by=preparer)
    version = services.accept_cases(version, by=preparer)
    with pytest.raises(TransitionRefused, match="simular"):
        records.transition(version, "send", by=preparer)
    version = services.simulate(version, by=preparer)
    base = computed.totals["concepts"]["TB"]
    before, after = version.simulation["concepts"]["TB"]["cents"]
    assert (before, after) == (base["cents"], base["cents"] + 2000 * base["units"])
    assert version.simulation["households"]["more"] == base["households"]
    version = records.transition(version, "send", by=preparer)
    with pytest.raises(TransitionRefused):
        records.transition(version, "endorse", by=preparer)
    version = records.transition(version, "endorse", by=coordinator)
    version = records.transition(version, "approve", by=director, confirmed=True)
    assert version.state == "approved"
    with (
        pytest.raises(ProgrammingError, match="not edited"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE incentives_ruleversion SET document = '{}'")


def test_rules_that_do_not_hold_together_are_not_kept(preparer, units):
    version = records.create(
        RuleVersion(title="Otras", change_reason="Prueba", unit=units["UOP"]), by=preparer
    )
    document = version.document | {"amounts": [*version.document["amounts"], version.document["amounts"][0]]}
    with pytest.raises(ValidationError, match="dos reglas a la vez"):
        services.set_document(version, by=preparer, document=document)
    version.refresh_from_db()
    assert len(version.document["amounts"]) == 7


def test_synthetic_extracts_say_the_same_for_the_same_seed(tmp_path):
    told = [
        synthetic.write(tmp_path / name, bimester="2025-B2", households=50, seed=3) for name in ("a", "b")
    ]
    assert told[0] == told[1]
    for kind in ("households", "members", "facts"):
        a, b = ((tmp_path / name / f"{kind}.parquet") for name in ("a", "b"))
        assert duckdb.sql(f"SELECT * FROM '{a}' EXCEPT SELECT * FROM '{b}'").fetchall() == []


def test_discarding_a_run_takes_its_files_away(begin, preparer, django_capture_on_commit_callbacks):
    run = begin()
    assert places.uploads(run).exists()
    with django_capture_on_commit_callbacks(execute=True):
        run = records.transition(run, "discard", by=preparer, reason="Archivos equivocados")
    assert not places.uploads(run).exists()
    assert services.compute(run).state == "discarded" and not run.folder.exists()
