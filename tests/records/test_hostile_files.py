"""Files that mean harm are refused with a reason, or kept as bytes that nothing opens or runs."""

import struct
import zipfile
from io import BytesIO

import docx
import pytest
from django.urls import reverse

from sigor.analysis.wording.reading import paragraphs
from sigor.committee.models import Agreement
from sigor.organisation import clock
from sigor.records import files, services
from sigor.records.files import FileRefused

pytestmark = pytest.mark.django_db
WORD = "word/document.xml"


def packed(parts, compression=zipfile.ZIP_DEFLATED):
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def word(**parts):
    stream = BytesIO()
    docx.Document().save(stream)
    with zipfile.ZipFile(stream) as archive:
        told = {name: archive.read(name) for name in archive.namelist()}
    return packed(told | {name.replace("__", "/"): content for name, content in parts.items()})


def lying_about_its_size():
    """A package whose list says that a part is far larger than it is."""
    data = bytearray(packed({"a.txt": b"x"}))
    at = data.index(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", (1 << 32) - 2)
    return bytes(data)


REFUSED = {
    "a macro": ("a.docx", word(**{"word__vbaProject.bin": b"x"}), "macros"),
    "a macro under another name": (
        "a.docx",
        word(
            **{
                "[Content_Types].xml": b"<Types>application/vnd.ms-word.document.macroEnabled.main+xml</Types>"
            }
        ),
        "macros",
    ),
    "a macro of another office": ("a.zip", packed({"Basic/Standard/Module1.xml": b"x"}), "macros"),
    "a bomb": ("a.zip", packed({f"{n}.txt": b"\0" * (16 << 20) for n in range(8)}), "comprimido"),
    "a bomb dressed as Word": ("a.docx", word(word__media=b"\0" * (80 << 20)), "comprimido"),
    "a package that lies about its size": ("a.zip", lying_about_its_size(), "comprimido"),
    "too many parts": (
        "a.zip",
        packed({f"{n}": b"" for n in range(20_001)}, zipfile.ZIP_STORED),
        "comprimido",
    ),
    "a part that climbs out": ("a.zip", packed({"../../etc/cron.d/x": b"x"}), "rutas"),
    "a part with a drive": ("a.zip", packed({"C:\\Windows\\x": b"x"}), "rutas"),
    "an absolute part": ("a.zip", packed({"/etc/passwd": b"x"}), "rutas"),
    "a script in a picture": ("a.svg", b"<svg><script>alert(1)</script></svg>", "No se aceptan"),
    "a picture that is a page": ("a.png", b"<html><script>alert(1)</script></html>", "no corresponde"),
    "a page as plain text": ("a.txt", b"  <!doctype html><script>alert(1)</script>", "no corresponde"),
    "a program as a report": ("a.pdf", b"MZ\x90\x00" + b"\0" * 200, "no corresponde"),
    "a program in two endings": ("informe.pdf.exe", b"MZ\x90\x00", "No se aceptan"),
    "a report that is a package": ("a.pdf", packed({"a": b"x"}), "no corresponde"),
    "half a package": ("a.docx", word()[:300], "no corresponde"),
    "nothing": ("a.pdf", b"", "vacío"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_and_nothing_is_kept(name, settings):
    file_name, data, says = REFUSED[name]
    before = set(settings.FILES_ROOT.rglob("*"))
    with pytest.raises(FileRefused, match=says):
        files.store(BytesIO(data), file_name, at=clock.now())
    assert {p for p in set(settings.FILES_ROOT.rglob("*")) - before if p.is_file()} == set()


def test_an_entity_of_outside_is_not_followed(tmp_path):
    secret = tmp_path / "secreto.txt"
    secret.write_text("clave-secreta")
    body = (
        f'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY x SYSTEM "file://{secret}">]>'
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        "<w:body><w:p><w:r><w:t>Hola &x;</w:t></w:r></w:p></w:body></w:document>"
    )
    stored = files.store(BytesIO(word(**{"word__document.xml": body.encode()})), "a.docx", at=clock.now())
    told = paragraphs(files.location(stored.sha256), stored.media_type)
    assert "clave-secreta" not in " ".join(told)


@pytest.mark.parametrize(
    "name", ["../../informe.txt", "/etc/passwd.txt", "a\r\nX-Evil: 1.txt", "“raro” <b>.txt"]
)
def test_a_name_with_tricks_leads_nowhere(name, unit_head, units, client):
    evidence = services.keep_evidence(
        by=unit_head, unit_id=units["UCC"].pk, stream=BytesIO(b"Hola"), file_name=name, type="Informe"
    )
    assert files.location(evidence.file.sha256).read_bytes() == b"Hola"


def test_a_kept_file_is_never_opened_inside_the_site(unit_head, units, client):
    record = services.create(
        Agreement(title="x", text="x", unit=units["UCC"], due_date=clock.today()), by=unit_head
    )
    evidence = services.keep_evidence(
        by=unit_head, unit_id=units["UCC"].pk, stream=BytesIO(b"Hola"), file_name="a\r\nb.txt", type="Informe"
    )
    use = services.attach(record, by=unit_head, evidence=evidence)
    client.force_login(unit_head)
    answer = client.get(reverse("register_evidence_file", args=["agreements", record.pk, use.pk]))
    assert (
        answer["Content-Disposition"].startswith("attachment") and "\n" not in answer["Content-Disposition"]
    )
    assert answer["X-Content-Type-Options"] == "nosniff"
