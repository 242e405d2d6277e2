"""A run is there whole or not at all, goes on where it was stopped, and comes to the same bytes every time."""

import copy
import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import duckdb
import pytest

from sigor.incentives.engine import duck, intake, pipeline, synthetic
from sigor.incentives.engine.bimesters import Bimester
from sigor.incentives.engine.duck import Stopped
from sigor.incentives.engine.pipeline import RESOLVED, RESULT, SNAPSHOT, Progress
from sigor.incentives.engine.rules import RuleSet, RulesRefused
from tests.incentives import made
from tests.incentives.extracts import HOMES, RULES, Extract, contents, run
from tests.incentives.made import schooled

STEPS = (*SNAPSHOT, *RESOLVED, *RESULT)
SOURCE = Path(__file__).parents[2] / "src"
BIMESTER = "2025-B6"


@pytest.fixture(scope="module")
def large(tmp_path_factory) -> dict[str, Path]:
    """A synthetic extract of thirty thousand households."""
    folder = tmp_path_factory.mktemp("large")
    synthetic.write(folder, bimester=BIMESTER, households=30_000)
    return {kind: folder / f"{kind}.parquet" for kind in SNAPSHOT}


@pytest.fixture(scope="module")
def finished(large, tmp_path_factory) -> dict[str, bytes]:
    """What a run of the large extract that nobody disturbs writes."""
    out = tmp_path_factory.mktemp("finished") / "run"
    compute(large, out)
    return contents(out)


@pytest.fixture
def small(tmp_path) -> Extract:
    return Extract(tmp_path / "extract")


def compute(paths: dict[str, Path], out: Path, **said) -> dict:
    return run(paths, out, **({"bimester": Bimester.read(BIMESTER)} | said))


class Watch:
    """What a run tells, and a wish to stop it once a step has been begun or ended."""

    def __init__(self, stop_at: str | None = None) -> None:
        self.told: list[Progress] = []
        self.stop_at = stop_at

    def tell(self, progress: Progress) -> None:
        self.told.append(progress)

    def stop(self) -> bool:
        return bool(self.told) and self.told[-1].step == self.stop_at


# The same bytes


def test_the_same_extract_in_another_folder_and_shuffled_gives_the_same_bytes(large, finished, tmp_path):
    shuffled = {kind: tmp_path / f"{kind}.parquet" for kind in SNAPSHOT}
    for kind, path in large.items():
        other = f"SELECT * FROM read_parquet('{path}') ORDER BY random()"
        duckdb.sql(f"COPY ({other}) TO '{shuffled[kind]}' (FORMAT parquet)")
    told = compute(shuffled, tmp_path / "deep" / "er" / "run")
    assert told["outputs"]["facts"]["rows"] > 100_000
    found = contents(tmp_path / "deep" / "er" / "run")
    differing = [name for name in finished if found[name] != finished[name]]
    assert differing == ["manifest.json"]  # which names the files that came in
    assert (
        set(found) == set(finished) == {*(f"{name}.parquet" for name in STEPS), "manifest.json", "rules.json"}
    )


def test_the_same_files_give_the_same_bytes_also_in_little_memory(large, finished, tmp_path):
    compute(large, tmp_path / "run", memory="250MB")
    assert contents(tmp_path / "run") == finished


def test_the_manifest_says_the_hash_and_the_rows_of_every_output(small, tmp_path):
    told = small.run(tmp_path / "run")
    assert pipeline.manifest(tmp_path / "run") == told
    assert set(told["outputs"]) == set(STEPS)
    for name, output in told["outputs"].items():
        path = tmp_path / "run" / f"{name}.parquet"
        assert output["sha256"] == pipeline.sha256(path)
        assert [(output["rows"],)] == duckdb.sql(f"SELECT count(*) FROM read_parquet('{path}')").fetchall()
    assert told["identity"]["rules"] == RULES.sha256


def test_a_folder_without_a_run_has_no_manifest(tmp_path):
    assert pipeline.manifest(tmp_path) is None and pipeline.manifest(tmp_path / "nowhere") is None


def test_a_register_computed_by_ranges_of_households_comes_to_the_same_roll(
    large, finished, tmp_path, monkeypatch
):
    monkeypatch.setattr(pipeline, "RANGE", 9_000)
    out, watch = tmp_path / "run", Watch()
    compute(large, out, tell=watch.tell)
    assert set(contents(out)) == set(finished)
    for name in RESULT:
        (tmp_path / name).write_bytes(finished[f"{name}.parquet"])
        both = [
            duckdb.sql(f"FROM read_parquet('{path}')") for path in (out / f"{name}.parquet", tmp_path / name)
        ]
        assert both[0].fetchall() == both[1].fetchall(), name
    shares = [progress.share for progress in watch.told]
    assert shares == sorted(shares)


def test_what_a_killed_step_left_beside_its_answer_is_not_published(small, tmp_path):
    watch = Watch("trace")
    with pytest.raises(Stopped):
        small.run(tmp_path / "run", tell=watch.tell, stop=watch.stop)
    for left in ("roll-0.part", "trace.parquet.draft", "manifest.json.draft"):
        (tmp_path / "run.partial" / left).write_bytes(b"half")
    told = small.run(tmp_path / "run")
    assert set(contents(tmp_path / "run")) == {
        *(f"{name}.parquet" for name in told["outputs"]),
        "manifest.json",
        "rules.json",
    }


# Killed


def killed_once_there_is(seen: str, paths: dict[str, Path], out: Path) -> bool:
    """Run in another process and kill it when such a file is there; whether it was killed in time."""
    files = [word for kind, path in paths.items() for word in (f"--{kind}", str(path))]
    program = "from sigor.config.cli import main; main()"
    command = [sys.executable, "-c", program, "incentives", "run", "--bimester", BIMESTER, *files]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DATABASE")}
    process = subprocess.Popen(
        [*command, "--out", str(out)],
        env=environment | {"PYTHONPATH": str(SOURCE)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    partial = out.with_name(f"{out.name}.partial")
    while process.poll() is None and not list(partial.glob(seen)):
        time.sleep(0.001)
    process.kill()
    return process.wait() < 0


def test_a_run_killed_at_any_moment_leaves_what_was_there_and_the_next_one_finishes_the_same(
    large, finished, tmp_path
):
    out = tmp_path / "run"
    for seen in ("identity.json", "person_months.parquet*"):
        assert killed_once_there_is(seen, large, out)
        assert not out.exists()
    made.run(tmp_path, [made.household(1)], [made.student(1, 1)], schooled(1, "2025-03"))
    former = contents(out)
    assert killed_once_there_is("checks.parquet*", large, out)
    assert contents(out) == former
    compute(large, out)
    assert contents(out) == finished
    assert {path.name for path in tmp_path.iterdir()} == {"run", "run-inputs"}


# Stopped


@pytest.mark.parametrize("step", ["take_in", "facts", "member_months"])
def test_a_stopped_run_goes_on_without_taking_the_files_in_again(small, tmp_path, monkeypatch, step):
    undisturbed = small.run(tmp_path / "undisturbed")
    out, watch = tmp_path / "run", Watch(step)
    with pytest.raises(Stopped):
        small.run(out, tell=watch.tell, stop=watch.stop)
    partial = tmp_path / "run.partial"
    there = {path.stem for path in partial.glob("*.parquet")}
    assert not out.exists() and partial.exists()
    if step != "take_in":
        assert set(SNAPSHOT) - {"facts"} <= there
    if set(SNAPSHOT) <= there:

        def never(*_given):
            raise AssertionError("the files were taken in again")

        monkeypatch.setattr(intake, "take_in", never)
    kept = {path.name: path.read_bytes() for path in partial.glob("*.parquet")}
    inodes = {path.name: path.stat().st_ino for path in partial.glob("*.parquet")}
    again = Watch()
    assert small.run(out, tell=again.tell) == undisturbed
    assert contents(out) == contents(tmp_path / "undisturbed") and not partial.exists()
    assert {name: (out / name).read_bytes() for name in kept} == kept
    assert {name: (out / name).stat().st_ino for name in inodes} == inodes
    if set(SNAPSHOT) <= there:
        assert again.told[0].share > pipeline.WORK["take_in"] / sum(pipeline.WORK.values()) - 0.001


def test_a_run_stopped_in_the_middle_of_a_question_says_so_and_goes_on(
    large, finished, tmp_path, monkeypatch
):
    """The wish is looked at while the engine works; it must have let go of its files when the run is over."""
    monkeypatch.setattr(duck, "ASKED_EVERY", 0.001)
    out = tmp_path / "run"
    for step in ("members", "checks", "member_months"):
        watch, times = Watch(), []

        def stop(watch=watch, times=times, step=step) -> bool:
            times += [1] if watch.told and watch.told[-1].step == step else []
            return len(times) > 3

        with pytest.raises(Stopped):
            compute(large, out, tell=watch.tell, stop=stop)
        assert watch.told[-1].step == step
        before = contents(tmp_path / "run.partial")
        time.sleep(0.2)
        assert contents(tmp_path / "run.partial").keys() == before.keys()
    compute(large, out)
    assert contents(out) == finished


def test_a_listener_that_fails_ends_the_run_and_leaves_the_engine_alone(large, tmp_path, monkeypatch):
    monkeypatch.setattr(duck, "ASKED_EVERY", 0.001)
    heard = []

    def tell(progress: Progress) -> None:
        heard.append(progress)
        if [one.step for one in heard].count("checks") > 3:
            raise LookupError("nobody listens any more")

    with pytest.raises(LookupError):
        compute(large, tmp_path / "run", tell=tell)
    assert not (tmp_path / "run").exists()


def test_a_stop_before_anything_began_leaves_nothing_finished(small, tmp_path):
    with pytest.raises(Stopped):
        small.run(tmp_path / "run", stop=lambda: True)
    assert not (tmp_path / "run").exists() and not list(tmp_path.glob("run.partial/*.parquet"))


def test_a_partial_folder_of_other_inputs_or_other_rules_is_not_gone_on_with(small, tmp_path):
    out, watch = tmp_path / "run", Watch("lines")
    with pytest.raises(Stopped):
        small.run(out, tell=watch.tell, stop=watch.stop)
    small.rows["facts"] = small.rows["facts"][:4]
    assert small.run(out)["totals"]["cents"] == 20000
    watch = Watch("lines")
    small.rows["facts"] = small.rows["facts"][:2]
    with pytest.raises(Stopped):
        small.run(out, tell=watch.tell, stop=watch.stop)
    rules = changed(lambda document: document["amounts"][0].update(cents=700))
    assert small.run(out, rules=rules)["totals"]["cents"] == 700
    assert small.run(out, rules=rules, bimester=Bimester.read("2025-B2"))["totals"]["cents"] == 700


# One folder, several runs


def test_a_finished_folder_is_replaced_only_when_the_new_run_is_complete(small, tmp_path):
    out, watch = tmp_path / "run", Watch("lines")
    small.run(out)
    former = contents(out)
    small.rows["facts"] = small.rows["facts"][:4]
    with pytest.raises(Stopped):
        small.run(out, tell=watch.tell, stop=watch.stop)
    assert contents(out) == former
    assert small.run(out)["totals"]["cents"] == 20000
    assert contents(out) != former
    assert {path.name for path in tmp_path.iterdir()} == {"extract", "run"}


def test_what_a_former_replacement_left_beside_the_folder_is_cleared(small, tmp_path):
    for name in ("run.old", "run.partial"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "checks.parquet").write_bytes(b"of another time")
    assert small.run(tmp_path / "run")["totals"]["cents"] == HOMES * 20000
    assert {path.name for path in tmp_path.iterdir()} == {"extract", "run"}


def test_another_bimester_of_the_same_files_is_refused_and_the_run_stays(small, tmp_path):
    small.run(tmp_path / "run")
    former = contents(tmp_path / "run")
    with pytest.raises(pipeline.InputsRefused, match="El mes no es del bimestre 2025-B3"):
        small.run(tmp_path / "run", bimester=Bimester.read("2025-B3"))
    assert contents(tmp_path / "run") == former


# Simulating


def test_a_simulation_says_what_a_run_with_those_rules_would(small, tmp_path):
    rules = changed(lambda document: document["amounts"][0].update(cents=700))
    small.run(tmp_path / "run")
    simulated = pipeline.recompute(tmp_path / "run", tmp_path / "simulated", rules=rules)
    real = small.run(tmp_path / "real", rules=rules)
    assert simulated["totals"] == real["totals"] and simulated["identity"] == real["identity"]
    assert simulated["outputs"] == {name: real["outputs"][name] for name in (*RESOLVED, *RESULT)}


def test_a_second_simulation_in_the_same_folder_is_one_of_its_own_rules(small, tmp_path):
    small.run(tmp_path / "run")
    totals = [
        pipeline.recompute(
            tmp_path / "run",
            tmp_path / "simulated",
            rules=changed(lambda document, cents=cents: document["amounts"][0].update(cents=cents)),
        )["totals"]["cents"]
        for cents in (700, 900)
    ]
    assert totals == [HOMES * 2 * 700, HOMES * 2 * 900]


def test_a_simulation_never_changes_the_run_that_it_starts_from(small, tmp_path):
    small.run(tmp_path / "run")
    former = contents(tmp_path / "run")
    rules = changed(lambda document: document["amounts"][0].update(cents=700))
    with suppress(ValueError, OSError):  # refusing is the best answer
        pipeline.recompute(tmp_path / "run", tmp_path / "run", rules=rules)
    assert contents(tmp_path / "run") == former


# Progress


def test_progress_only_grows_ends_at_the_whole_and_tells_the_time_that_is_left(large, tmp_path, monkeypatch):
    monkeypatch.setattr(duck, "ASKED_EVERY", 0.001)
    watch = Watch()
    compute(large, tmp_path / "run", tell=watch.tell)
    shares = [progress.share for progress in watch.told]
    assert shares == sorted(shares) and shares[0] == 0 and shares[-1] == pytest.approx(1)
    assert list(dict.fromkeys(progress.step for progress in watch.told)) == ["take_in", *STEPS]
    remaining = [progress.remaining for progress in watch.told]
    assert remaining[0] is None and None not in remaining[2:]
    assert all(seconds >= 0 for seconds in remaining[2:]) and remaining[-1] == pytest.approx(0)
    assert len(shares) > 2 * len(STEPS)  # also in the middle of a step


def test_progress_does_not_fall_back_when_the_engine_thinks_again(small, tmp_path, monkeypatch):
    """The share of one question is an estimate: it may shrink, and it may be whole before the answer is."""
    write = duck.write

    def estimating(connection, question, target, *, report, stop):
        for share in (0.5, 0.2, 1.0, 0.0):
            report(share)
        write(connection, question, target)

    monkeypatch.setattr(duck, "write", estimating)
    watch = Watch()
    small.run(tmp_path / "run", tell=watch.tell)
    shares = [progress.share for progress in watch.told]
    assert shares == sorted(shares) and shares[-1] == pytest.approx(1)


# Rules


def changed(change) -> RuleSet:
    """The delivered rules after a change of the document."""
    document = copy.deepcopy(RULES.document)
    change(document)
    return RuleSet.of(document)


def refused(change, bimester: str = "2025-B2") -> list[str]:
    with pytest.raises(RulesRefused) as caught:
        changed(change).tables(Bimester.read(bimester))
    assert all(problem in str(caught.value) for problem in caught.value.problems)
    return caught.value.problems


def first(document, section: str, **said) -> dict:
    return next(entry for entry in document[section] if said.items() <= entry.items())


DATED = {"valid_from": "2017-01-01", "valid_to": None, "source": "Prueba", "confirmed": False}


@pytest.mark.parametrize(
    ("change", "problems"),
    [
        (
            lambda d: d["amounts"].append(d["amounts"][0] | {"valid_from": "2025-04-01", "cents": 1}),
            ["amounts: «TB» tiene dos reglas a la vez desde 2025-04-01."],
        ),
        (
            lambda d: first(d, "amounts", concept="TAS").update(valid_to="2025-03-31"),
            ["amounts: no hay regla de «TAS» en 2025-04."],
        ),
        (
            lambda d: first(d, "limits", key="attendance_percent").update(valid_from="2025-03-02"),
            ["limits: no hay regla de «attendance_percent» en 2025-03."],
        ),
        (
            lambda d: d["verdicts"].remove(first(d, "verdicts", verdict="unknown")),
            [
                "verdicts: no hay regla de «unknown» en 2025-03.",
                "verdicts: no hay regla de «unknown» en 2025-04.",
            ],
        ),
        (
            lambda d: first(d, "grades", grade="S1").update(area="PILOTO"),
            ["grades: el ámbito «PILOTO» no está en areas."],
        ),
        (
            lambda d: (
                d["areas"].append(DATED | {"area": "PILOTO", "prefix": "15"}),
                d["grades"].append(d["grades"][0] | {"area": "PILOTO"}),
            ),
            ["grades: «S1» tiene a la vez una regla general y una de un ámbito."],
        ),
        (
            lambda d: d["exemptions"].append(DATED | {"prefix": "15", "requirement": "piano"}),
            ["exemptions: no hay requisito «piano»."],
        ),
        (
            lambda d: first(d, "requirements", requirement="cred", age_from=1).update(age_to=12),
            ["requirements: «cred» se pide dos veces a la misma edad."],
        ),
        (
            lambda d: d["requirements"].append(
                first(d, "requirements", requirement="cred", age_from=0) | {"population": "pregnant", "age_from": 200, "age_to": 201}
            ),
            ["requirements: «cred» se pide a gestantes y a niños; use dos códigos."],
        ),
        (
            lambda d: first(d, "requirements", requirement="iron").update(age_from=13),
            ["requirements: «iron» termina antes de empezar."],
        ),
        (
            lambda d: d["outcomes"][0].update(valid_from="2025-02-30"),
            ["outcomes, 1.ª entrada: hay una fecha que no existe."],
        ),
        (
            lambda d: d["classes"][1].update(valid_from="2025-03-01", valid_to="2025-02-28"),
            ["classes, 2.ª entrada: termina antes de empezar."],
        ),
    ],
    ids=["two at once", "a gap in a month", "a gap on the first day", "a gap in both months", "unknown area", "a grade everywhere too",
         "unknown requirement", "overlapping ages", "both populations", "ages backwards", "unreal date", "dates backwards"],
)  # fmt: skip
def test_rules_that_do_not_hold_together_are_refused_with_what_and_where(change, problems):
    assert refused(change) == problems


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (lambda d: d["amounts"][2].update(cents=-1), "amounts, 3.ª entrada, cents: "),
        (lambda d: d["amounts"][2].update(cents="100"), "amounts, 3.ª entrada, cents: "),
        (lambda d: d["amounts"][2].pop("source"), "amounts, 3.ª entrada: "),
        (lambda d: d["limits"][0].update(key="otro"), "limits, 1.ª entrada, key: "),
        (lambda d: d["requirements"][4].update(every=0), "requirements, 5.ª entrada, every: "),
        (lambda d: d["areas"].append(DATED | {"area": "X1", "prefix": "1"}), "areas, 1.ª entrada, prefix: "),
        (lambda d: d["limits"][0].update(valid_from="01/01/2017"), "limits, 1.ª entrada, valid_from: "),
        (lambda d: d["limits"][0].update(nota="x"), "limits, 1.ª entrada: "),
        (lambda d: d.update(format="otro"), "format: "),
        (lambda d: d.pop("verdicts"), "documento: "),
    ],
)
def test_rules_of_another_shape_are_refused_with_the_place(change, where):
    (problem,) = refused(change)
    assert problem.startswith(where)


def test_all_problems_of_a_document_are_told_at_once():
    def change(document):
        document["amounts"].append(document["amounts"][1] | {"valid_from": "2025-01-01"})
        first(document, "grades", grade="S4")["area"] = "LEJOS"

    assert refused(change) == [
        "amounts: «TPI» tiene dos reglas a la vez desde 2025-01-01.",
        "grades: el ámbito «LEJOS» no está en areas.",
    ]


def test_a_document_that_is_no_json_is_refused_by_its_name(tmp_path):
    (tmp_path / "reglas.json").write_text("{", encoding="utf-8")
    with pytest.raises(RulesRefused, match=r"reglas\.json: no es JSON legible"):
        RuleSet.read(tmp_path / "reglas.json")


def test_rules_that_are_refused_leave_no_folder(small, tmp_path):
    with pytest.raises(RulesRefused):
        small.run(tmp_path / "run", rules=changed(lambda d: d["amounts"][0].update(valid_to="2025-03-31")))
    assert [path.name for path in tmp_path.iterdir() if path.name != "extract"] == []


def test_entries_that_touch_and_districts_told_apart_are_no_overlap():
    def change(document):
        base = document["amounts"][0]
        document["amounts"].append(base | {"valid_from": "2025-04-01", "cents": 1})
        base["valid_to"] = "2025-03-31"
        document["areas"] += [DATED | {"area": "PILOTO", "prefix": prefix} for prefix in ("15", "1501")]
        document["grades"][0]["area"] = "PILOTO"

    rules = changed(change).tables(Bimester.read("2025-B2"))
    assert rules["rates"][0][:2] == (10000, 1)
