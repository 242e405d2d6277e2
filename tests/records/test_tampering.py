"""A superuser who switches the triggers off and rewrites an entry is found, and the place is named."""

import json
import os
import subprocess
import sys

import psycopg
import pytest


@pytest.fixture
def installation(fresh_database, tmp_path):
    """A database of its own with some history, and the `sigor` command on it."""
    app, owner = fresh_database
    environment = os.environ | {"DATABASE_URL": app, "SIGOR_STATE": str(tmp_path), "SIGOR_ENV": "test"}

    def sigor(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "sigor.config", *arguments]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    with psycopg.connect(owner, autocommit=True) as connection:
        for number in range(5):
            connection.execute(
                "INSERT INTO organisation_holiday (date, name, source) VALUES (%s, %s, '')",
                [f"2025-07-{number + 1:02d}", "x"],
            )
    return owner, sigor


def test_an_intact_chain_says_so_in_the_promised_shape(installation):
    _owner, sigor = installation
    done = sigor("audit", "verify", "--json")
    found = json.loads(done.stdout)
    assert done.returncode == 0
    assert {"intact": True, "first_broken": None}.items() <= found.items()
    assert found["entries"] >= 5
    assert len(found["head"]) == 64


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE audit_entry SET actor = 'otro' WHERE position = {at}",
        "DELETE FROM audit_entry WHERE position = {at}",
        'UPDATE audit_entry SET after = \'{{"name": "y"}}\' WHERE position = {at}',
    ],
)
def test_the_first_broken_link_is_named(installation, tampering):
    owner, sigor = installation
    with psycopg.connect(owner, autocommit=True) as connection:
        at = connection.execute("SELECT max(position) - 2 FROM audit_entry").fetchone()[0]
        connection.execute("ALTER TABLE audit_entry DISABLE TRIGGER USER")
        connection.execute(tampering.format(at=at))
        connection.execute("ALTER TABLE audit_entry ENABLE TRIGGER USER")
    done = sigor("audit", "verify", "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout)["first_broken"] == at
