"""`sigor files verify` reads every kept file again, issued ones included, and tells what lies there unknown."""

import json
import os
import time

import pytest
from click.testing import CliRunner

from sigor.records import files
from sigor.records.cli import files_group
from tests.copies.conftest import a_pdf


@pytest.fixture
def verify():
    def run(*options):
        return CliRunner().invoke(files_group, ["verify", *options])

    return run


def told(done):
    return json.loads(done.stdout)


def left(path, days):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"algo")
    os.utime(path, (time.time() - days * 86_400,) * 2)


def test_kept_files_that_are_whole_are_counted_by_who_stands_on_them(issued, stored, verify):
    issued(), issued(kind="list", keep=False), stored(a_pdf())
    done = verify("--json")
    assert done.exit_code == 0
    found = told(done)
    assert found["files"] == 2 and found["intact"] and found["problems"] == []
    assert found["uses"]["copies_issuedfile"] == 1


def test_an_issued_file_that_is_missing_or_altered_is_named(issued, verify):
    missing, altered = issued(), issued()
    files.location(missing.sha256).unlink()
    files.location(altered.sha256).chmod(0o640)
    files.location(altered.sha256).write_bytes(b"%PDF-1.4 otra cosa")
    done = verify("--json")
    assert done.exit_code == 1 and not told(done)["intact"]
    assert {(p["sha256"], p["problem"]) for p in told(done)["problems"]} == {
        (missing.sha256, "missing"),
        (altered.sha256, "altered"),
    }


def test_what_lies_there_for_a_day_and_nobody_knows_is_told(issued, verify, settings):
    issued()
    root = settings.FILES_ROOT
    unknown = "ab" * 32
    for place in (f"ab/ab/{unknown}", "incoming/tmpx", "ab/ab/nota.txt"):
        left(root / place, days=2)
    left(root / "cd" / "cd" / ("cd" * 32), days=0)
    left(root / "incoming" / "tmpy", days=0)
    done = verify("--json")
    assert done.exit_code == 1
    assert {(p["path"], p["problem"]) for p in told(done)["problems"]} == {
        (f"ab/ab/{unknown}", "extra"),
        ("ab/ab/nota.txt", "extra"),
        ("incoming/tmpx", "incoming"),
    }
    assert "sobra" in verify().stderr and "3 problemas" in verify().stdout


def test_a_known_file_in_the_wrong_place_is_missing_there_and_extra_here(issued, verify, settings):
    row = issued()
    place = files.location(row.sha256)
    moved = settings.FILES_ROOT / "00" / "00" / row.sha256
    moved.parent.mkdir(parents=True, exist_ok=True)
    place.rename(moved)
    os.utime(moved, (time.time() - 200_000,) * 2)
    assert {p["problem"] for p in told(verify("--json"))["problems"]} == {"missing", "extra"}
