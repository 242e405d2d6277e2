"""PostgreSQL and Apache Spark come to the same roll from the same texts, row by row, under varied rules."""

import copy
import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest

from sigor.incentives.engine import elsewhere, pipeline, synthetic
from sigor.incentives.engine.bimesters import Bimester
from sigor.incentives.engine.rules import RuleSet
from tests.incentives import made

BIMESTER = "2025-B6"


def varied() -> RuleSet:
    """A pilot area, a grade of some districts only, an exemption, and a base that changes in the second month."""
    document = copy.deepcopy(RuleSet.read().document)
    dated = {"valid_from": "2017-01-01", "valid_to": None, "source": "Prueba", "confirmed": False}
    document["areas"] += [dated | {"area": "TPI_URBANO", "prefix": prefix} for prefix in ("05", "0601", "15")]
    document["areas"] += [dated | {"area": "PILOTO", "prefix": "06"}]
    next(entry for entry in document["grades"] if entry["grade"] == "S3")["area"] = "PILOTO"
    days = {"valid_from": "2025-11-20", "valid_to": "2025-12-05"}
    document["exemptions"] += [
        dated | days | {"prefix": "06", "requirement": None},
        dated | {"prefix": "22", "requirement": "attendance"},
    ]
    base = next(entry for entry in document["amounts"] if entry["concept"] == "TB")
    document["amounts"].append(base | {"cents": 12345, "valid_from": "2025-12-01"})
    base["valid_to"] = "2025-11-30"
    return RuleSet.of(document)


def ran(folder: Path, households: int) -> Path:
    synthetic.write(folder, bimester=BIMESTER, households=households)
    paths = {kind: folder / f"{kind}.parquet" for kind in pipeline.SNAPSHOT}
    pipeline.run(paths, bimester=Bimester.read(BIMESTER), rules=varied(), out=folder / "run")
    return folder / "run"


@pytest.fixture(scope="module")
def run(tmp_path_factory) -> Path:
    return ran(tmp_path_factory.mktemp("engines"), 1500)


@pytest.fixture(scope="module")
def address(fresh_module_database) -> str:
    """A database in which the service's own role may make temporary tables."""
    return fresh_module_database[0]


@pytest.fixture(scope="module")
def on_postgresql(run, address) -> dict[str, str]:
    return elsewhere.on_postgresql(run, address)


def counted(run: Path, name: str, condition: str) -> int:
    ((count,),) = duckdb.sql(
        f"SELECT count(*) FROM read_parquet('{run / name}.parquet') WHERE {condition}"
    ).fetchall()
    return int(count)


def test_the_rules_that_vary_bear_upon_many_households(run):
    """What is compared below would say little if nobody were concerned."""
    told = pipeline.manifest(run)["totals"]
    assert all(told["concepts"][concept]["households"] > 0 for concept in told["concepts"])
    assert counted(run, "checks", "verdict = 2") > 50
    assert counted(run, "lines", "concept = 'TB' AND units_1 = 0 AND cents = 12345") > 0
    assert counted(run, "lines", "concept = 'TB' AND units_1 = 1 AND units_2 = 1 AND cents = 22345") > 100
    assert counted(run, "roll", "tpi > 0") > 20 and counted(run, "roll", "tpiu > 0") > 20
    grades = f"read_parquet('{run / 'members.parquet'}')"
    students = f"read_parquet('{run / 'member_months.parquet'}')"
    third = f"SELECT student, count(*) FROM {students} JOIN {grades} ON member = number WHERE grade = 'S3' GROUP BY 1"
    assert set(dict(duckdb.sql(third).fetchall())) == {0, 2}


def test_postgresql_comes_to_the_same_roll(run, on_postgresql):
    assert on_postgresql == elsewhere.of_run(run)
    assert set(on_postgresql) == {"roll", "lines"}


def test_postgresql_keeps_nothing_of_it(run, address, on_postgresql):
    import psycopg

    with psycopg.connect(address) as connection:
        found = connection.execute(
            "SELECT relname FROM pg_class WHERE relname = ANY(%s)", [[*elsewhere.ORDER, "rates", "facts"]]
        ).fetchall()
    assert found == []


@pytest.mark.parametrize(
    ("name", "question", "others"),
    [
        ("roll", "SELECT * REPLACE (CASE WHEN household = 700 THEN tb + 1 ELSE tb END AS tb) FROM was", {"lines"}),
        ("roll", "SELECT * REPLACE (CASE WHEN household = 0 THEN total - 1 ELSE total END AS total) FROM was", {"lines"}),
        ("roll", "SELECT * FROM was WHERE household <> 1499", {"lines"}),
        ("roll", "SELECT * FROM was ORDER BY household DESC", {"lines"}),
        ("lines", "SELECT * REPLACE (cents + (cents = (SELECT max(cents) FROM was))::INT AS cents) FROM was", {"roll"}),
    ],
    ids=["an amount", "a total", "a household left out", "another order", "a line"],
)  # fmt: skip
def test_one_planted_change_makes_the_digests_differ(run, on_postgresql, tmp_path, name, question, others):
    copied = shutil.copytree(run, tmp_path / "copied")
    made.rewrite(copied / f"{name}.parquet", question)
    own = elsewhere.of_run(copied)
    assert {same for same in own if own[same] == on_postgresql[same]} == others


def test_the_other_engine_reads_the_extract_and_not_the_roll(run, address, on_postgresql, tmp_path):
    copied = shutil.copytree(run, tmp_path / "copied")
    for name in ("roll", "lines", "checks", "member_months"):
        (copied / f"{name}.parquet").unlink()
    assert elsewhere.on_postgresql(copied, address) == on_postgresql
    twice = "SELECT * REPLACE (CASE WHEN requirement = 'enrolment' THEN 0 ELSE done END AS done) FROM was"
    made.rewrite(copied / "facts.parquet", twice)
    assert elsewhere.on_postgresql(copied, address) != on_postgresql


def test_a_digest_depends_on_every_value_and_on_the_order():
    rows: list[tuple[Any, ...]] = [(1, "a", None), (2, "b", 30)]
    digests = {
        elsewhere.digest(other)
        for other in (rows, rows[::-1], rows[:1], [], [(1, "a", 0), rows[1]], [(1, "a", ""), (2, "b", 31)])
    }
    assert len(digests) == 6
    assert elsewhere.digest([list(row) for row in rows]) == elsewhere.digest(iter(rows))


@pytest.fixture(scope="module")
def spark_run(tmp_path_factory) -> Path:
    return ran(tmp_path_factory.mktemp("spark"), 300)


@pytest.fixture(scope="module")
def on_spark(spark_run) -> dict[str, str]:
    """One session of Spark for the module."""
    return elsewhere.on_spark(spark_run)


def test_spark_comes_to_the_same_roll(spark_run, on_spark):
    assert on_spark == elsewhere.of_run(spark_run)


def test_spark_and_postgresql_come_to_the_same_roll(spark_run, on_spark, address):
    assert on_spark == elsewhere.on_postgresql(spark_run, address)


def test_without_spark_it_is_said_what_to_install(run, monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    with pytest.raises(elsewhere.NotInstalled, match="instale pyspark y sqlglot"):
        elsewhere.on_spark(run)
