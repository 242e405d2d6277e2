"""Killed in the middle of its work, twice: what people were told is kept is there, and nothing is half there."""

import hashlib
import random
import threading
import time
from collections.abc import Iterator

import pytest

from tests.durability.clients import Told, keep_submitting, keep_verifying, submit
from tests.durability.installation import Installation, installed
from tests.durability.prepare import UNITS

SEED = 20250616
ROUNDS = 2
SUBMITTERS = ("ucc", "uop", "ucc", "uop", "ucc", "uop")

SUBMISSIONS = """
SELECT s.id, f.sha256 FROM plans_submission s
JOIN records_evidence e ON e.id = s.evidence_id JOIN records_storedfile f ON f.id = e.file_id
"""
VERIFIED = """
SELECT s.id, s.lineage::text, s.quantity FROM plans_submission s
JOIN LATERAL (
    SELECT d.outcome FROM plans_decision d WHERE d.submission_id = s.id
    ORDER BY d.decided_at DESC, d.id DESC LIMIT 1
) last ON last.outcome = 'verified'
"""
OWED = "SELECT lineage::text, quantity FROM plans_deliverable"


@pytest.fixture(scope="module")
def installation() -> Iterator[Installation]:
    with installed() as found:
        yield found


@pytest.fixture(scope="module")
def told(installation: Installation) -> Told:
    """What clients were told over two rounds that both ended in a kill; the product is up again afterwards."""
    known = installation.run("tests.durability.prepare", role="sigor_owner")
    moments = random.Random(SEED)
    heard = Told()
    for _round in range(ROUNDS):
        installation.serve()
        one_round(installation, known, heard, moments)
    installation.serve()
    tokens, deliverable = known["tokens"], known["deliverables"][0]
    status, answer, _sha256 = submit(installation.url, tokens["ucc"], deliverable)
    assert status == 201, answer
    return heard


def one_round(installation: Installation, known: dict, told: Told, moments: random.Random) -> None:
    deliverables, tokens, url = known["deliverables"], known["tokens"], installation.url
    clients = [
        threading.Thread(target=keep_submitting, args=(told, url, tokens[who], deliverables[n // 2]))
        for n, who in enumerate(SUBMITTERS)
    ]
    clients.append(threading.Thread(target=keep_verifying, args=(told, url, tokens["coordinacion"])))
    before, interrupted = len(told.sent), told.interrupted
    for client in clients:
        client.start()
    assert told.wait_for(before + moments.randint(20, 40), 60), installation.log()
    time.sleep(moments.uniform(0, 0.05))  # not to wait for anything: the cut comes when it comes
    installation.kill()
    for client in clients:
        client.join(30)
    assert not [c for c in clients if c.is_alive()]
    assert told.unexpected == []
    assert told.interrupted > interrupted, "the kill found nobody at work"


def test_every_acknowledged_submission_is_there_with_the_bytes_that_were_sent(
    installation: Installation, told: Told
) -> None:
    kept = dict(installation.rows(SUBMISSIONS))
    assert {s: kept.get(s) for s in told.sent} == told.sent
    for sha256 in told.sent.values():
        path = installation.files / sha256[:2] / sha256[2:4] / sha256
        assert hashlib.sha256(path.read_bytes()).hexdigest() == sha256


def test_every_acknowledged_verification_is_there(installation: Installation, told: Told) -> None:
    assert told.verified
    assert told.verified <= {row[0] for row in installation.rows(VERIFIED)}


def test_no_submission_is_without_its_file(installation: Installation, told: Told) -> None:
    kept = installation.rows(SUBMISSIONS)
    assert len(kept) > len(told.sent)
    missing = [
        s for s, sha256 in kept if not (installation.files / sha256[:2] / sha256[2:4] / sha256).exists()
    ]
    assert missing == []
    found = installation.run("sigor.config", "files", "verify", "--json")
    assert found["intact"] and found["problems"] == [] and found["files"] >= len(told.sent)


def test_the_audit_trail_is_whole(installation: Installation, told: Told) -> None:
    found = installation.run("sigor.config", "audit", "verify", "--json")
    assert found["intact"] and found["first_broken"] is None
    assert found["entries"] == installation.rows("SELECT count(*) FROM audit_entry")[0][0]


def test_every_submission_and_decision_has_its_entry_and_no_entry_is_without_its_row(
    installation: Installation, told: Told
) -> None:
    for table in ("plans_submission", "plans_decision", "records_storedfile"):
        rows = {str(row[0]) for row in installation.rows(f"SELECT id FROM {table}")}
        entries = installation.rows(
            f"SELECT row_id FROM audit_entry WHERE table_name = '{table}' AND operation = 'INSERT'"
        )
        assert sorted(rows) == sorted(row[0] for row in entries)


def test_no_deliverable_has_more_units_verified_than_it_owes(installation: Installation, told: Told) -> None:
    owed = dict(installation.rows(OWED))
    assert UNITS in owed.values()
    verified: dict[str, int] = {}
    for _submission, lineage, quantity in installation.rows(VERIFIED):
        verified[lineage] = verified.get(lineage, 0) + quantity
    assert verified and all(units <= owed[lineage] for lineage, units in verified.items())
