"""The page where anybody may check a signed PDF: what it tells, what it takes and what it never keeps."""

import json
import os
import random
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sigor.copies import limits
from sigor.copies.models import LookupWindow
from sigor.records.models import AuditEntry, StoredFile
from sigor.signatures import inspection, public_views, sandbox
from tests.signatures import documents, pki

PAGE = "/firmas/validar/"


@pytest.fixture
def check(client, db):
    """A function that has a file checked by somebody without an account."""

    def send(data: bytes, name: str = "archivo.pdf"):
        return client.post(PAGE, {"file": SimpleUploadedFile(name, data, "application/pdf")})

    return send


def kept_files(settings) -> list[str]:
    return sorted(str(p) for p in settings.FILES_ROOT.rglob("*") if p.is_file())


def test_it_opens_without_an_account_and_says_that_nothing_is_kept(client, db):
    page = client.get(PAGE)
    assert page.status_code == 200
    assert "no se guarda ni él ni copia alguna" in page.content.decode()


def test_each_signature_is_told_with_one_verdict(check, authority, settings):
    first = documents.signed(documents.report(), authority.person, timestamper=authority.timestamper())
    both = documents.signed(first, authority.stranger, field="Segunda", reason="Apruebo")
    before = kept_files(settings)
    page = check(both)
    words = page.content.decode()
    assert page.status_code == 200
    for told in (
        "Las firmas están íntegras, pero no todas prueban quién firmó.",
        "Válida: firmó JEFATURA DE UNIDAD FIR 12345678; después solo se agregaron otras firmas.",
        "no se puede asegurar que lo firmó DESCONOCIDA",
        "Emisora de prueba",
        "Doy V° B°",
        "PAdES B-T",
        "Reloj de prueba",
        "Cubre todo el archivo.",
    ):
        assert told in words, told
    assert kept_files(settings) == before
    assert StoredFile.objects.count() == 0


def test_a_file_without_signatures_is_told_so(check):
    assert "Este PDF no tiene firmas digitales." in check(documents.report()).content.decode()


def test_somebody_signed_in_sees_it_within_the_frame(client, unit_head):
    client.force_login(unit_head)
    assert 'class="rail"' in client.get(PAGE).content.decode()


HOSTILE = {
    "nothing": (lambda: b"", "Elija el archivo"),
    "not a PDF": (lambda: b"MZ\x90\x00" + b"\x00" * 500, "no es un PDF"),
    "a page of the web": (lambda: b"<html><script>alert(1)</script></html>", "no es un PDF"),
    "only a head": (lambda: b"%PDF-1.7\n", "dañado"),
    "cut in the middle": (lambda: documents.report()[: len(documents.report()) // 2], "dañado"),
    "encrypted": (lambda: documents.encrypted(documents.report()), "contraseña"),
    "nested deeply": (documents.nested, "anidada"),
    "noise behind a head": (lambda: b"%PDF-1.7\n" + random.Random(1).randbytes(300_000), "dañado"),
    "a table that points to itself": (
        lambda: (
            b"%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\n"
            b"xref\n0 1\n0000000000 65535 f \ntrailer\n<</Size 1/Root 1 0 R/Prev 44>>\nstartxref\n44\n%%EOF\n"
        ),
        "dañado",
    ),
    "a table of a billion objects": (
        lambda: (
            b"%PDF-1.7\nxref\n0 999999999\n0000000000 65535 f \n"
            b"trailer\n<</Size 999999999/Root 1 0 R>>\nstartxref\n9\n%%EOF\n"
        ),
        "dañado",
    ),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_files_get_a_clear_sentence_and_never_an_error(check, settings, kind):
    make, words = HOSTILE[kind]
    before = kept_files(settings)
    page = check(make())
    assert page.status_code == 422
    assert words in page.content.decode()
    assert kept_files(settings) == before


def test_a_bomb_of_compressed_nothing_ends_in_a_sentence(check):
    import zlib

    bomb = zlib.compress(b"\x00" * (600 * 1024 * 1024), 9)
    head = b"%PDF-1.7\n"
    stream = (
        b"1 0 obj\n<</Type/XRef/Size 2/W[1 8 8]/Filter/FlateDecode/Root 2 0 R/Length "
        + str(len(bomb)).encode()
        + b">>\nstream\n"
        + bomb
        + b"\nendstream\nendobj\n"
    )
    page = check(head + stream + b"startxref\n9\n%%EOF\n")
    assert page.status_code == 422


def test_a_file_that_takes_too_long_is_given_up(check, monkeypatch):
    monkeypatch.setattr(sandbox.PUBLIC, "seconds", 0.05)
    page = check(documents.report())
    assert page.status_code == 422
    assert "tarda demasiado" in page.content.decode()


def test_when_too_much_is_under_way_outside_it_says_so_and_signing_goes_on(check, monkeypatch, ask):
    monkeypatch.setattr(sandbox.PUBLIC, "wait", 0.01)
    with sandbox.PUBLIC.places:
        assert "muchas comprobaciones" in check(documents.report()).content.decode()
        assert ask().state == "requested"


def test_a_broken_announcement_of_size_is_no_error(client, db):
    answer = client.post(PAGE, b"x", content_type="multipart/form-data; boundary=b", CONTENT_LENGTH="mucho")
    assert answer.status_code < 500


def test_a_body_that_is_no_form_is_no_error(client, db):
    for kind, body in (
        ("application/pdf", b"%PDF-1.7"),
        ("multipart/form-data; boundary=b", b"--b\r\nroto"),
        ("multipart/form-data", b"sin frontera"),
        ("application/json", b"{}"),
    ):
        assert client.post(PAGE, body, content_type=kind).status_code in (400, 422)


def test_several_files_share_one_limit(client, db, settings):
    settings.SIGNING_VALIDATION_SIZE = 200_000
    many = [SimpleUploadedFile(f"{n}.pdf", b"%PDF" + b"x" * 60_000, "application/pdf") for n in range(5)]
    assert client.post(PAGE, {"file": many}).status_code == 413


@pytest.mark.parametrize("announced", [True, False])
def test_a_file_past_the_limit_is_not_read(check, settings, monkeypatch, announced):
    settings.SIGNING_VALIDATION_SIZE = 200_000
    if not announced:
        monkeypatch.setattr("sigor.signatures.uploads.SLACK", 10_000_000)
    page = check(b"%PDF-1.7" + b"x" * 300_000)
    assert page.status_code == 413
    assert "supera el límite" in page.content.decode()


def test_names_of_files_are_words_and_not_markup(check):
    page = check(documents.report(), "<img src=x onerror=alert(1)>.pdf")
    assert b"<img" not in page.content


def test_the_token_of_the_form_is_asked_for(db):
    strict = Client(enforce_csrf_checks=True)
    data = SimpleUploadedFile("a.pdf", documents.report(), "application/pdf")
    assert strict.post(PAGE, {"file": data}).status_code == 403


# -- how often -------------------------------------------------------------------------------------


def test_one_caller_has_its_share_and_others_theirs(client, db, monkeypatch):
    monkeypatch.setattr(public_views, "CHECKS", replace(public_views.CHECKS, most=3))
    monkeypatch.setattr(sandbox, "inspect", lambda data, **given: {"signatures": []})
    send = lambda address: client.post(  # noqa: E731
        PAGE, {"file": SimpleUploadedFile("a.pdf", b"%PDF-1.7")}, REMOTE_ADDR=address
    )
    assert [send("10.0.0.1").status_code for _time in range(5)] == [200, 200, 200, 429, 429]
    refused = send("10.0.0.1")
    assert refused["Retry-After"]
    assert "Espere" in refused.content.decode()
    assert send("10.0.0.2").status_code == 200


def test_no_address_is_kept_and_old_windows_go(client, db, monkeypatch):
    from datetime import timedelta

    from sigor.organisation import clock

    monkeypatch.setattr(sandbox, "inspect", lambda data, **given: {"signatures": []})
    trail = AuditEntry.objects.count()
    client.post(PAGE, {"file": SimpleUploadedFile("a.pdf", b"%PDF-1.7")}, REMOTE_ADDR="10.20.30.40")
    assert "10.20.30.40" not in str(list(LookupWindow.objects.values()))
    assert AuditEntry.objects.count() == trail
    limits.forget(clock.now() + timedelta(days=1))
    assert LookupWindow.objects.count() == 0


# -- the process that looks ------------------------------------------------------------------------


def test_the_process_that_looks_gets_no_secret(monkeypatch):
    seen = {}

    def run(command, **given):
        seen.update(given)
        return type("Done", (), {"returncode": 0, "stdout": b"{}"})()

    monkeypatch.setenv("SIGNING_P12_PASSPHRASE", "secreta")
    monkeypatch.setattr(sandbox.subprocess, "run", run)
    from sigor.organisation import clock

    sandbox.inspect(b"%PDF-1.7", moment=clock.now())
    assert set(seen["env"]) == {"PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "PATH", "LANG"}
    assert "secreta" not in json.dumps(seen["env"])
    assert b"DATABASE" not in seen["input"]
    assert os.environ["DATABASE_URL"] not in seen["input"].decode("latin-1")


def test_the_part_that_looks_knows_nothing_of_django():
    import subprocess
    import sys

    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys, sigor.signatures.inspection; sys.exit(any(m.split('.')[0] == 'django' for m in sys.modules))",
        ],
        env={"PYTHONPATH": str(sandbox.SOURCE)},
        check=False,
    )
    assert done.returncode == 0
    assert inspection.MEMORY <= 1 << 30


def test_a_folder_of_trust_may_hold_other_files(tmp_path, authority):
    folder = authority.trust(tmp_path / "mezclada")
    (folder / "leame.txt").write_text("no es un certificado")
    (folder / "roto.pem").write_text("-----BEGIN CERTIFICATE-----\nroto\n-----END CERTIFICATE-----\n")
    assert len(inspection.certificates_in(folder)) == 1
    assert inspection.certificates_in(None) == []
    assert inspection.certificates_in(tmp_path / "no-existe") == []
    assert pki.authority() is authority
