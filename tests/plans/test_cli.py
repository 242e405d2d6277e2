"""What the command line promises: shapes, exit codes, messages on standard error."""

import json

import pytest
from click.testing import CliRunner

from sigor.plans.cli import plan_group, quarter_group
from sigor.plans.models import Plan, PlanVersion, QuarterEdition
from sigor.reports.cli import report_group

from .conftest import ANNEX, PDF, on


@pytest.fixture
def run():
    def act(group, *arguments, day="2025-06-20"):
        with on(day):
            return CliRunner().invoke(group, [str(a) for a in arguments])

    return act


def test_a_dry_run_says_what_it_read_in_the_promised_shape_and_writes_nothing(run, units):
    done = run(plan_group, "import", ANNEX, "--dry-run", "--json")
    assert done.exit_code == 0
    found = json.loads(done.stdout)
    assert found["year"] == 2025
    assert len(found["milestones"]) == 19
    first = found["milestones"][0]
    assert {
        "code",
        "name",
        "deliverable",
        "lead",
        "units",
        "meta",
        "phva",
        "months",
        "confidence",
        "alternatives",
        "reason",
    } <= set(first)
    assert (first["code"], first["units"], first["months"]) == ("1.1.1", ["UPPM", "UAJ"], {"5": 1})
    assert first["confidence"] == "probable"
    assert first["alternatives"] == [[3], [4]]
    certain = [m for m in found["milestones"] if m["confidence"] == "certain"]
    assert len(certain) == 18
    assert {f["severity"] for f in found["findings"]} == {"warning"}
    assert all({"severity", "where", "rule", "message"} <= set(f) for f in found["findings"])
    assert "warning:" in done.stderr
    assert not Plan.objects.exists()


def test_an_import_needs_its_warnings_accepted(run, units, coordinator):
    assert run(plan_group, "import", ANNEX, "--by", "coordinator").exit_code == 1
    assert not PlanVersion.objects.exists()
    done = run(plan_group, "import", ANNEX, "--by", "coordinator", "--accept-warnings", "--json")
    assert done.exit_code == 0
    assert json.loads(done.stdout)["version"] == "PLAN-2025-V01"


def test_a_file_that_is_no_annex_is_refused_in_one_line(run, units, tmp_path):
    broken = tmp_path / "plan.xlsx"
    broken.write_bytes(b"PK\x03\x04 not a workbook")
    done = run(plan_group, "import", broken, "--dry-run", "--json")
    assert done.exit_code == 1
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["status"],
        ["status", "--year", "x"],
        ["export", "--year", "2025", "--format", "doc", "--out", "x"],
        ["nada"],
    ],
)
def test_wrong_use_exits_with_two(run, arguments, db):
    assert run(plan_group, *arguments).exit_code == 2


def test_a_year_without_a_plan_exits_with_one(run, db):
    done = run(plan_group, "status", "--year", "1999", "--json")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "1999" in done.stderr


def test_submit_verify_status_freeze_report_from_the_command_line(
    run, plan_version, helper_of_every_unit, coordinator, tmp_path
):
    proof = tmp_path / "informe.pdf"
    proof.write_bytes(PDF)
    for code, month in [("3.1.3", 4), ("1.1.1", 5), ("1.1.2", 5), ("1.2.1", 5), ("1.2.2", 5), ("1.2.3", 5), ("2.1.1", 5),
                        ("2.2.2", 5), ("3.1.2", 5), ("2.2.1", 6)]:  # fmt: skip
        cell = ("--year", 2025, "--milestone", code, "--month", month, "--by")
        proof.write_bytes(PDF + code.encode())
        sent = run(plan_group, "submit", *cell, "helper", "--quantity", 1, "--file", proof, "--type", "Documento",
                   "--number", "N-1", "--date", "2025-05-20", "--json")  # fmt: skip
        assert sent.exit_code == 0, sent.stderr
        assert len(json.loads(sent.stdout)["sha256"]) == 64
        assert (
            run(plan_group, "verify", *cell, "helper").exit_code == 1
        )  # not who submitted, nor without the right
        assert run(plan_group, "verify", *cell, "coordinator", "--json").exit_code == 0
    done = run(plan_group, "status", "--year", 2025, "--as-of", "2025-06-30", "--json", day="2025-06-30")
    found = json.loads(done.stdout)
    assert (found["year"], found["as_of"]) == (2025, "2025-06-30")
    assert {"denominator": "units", "threshold": 0.8, "version": 1}.items() <= found["rule"].items()
    second = found["quarters"][1]
    assert {
        "quarter": 2,
        "state": "open",
        "edition": None,
        "verdict_depends_on_reading": True,
    }.items() <= second.items()
    assert second["readings"]["units"] == {
        "due": 16,
        "verified": 10,
        "ratio": 0.625,
        "meets": False,
        "needed": 13,
    }
    frozen = run(
        quarter_group,
        "freeze",
        "--year",
        2025,
        "--quarter",
        2,
        "--by",
        "coordinator",
        "--json",
        day="2025-06-30",
    )
    assert json.loads(frozen.stdout)["edition"] == 1
    again = run(
        quarter_group, "freeze", "--year", 2025, "--quarter", 2, "--by", "coordinator", day="2025-06-30"
    )
    assert again.exit_code == 1
    restated = run(quarter_group, "freeze", "--year", 2025, "--quarter", 2, "--by", "coordinator", "--reason", "Prueba",
                   day="2025-07-01")  # fmt: skip
    assert restated.exit_code == 0
    assert QuarterEdition.objects.count() == 2
    for ending, magic in (("docx", b"PK"), ("pdf", b"%PDF")):
        out = tmp_path / f"informe.{ending}"
        assert run(report_group, "quarter", "--year", 2025, "--quarter", 2, "--out", out).exit_code == 0
        assert out.read_bytes().startswith(magic)
    assert (
        run(report_group, "quarter", "--year", 2025, "--quarter", 3, "--out", tmp_path / "x.pdf").exit_code
        == 1
    )
    assert (
        run(report_group, "quarter", "--year", 2025, "--quarter", 2, "--out", tmp_path / "x.txt").exit_code
        == 2
    )


@pytest.mark.parametrize("ending", ["xlsx", "json", "csv"])
def test_export_writes_the_version_in_force(run, plan_version, tmp_path, ending):
    out = tmp_path / f"plan.{ending}"
    assert run(plan_group, "export", "--year", 2025, "--format", ending, "--out", out).exit_code == 0
    assert out.stat().st_size > 1000
    missing = run(plan_group, "export", "--year", 2025, "--format", ending, "--out", tmp_path / "no" / "x")
    assert missing.exit_code == 1


def test_a_person_who_does_not_exist_is_wrong_use(run, plan_version, tmp_path):
    proof = tmp_path / "a.pdf"
    proof.write_bytes(PDF)
    done = run(
        plan_group,
        "submit",
        "--year",
        2025,
        "--milestone",
        "1.1.2",
        "--month",
        5,
        "--by",
        "nadie",
        "--file",
        proof,
        "--type",
        "x",
    )
    assert done.exit_code == 2
    assert "nadie" in done.stderr


def test_a_cell_that_is_not_scheduled_is_refused(run, plan_version, coordinator, tmp_path):
    done = run(
        plan_group, "verify", "--year", 2025, "--milestone", "1.1.2", "--month", 6, "--by", "coordinator"
    )
    assert done.exit_code == 1
    assert "1.1.2" in done.stderr
