"""What another system lists and what the bank returned, against the computed roll."""

import csv
from pathlib import Path

import duckdb
import pytest

from sigor.incentives.engine import reconcile
from sigor.incentives.engine.intake import Unreadable
from sigor.incentives.engine.lists import ListsRefused
from tests.incentives import made
from tests.incentives.made import token

MONTHS = ("2025-03", "2025-04")


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """Households 1 to 4 are paid 200 soles of TB each, 3 also a TBS; 5 complies in nothing; 6 has left."""
    households = [made.household(number, unit="AYACUCHO" if number < 4 else "PUNO") for number in range(1, 6)]
    households.append(made.household(6, left_on="2024-01-15", left_cause="RENUNCIA"))
    members = [made.student(number, number) for number in range(1, 7)]
    members[2] |= {"birth_month": "2012-05", "grade": "S1"}
    facts = [row for number in (1, 2, 3, 4) for row in made.schooled(number, *MONTHS)]
    return made.run(tmp_path_factory.mktemp("reconcile"), households, members, facts)


def listed(path: Path, heading: str, *rows: str) -> Path:
    path.write_text("\n".join([heading, *rows]) + "\n", encoding="utf-8")
    return path


def lines(path: Path, *rows: tuple[int, str, int], heading: str = "household,concept,cents") -> Path:
    return listed(
        path, heading, *(f"{token('H', number)},{concept},{cents}" for number, concept, cents in rows)
    )


def refused(tmp_path: Path, finished: Path, heading: str, *rows: str) -> list[dict]:
    given = listed(tmp_path / "given.csv", heading, *rows)
    with pytest.raises(ListsRefused) as caught:
        reconcile.reconcile(run=finished, operational=given, bank=None, out=tmp_path / "out")
    assert not (tmp_path / "out").exists()
    return [finding.as_dict() for finding in caught.value.findings]


def test_each_line_falls_into_one_class_and_only_differences_are_listed(tmp_path, finished):
    given = lines(
        tmp_path / "operational.csv",
        (1, "TB", 20000),
        (2, "TB", 10000),
        (3, "TB", 20000),
        (5, "TB", 10000),
        (6, "TB", 20000),
        (99, "TB", 20000),
    )
    told = reconcile.reconcile(run=finished, operational=given, bank=None, out=tmp_path / "out")
    assert made.read(tmp_path / "out" / "differences.parquet", "class, household, concept") == [
        ("different_amount", token("H", 2), "TB", 20000, 10000, -10000, "AYACUCHO"),
        ("extra", token("H", 5), "TB", None, 10000, 10000, "PUNO"),
        ("missing", token("H", 3), "TBS", 10000, None, -10000, "AYACUCHO"),
        ("missing", token("H", 4), "TB", 20000, None, -20000, "PUNO"),
        ("not_eligible", token("H", 6), "TB", None, 20000, 20000, "AYACUCHO"),
        ("not_eligible", token("H", 99), "TB", None, 20000, 20000, None),
    ]
    assert told["classes"] == {
        "matched": {"rows": 2, "ours": 40000, "theirs": 40000, "difference": 0},
        "missing": {"rows": 2, "ours": 30000, "theirs": 0, "difference": -30000},
        "extra": {"rows": 1, "ours": 0, "theirs": 10000, "difference": 10000},
        "different_amount": {"rows": 1, "ours": 20000, "theirs": 10000, "difference": -10000},
        "not_eligible": {"rows": 2, "ours": 0, "theirs": 40000, "difference": 40000},
    }
    assert {
        "class": "missing",
        "unit": "PUNO",
        "rows": 1,
        "ours": 20000,
        "theirs": 0,
        "difference": -20000,
    } in told["units"]
    assert told["cents"] == {
        "computed": 90000,
        "operational": 100000,
        "bank_paid": None,
        "bank_returned": None,
    }
    assert sum(row["ours"] for row in told["units"]) == told["cents"]["computed"]
    assert sum(row["theirs"] for row in told["units"]) == told["cents"]["operational"]


def test_the_bank_is_compared_with_the_total_of_each_household_in_the_operational_list(tmp_path, finished):
    given = lines(
        tmp_path / "o.csv",
        (1, "TB", 20000),
        (2, "TB", 20000),
        (3, "TB", 20000),
        (3, "TBS", 10000),
        (4, "TB", 20000),
    )
    bank = listed(
        tmp_path / "b.csv",
        "hogar;centimos;situacion",
        f"{token('H', 1)};20000;pagado",
        f"{token('H', 2)};20000;DEVUELTO",
        f"{token('H', 3)};20000;pagado",
        f"{token('H', 7)};500;paid",
    )
    told = reconcile.reconcile(run=finished, operational=given, bank=bank, out=tmp_path / "out")
    assert made.read(tmp_path / "out" / "differences.parquet", "class, household, concept") == [
        ("bank_different", token("H", 3), None, 30000, 20000, -10000, "AYACUCHO"),
        ("bank_extra", token("H", 7), None, None, 500, 500, None),
        ("bank_missing", token("H", 4), None, 20000, None, -20000, "PUNO"),
        ("bank_returned", token("H", 2), None, 20000, 20000, 0, "AYACUCHO"),
    ]
    assert told["classes"]["bank_paid"] == {"rows": 1, "ours": 20000, "theirs": 20000, "difference": 0}
    assert told["classes"]["matched"]["rows"] == 5
    assert (told["cents"]["bank_paid"], told["cents"]["bank_returned"]) == (40500, 20000)


def test_spanish_headings_a_byte_order_mark_and_parquet_say_the_same(tmp_path, finished):
    plain = lines(tmp_path / "plain.csv", (1, "TB", 20000), (2, "TB", 500))
    spanish = tmp_path / "spanish.csv"
    spanish.write_text(
        "\ufeff" + plain.read_text().replace("household,concept,cents", "Hogar,Concepto,Centimos"),
        encoding="utf-8",
    )
    duckdb.sql(f"COPY (FROM read_csv('{plain}')) TO '{tmp_path / 'typed.parquet'}' (FORMAT parquet)")
    told = [
        reconcile.reconcile(run=finished, operational=path, bank=None, out=tmp_path / path.stem)
        | {"inputs": None}
        for path in (plain, spanish, tmp_path / "typed.parquet")
    ]
    assert told[0] == told[1] == told[2]
    written = [
        (tmp_path / name / "differences.parquet").read_bytes() for name in ("plain", "spanish", "typed")
    ]
    assert written[0] == written[1] == written[2]


def test_a_line_of_nothing_is_no_line(tmp_path, finished):
    given = lines(tmp_path / "o.csv", (1, "TB", 0), (5, "TB", 0))
    told = reconcile.reconcile(run=finished, operational=given, bank=None, out=tmp_path / "out")
    assert told["classes"]["missing"]["rows"] == 5 and told["classes"]["extra"]["rows"] == 0


def test_the_same_household_and_concept_twice_is_refused_with_its_lines(tmp_path, finished):
    row = f"{token('H', 1)},TB,20000"
    (found,) = refused(tmp_path, finished, "household,concept,cents", row, f"{token('H', 2)},TB,1", row)
    assert (found["file"], found["rule"], found["count"], found["rows"]) == (
        "operational",
        "row-twice",
        2,
        [2, 4],
    )
    assert found["message"] == "Hay más de una fila con el mismo hogar y concepto."


def test_unknown_and_personal_columns_are_refused_by_their_headings(tmp_path, finished):
    found = refused(tmp_path, finished, "household,concept,cents,dni,nota", f"{token('H', 1)},TB,20000,1,x")
    assert [(f["column"], f["rule"]) for f in found] == [("dni", "personal-data"), ("nota", "unknown-column")]


def test_missing_and_repeated_columns_are_refused(tmp_path, finished):
    found = refused(tmp_path, finished, "household,hogar,cents", f"{token('H', 1)},{token('H', 1)},20000")
    assert [(f["column"], f["rule"]) for f in found] == [
        ("hogar", "column-twice"),
        ("concept", "missing-column"),
    ]


def test_wrong_values_are_counted_with_their_lines_and_never_repeated(tmp_path, finished):
    found = refused(
        tmp_path,
        finished,
        "household,concept,cents",
        f"{token('H', 1)},BONO,20000",
        "40404040,TB,200.00",
        ",TB,-5",
        f"{token('H', 2)},TB,40404040",
    )
    assert sorted((f["column"], f["rule"], tuple(f["rows"])) for f in found) == [
        ("cents", "not-a-value", (3, 4, 5)),
        ("concept", "not-a-value", (2,)),
        ("household", "empty-cell", (4,)),
        ("household", "personal-data", (3,)),
    ]
    assert "40404040" not in str(found)


def test_a_file_without_headings_does_not_have_its_first_row_repeated(tmp_path, finished):
    found = refused(tmp_path, finished, "40404040,TB,20000", "40404041,TB,20000")
    assert found[0]["rule"] == "personal-data" and "40404040" not in str(found)


def test_an_empty_list_is_refused(tmp_path, finished):
    (found,) = refused(tmp_path, finished, "household,concept,cents")
    assert found["rule"] == "empty"


def test_findings_of_both_lists_come_together(tmp_path, finished):
    given = lines(tmp_path / "o.csv", (1, "BONO", 20000))
    bank = listed(tmp_path / "b.csv", "household,cents,status", f"{token('H', 1)},20000,perdido")
    with pytest.raises(ListsRefused) as caught:
        reconcile.reconcile(run=finished, operational=given, bank=bank, out=tmp_path / "out")
    assert [(f.file, f.column) for f in caught.value.findings] == [
        ("operational", "concept"),
        ("bank", "status"),
    ]


def test_what_is_no_table_is_unreadable(tmp_path, finished):
    latin = tmp_path / "latin.csv"
    latin.write_bytes("household,concept,cents\nñ,TB,1\n".encode("latin-1"))
    ragged = listed(tmp_path / "ragged.csv", "household,concept,cents", f"{token('H', 1)},TB")
    sheet = listed(tmp_path / "list.ods", "household,concept,cents")
    broken = listed(tmp_path / "broken.parquet", "PAR1")
    for path in (latin, ragged, sheet, broken):
        with pytest.raises(Unreadable, match=path.name):
            reconcile.reconcile(run=finished, operational=path, bank=None, out=tmp_path / "out")


def test_one_class_is_exported_for_a_spreadsheet(tmp_path, finished):
    given = lines(tmp_path / "o.csv", (1, "TB", 20000), (2, "TB", 10000))
    reconcile.reconcile(run=finished, operational=given, bank=None, out=tmp_path / "out")
    differences, target = tmp_path / "out" / "differences.parquet", tmp_path / "missing.csv"
    assert reconcile.export(differences=differences, class_="missing", target=target) == 3
    assert target.read_bytes().startswith(b"\xef\xbb\xbf")
    with target.open(encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.DictReader(opened))
    assert rows[0] == {
        "clase": "Falta en el sistema operativo",
        "hogar": token("H", 3),
        "concepto": "TB",
        "centimos_esperados": "20000",
        "centimos_informados": "",
        "diferencia": "-20000",
        "unidad_territorial": "AYACUCHO",
    }
    with pytest.raises(ValueError, match="no es una clase"):
        reconcile.export(differences=differences, class_="matched", target=target)


def test_a_run_that_is_not_finished_is_not_compared(tmp_path):
    with pytest.raises(FileNotFoundError):
        reconcile.reconcile(run=tmp_path, operational=tmp_path / "o.csv", bank=None, out=tmp_path / "out")
