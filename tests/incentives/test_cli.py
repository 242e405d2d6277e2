"""`sigor incentives` on files alone: exit codes, JSON alone on standard output, sentences, and no database anywhere."""

import copy
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sigor.incentives.cli import incentives_group
from tests.incentives import made
from tests.incentives.extracts import HOMES, RULES, Extract, contents, total
from tests.incentives.made import household, schooled, student, token

SOURCE = Path(__file__).parents[2] / "src"


@pytest.fixture(autouse=True)
def without_database(monkeypatch, tmp_path_factory) -> Path:
    """No address of a database, and nothing kept from before."""
    state = tmp_path_factory.mktemp("state")
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "SIGOR_ENV"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SIGOR_STATE", str(state))
    return state


@pytest.fixture(scope="module")
def finished(tmp_path_factory) -> Path:
    """Household 1 is paid for March, 2 for both months, 3 has left, 4 has nobody; the second of 1 fails in April."""
    return made.run(
        tmp_path_factory.mktemp("cli"),
        [household(1), household(2), household(3, left_on="2024-01-15"), household(4)],
        [student(1, 1), student(2, 1, grade="S1"), student(3, 2), student(4, 3)],
        [
            *(row for number in (1, 3) for row in schooled(number, "2025-03", "2025-04")),
            *schooled(2, "2025-03"),
            *schooled(2, "2025-04", attended=16),
        ],
    )


@pytest.fixture
def extract(tmp_path) -> Extract:
    return Extract(tmp_path / "extract")


def sigor(*words: object) -> Result:
    return CliRunner().invoke(incentives_group, [str(word) for word in words])


def files(extract: Extract) -> list[object]:
    return [word for kind, path in extract.paths().items() for word in (f"--{kind}", path)]


def program(*words: object) -> subprocess.CompletedProcess[str]:
    """The command as a process of its own, from an environment in which nothing of ours is said."""
    own = ("DATABASE", "SIGOR", "DJANGO")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(own)}
    return subprocess.run(
        [sys.executable, "-c", "from sigor.config.cli import main; main()", "incentives", *map(str, words)],
        env=environment | {"PYTHONPATH": str(SOURCE), "SIGOR_STATE": os.environ["SIGOR_STATE"]},
        capture_output=True,
        text=True,
    )


def with_amount(path: Path, concept: str, cents: int) -> Path:
    document = copy.deepcopy(RULES.document)
    next(entry for entry in document["amounts"] if entry["concept"] == concept)["cents"] = cents
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


# run


def test_run_tells_the_amounts_and_writes_the_folder(extract, tmp_path, without_database):
    done = sigor("run", "--bimester", "2025-B2", *files(extract), "--out", tmp_path / "run")
    assert (done.exit_code, done.stderr) == (0, "")
    assert "2025-B2: S/ 1,400.00 a 7 de 7 hogares." in done.stdout
    assert "TB" in done.stdout and "VRAEM" not in done.stdout
    assert total(tmp_path / "run") == HOMES * 20000
    assert list(without_database.iterdir()) == []


def test_run_says_json_alone_on_standard_output_and_warnings_nowhere_else(extract, tmp_path):
    extract.rows["facts"].append(dict(extract.rows["facts"][0]))
    words = ["run", "--bimester", "2025-B2", *files(extract), "--out"]
    done = sigor(*words, tmp_path / "json", "--json")
    assert (done.exit_code, done.stderr) == (0, "")
    assert json.loads(done.stdout) == json.loads(
        (tmp_path / "json" / "manifest.json").read_text(encoding="utf-8")
    )
    said = sigor(*words, tmp_path / "said")
    assert said.exit_code == 0 and "row-twice" not in said.stdout
    assert "warning: facts.member: row-twice" in said.stderr and "filas 2, 30" in said.stderr


def test_errors_of_the_files_are_told_on_standard_error_and_nothing_is_written(extract, tmp_path):
    extract.say("households", 0, unit="40404040")
    extract.say("facts", 2, status="perdido")
    for words in ([], ["--json"]):
        done = sigor("run", "--bimester", "2025-B2", *files(extract), "--out", tmp_path / "run", *words)
        assert (done.exit_code, done.stdout) == (1, "")
        assert "error: households.unit: personal-data: " in done.stderr
        assert "error: facts.status: not-a-value: " in done.stderr and "(filas 4)" in done.stderr
        assert "Los archivos tienen errores; no se cargó nada." in done.stderr
        assert "40404040" not in done.stderr and not (tmp_path / "run").exists()


def test_wrong_use_is_two_and_what_cannot_be_read_is_one(extract, tmp_path):
    given, out = files(extract), ["--out", tmp_path / "run"]
    for text in ("2025-B7", "2025-04", "B2"):
        done = sigor("run", "--bimester", text, *given, *out)
        assert done.exit_code == 2 and f"--bimester: «{text}» no es un bimestre" in done.stderr
    assert sigor("run", "--bimester", "2025-B2", *given).exit_code == 2
    assert sigor("run", "--bimester", "2025-B2", *given[:4], *out).exit_code == 2
    missing = sigor("run", "--bimester", "2025-B2", *given[:4], "--facts", tmp_path / "no.csv", *out)
    assert missing.exit_code == 2 and "no.csv" in missing.stderr
    (tmp_path / "facts.txt").write_text("x", encoding="utf-8")
    unread = sigor("run", "--bimester", "2025-B2", *given[:4], "--facts", tmp_path / "facts.txt", *out)
    assert unread.exit_code == 1 and "facts.txt: se leen archivos .parquet, .csv y .xlsx" in unread.stderr
    assert unread.stdout == "" and not (tmp_path / "run").exists()


def test_rules_that_do_not_hold_are_refused_with_their_problems(extract, tmp_path):
    rules = with_amount(tmp_path / "rules.json", "TB", -5)
    words = ["run", "--bimester", "2025-B2", *files(extract), "--out", tmp_path / "run", "--rules"]
    done = sigor(*words, rules)
    assert (done.exit_code, done.stdout) == (1, "") and "amounts, 1.ª entrada, cents" in done.stderr
    rules.write_text("{", encoding="utf-8")
    done = sigor(*words, rules)
    assert done.exit_code == 1 and "rules.json: no es JSON legible" in done.stderr
    assert sigor(*words, with_amount(rules, "TB", 100)).exit_code == 0
    assert total(tmp_path / "run") == HOMES * 200


# verify


def test_verify_counts_and_leaves_nothing_written(extract, tmp_path):
    before = contents(tmp_path) | contents(extract.folder)
    words = ["verify", "--bimester", "2025-B2", *files(extract)]
    told = json.loads(sigor(*words, "--json").stdout)
    assert told["verdicts"]["attendance"] == {"met": 2 * HOMES}
    assert told["eligibility"]["eligible"] == [HOMES, HOMES] and told["findings"] == []
    said = sigor(*words)
    assert said.exit_code == 0 and "attendance" in said.stdout and "met 14" in said.stdout
    assert {name for name in contents(tmp_path) if "extract/" not in name} == set(before)
    extract.say("facts", 0, month="2025-05")
    refused = sigor(*words[:3], *files(extract), "--json")
    assert (refused.exit_code, refused.stdout) == (1, "") and "other-month" in refused.stderr
    assert sigor("verify", "--bimester", "2025", *files(extract)).exit_code == 2


# explain


def test_explain_tells_in_spanish_who_failed_what_and_what_would_have_changed(finished, without_database):
    done = program("explain", "--run", finished, "--household", token("H", 1))
    assert (done.returncode, done.stderr) == (0, "")
    failing = token("M", 2)
    assert done.stdout.splitlines() == [
        f"El hogar {token('H', 1)} cobra S/ 150.00 en el bimestre 2025-B2: "
        "S/ 100.00 de Transferencia base y S/ 50.00 de Baja Secundaria.",
        "Mar-25 paga S/ 100.00 de Transferencia base y S/ 50.00 de Baja Secundaria.",
        f"En Abr-25 no se pagó Transferencia base y Baja Secundaria por {failing} (hija o hijo, 10 años): "
        "asistencia a clases, no cumplió (16 de 20).",
        f"De haber cumplido {failing} en Abr-25, habría cobrado además "
        "S/ 100.00 de Transferencia base y S/ 50.00 de Baja Secundaria.",
    ]
    assert "db.sqlite3" not in {path.name for path in without_database.iterdir()}


def test_explain_says_the_same_as_json(finished):
    done = sigor("explain", "--run", finished, "--household", token("H", 1), "--json")
    assert (done.exit_code, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert (told["household"], told["bimester"], told["cents"]) == (token("H", 1), "2025-B2", 15000)
    assert {concept: cents for concept, cents in told["amounts"].items() if cents} == {
        "TB": 10000,
        "TBS": 5000,
    }
    assert [month["paid"] for month in told["months"]] == [{"TB": 10000, "TBS": 5000}, {}]
    assert [(c["kind"], c["month"], c["members"], c["gain"]) for c in told["changes"]] == [
        ("complied", "2025-04", [token("M", 2)], {"TB": 10000, "TBS": 5000})
    ]
    assert told["rules_sha256"] == RULES.sha256


def test_explain_of_households_that_are_paid_nothing_says_why(finished):
    left = sigor("explain", "--run", finished, "--household", token("H", 3)).stdout
    assert f"El hogar {token('H', 3)} no cobra en el bimestre 2025-B2." in left
    assert "Mar-25 no se paga: el hogar había egresado (15/01/2024)." in left
    nobody = sigor("explain", "--run", finished, "--household", token("H", 4)).stdout
    assert "Abr-25 no se paga: nadie en el hogar es población objetivo." in nobody


def test_explain_of_what_is_not_there_is_one(finished, tmp_path):
    unknown = sigor("explain", "--run", finished, "--household", token("H", 99))
    assert (unknown.exit_code, unknown.stdout) == (1, "")
    assert f"No hay un hogar {token('H', 99)} en esta liquidación." in unknown.stderr
    nowhere = sigor("explain", "--run", tmp_path, "--household", token("H", 1))
    assert nowhere.exit_code == 1 and "No es la carpeta de una liquidación" in nowhere.stderr
    quoted = sigor("explain", "--run", finished, "--household", "x' OR '1'='1")
    assert quoted.exit_code == 1 and "No hay un hogar" in quoted.stderr
    assert sigor("explain", "--run", finished).exit_code == 2


def altered(finished: Path, target: Path, name: str, question: str) -> Path:
    target.mkdir()
    for path in finished.iterdir():
        (target / path.name).write_bytes(path.read_bytes())
    made.rewrite(target / f"{name}.parquet", question)
    return target


@pytest.mark.parametrize(
    ("name", "question"),
    [
        ("roll", "SELECT * REPLACE (tb + 1 AS tb) FROM was"),
        ("roll", "SELECT * REPLACE (0 AS tbs) FROM was"),
        ("roll", "SELECT * FROM was WHERE household > 0"),
        ("member_months", "SELECT * REPLACE (TRUE AS complies) FROM was"),
    ],
    ids=["an amount more", "a concept less", "a household less", "everybody complies"],
)
def test_explain_of_a_run_whose_files_were_altered_is_refused(finished, tmp_path, name, question):
    run = altered(finished, tmp_path / "altered", name, question)
    done = sigor("explain", "--run", run, "--household", token("H", 1))
    assert (done.exit_code, done.stdout) == (1, "")
    assert "Los archivos de la liquidación fueron alterados" in done.stderr


# reconcile


def test_reconcile_is_zero_without_differences_and_one_with_them(finished, tmp_path):
    lines = ["household,concept,cents", f"{token('H', 1)},TB,10000", f"{token('H', 1)},TBS,5000"]
    listed = tmp_path / "operational.csv"
    words = ["reconcile", "--run", finished, "--operational", listed, "--out", tmp_path / "out"]
    listed.write_text("\n".join([*lines, f"{token('H', 2)},TB,20000"]) + "\n", encoding="utf-8")
    same = sigor(*words)
    assert same.exit_code == 0 and "Coincide" in same.stdout
    listed.write_text("\n".join([*lines, f"{token('H', 3)},TB,20000"]) + "\n", encoding="utf-8")
    different = sigor(*words, "--json")
    assert (different.exit_code, different.stderr) == (1, "")
    told = json.loads(different.stdout)["classes"]
    assert {name: row["rows"] for name, row in told.items() if row["rows"]} == {
        "matched": 2,
        "missing": 1,
        "not_eligible": 1,
    }
    assert "−S/ 200.00" in sigor(*words).stdout


def test_reconcile_of_a_wrong_list_or_without_a_run_is_refused(finished, tmp_path):
    listed = tmp_path / "operational.csv"
    listed.write_text("household,concept,cents,dni\nx,TB,1,40404040\n", encoding="utf-8")
    wrong = sigor(
        "reconcile", "--run", finished, "--operational", listed, "--out", tmp_path / "out", "--json"
    )
    assert (wrong.exit_code, wrong.stdout) == (1, "") and "personal-data" in wrong.stderr
    assert "40404040" not in wrong.stderr and not (tmp_path / "out").exists()
    listed.write_text("household,concept,cents\n", encoding="utf-8")
    nowhere = sigor("reconcile", "--run", tmp_path, "--operational", listed, "--out", tmp_path / "out")
    assert nowhere.exit_code == 1 and "No es la carpeta de una liquidación" in nowhere.stderr


# simulate


def test_simulate_says_what_other_rules_would_change_and_leaves_the_run_alone(finished, tmp_path):
    before = contents(finished)
    rules = with_amount(tmp_path / "rules.json", "TB", 12000)
    done = sigor("simulate", "--run", finished, "--rules", rules, "--json")
    assert (done.exit_code, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert told["cents"] == [35000, 41000] and told["households"]["paid"] == [2, 2]
    assert told["concepts"]["TB"]["cents"] == [30000, 36000]
    assert told["units"] == [{"unit": "AYACUCHO", "paid": [2, 2], "cents": [35000, 41000]}]
    said = sigor("simulate", "--run", finished, "--rules", rules, "--out", tmp_path / "simulated")
    assert said.stdout.startswith("S/ 350.00 → S/ 410.00; hogares 2 → 2")
    assert total(tmp_path / "simulated") == 41000
    assert contents(finished) == before


def test_simulate_twice_into_one_folder_says_what_the_last_rules_change(finished, tmp_path):
    for cents, paid in ((12000, 41000), (20000, 65000)):
        rules = with_amount(tmp_path / f"{cents}.json", "TB", cents)
        done = sigor("simulate", "--run", finished, "--rules", rules, "--out", tmp_path / "out", "--json")
        assert json.loads(done.stdout)["cents"] == [35000, paid]


def test_simulate_without_a_run_or_with_refused_rules_is_one(finished, tmp_path):
    nowhere = sigor("simulate", "--run", tmp_path)
    assert nowhere.exit_code == 1 and "no es la carpeta de una liquidación" in nowhere.stderr
    rules = with_amount(tmp_path / "rules.json", "TB", -1)
    refused = sigor("simulate", "--run", finished, "--rules", rules)
    assert (refused.exit_code, refused.stdout) == (1, "") and "amounts, 1.ª entrada" in refused.stderr


# recompute, synthesize


def test_recompute_asks_for_what_it_needs(finished, tmp_path):
    missing = sigor("recompute", "--run", finished, "--engine", "postgresql")
    assert missing.exit_code == 2 and "necesita --database" in missing.stderr
    assert sigor("recompute", "--run", finished, "--engine", "sqlite").exit_code == 2
    assert sigor("recompute", "--run", finished).exit_code == 2


def test_recompute_of_what_is_no_run_or_on_no_server_is_refused_in_words(finished, tmp_path):
    nowhere = ["--engine", "postgresql", "--database", f"postgresql://nadie@/nada?host={tmp_path}"]
    for run in (tmp_path, finished):
        done = sigor("recompute", "--run", run, *nowhere)
        assert (done.exit_code, done.stdout) == (1, "")
        assert done.stderr.startswith("Error: ")


def test_synthesize_writes_an_extract_that_runs(tmp_path):
    words = ["synthesize", "--bimester", "2025-B2", "--households", 50, "--seed", 3]
    done = sigor(*words, "--out", tmp_path / "a", "--json")
    assert (done.exit_code, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert (told["households"], told["seed"], told["bimester"]) == (50, 3, "2025-B2")
    assert sigor(*words, "--out", tmp_path / "b", "--previous").stdout.endswith("50 hogares sintéticos.\n")
    assert {"previous/facts.parquet", "facts.parquet"} < set(contents(tmp_path / "b"))
    given = [
        w
        for kind in ("households", "members", "facts")
        for w in (f"--{kind}", tmp_path / "a" / f"{kind}.parquet")
    ]
    assert sigor("run", "--bimester", "2025-B2", *given, "--out", tmp_path / "run").exit_code == 0
    assert total(tmp_path / "run") > 0


def test_synthesize_refuses_what_it_cannot_make(tmp_path):
    words = ["synthesize", "--out", tmp_path / "a", "--bimester"]
    assert sigor(*words, "2025-B9").exit_code == 2
    assert sigor(*words, "2025-B2", "--households", 0).exit_code == 2
    seed = sigor(*words, "2025-B2", "--seed", 99_999)
    assert seed.exit_code == 1 and "La semilla va de 0 a" in seed.stderr
    assert sigor(*words, "2025-B2", "--seed", "x").exit_code == 2


# The command itself


def test_the_command_runs_from_nothing_without_a_database(extract, tmp_path, without_database):
    done = program("run", "--bimester", "2025-B2", *files(extract), "--out", tmp_path / "run", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["totals"]["cents"] == HOMES * 20000
    assert list(without_database.iterdir()) == []
