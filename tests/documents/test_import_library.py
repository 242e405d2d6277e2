"""A library that existed before: everything is checked first, then it is kept whole or not at all."""

import csv
import json
import re
import zipfile
from datetime import date, datetime
from io import BytesIO, StringIO

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from sigor.acts.models import Act, ActDuty, CaseFile
from sigor.documents import importing, importing_sources, selectors
from sigor.documents.cli import library_group
from sigor.documents.models import Document, DocumentVersion
from sigor.processes.models import Process
from sigor.records import files, services
from sigor.records.access import AccessDenied
from sigor.records.files import FileRefused
from sigor.records.models import AuditEntry, Evidence, StoredFile

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("story")]

HEADINGS = [str(label) for label in importing_sources.LABELS.values()]
DIR = {
    "Código": "DIR-001-2019", "Título": "Gestión documental", "Tipo": "DIR", "Proceso": "E01", "Unidad": "UPPM",
    "Revisión": "1", "Archivo": "dir1.txt", "Rige desde": "02/01/2019", "Rige hasta": "",
    "Acto que aprueba": "RDE N° 005-2018", "Fecha del acto": "20/12/2018", "Clasificación": "Público",
    "Código externo": "SGD-77",
}  # fmt: skip
SECOND = DIR | {
    "Revisión": "Rev.2", "Archivo": "dir2.txt", "Rige desde": "2021-03-01",
    "Acto que aprueba": "RDE N° 010-2021", "Fecha del acto": "2021-02-20",
}  # fmt: skip
PROC = DIR | {
    "Código": "PNADP-UCC-GEN-P-001", "Título": "Atención de alertas", "Tipo": "P", "Proceso": "", "Unidad": "UCC",
    "Revisión": "0", "Archivo": "proc.txt", "Clasificación": "", "Código externo": "",
}  # fmt: skip
FORM = PROC | {"Código": "X-9", "Título": "Visita", "Archivo": "visita.txt", "Acto que aprueba": "007-2020",
               "Fecha del acto": "01/06/2020", "Rige desde": "01/07/2020"}  # fmt: skip
ROWS = [DIR, SECOND, PROC, FORM]
TEXTS = {"dir1.txt": "Uno.", "dir2.txt": "Uno.\nDos.", "proc.txt": "Alertas.", "visita.txt": "Visita."}


@pytest.fixture
def ground(document_type, act_type, units, coordinator):
    document_type("DIR")
    document_type("P", title="Procedimiento")
    act_type()
    process = Process(
        key="E01", title="Gestión", kind="strategic", unit=units["UPPM"], valid_from=date(2025, 1, 1)
    )
    services.create(process, by=coordinator)


def sheet_of(rows):
    told = StringIO()
    writer = csv.DictWriter(told, HEADINGS, restval="", delimiter=";")
    writer.writeheader()
    writer.writerows(rows)
    return told.getvalue().encode("utf-8-sig")


def zipped(contents):
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return packed.getvalue()


@pytest.fixture
def library(tmp_path, ground):
    """A function that writes a spreadsheet and a folder, and says where they are."""

    def make(rows=ROWS, texts=TEXTS):
        folder = tmp_path / "biblioteca"
        folder.mkdir(exist_ok=True)
        for name, text in texts.items():
            (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        sheet = tmp_path / "planilla.csv"
        sheet.write_bytes(sheet_of(rows))
        return folder, sheet

    return make


@pytest.fixture
def planned(library, coordinator):
    def make(rows=ROWS, texts=TEXTS, by=coordinator):
        folder, sheet = library(rows, texts)
        found = importing_sources.files_in(folder, but=[sheet])
        return importing.plan_import(importing_sources.read_sheet(sheet, sheet.name), found, by=by)

    return make


@pytest.fixture
def imported(planned, coordinator):
    return lambda *args, **kwargs: importing.carry_out(planned(*args, **kwargs), by=coordinator)


def counted():
    return [model.objects.count() for model in (Document, DocumentVersion, Act, CaseFile, Evidence)]


def blocking(plan):
    return [finding for finding in plan.findings if finding.blocks]


def test_three_documents_come_in_with_their_versions_acts_and_history(imported, coordinator):
    done = imported()
    assert (done.documents, done.versions) == (3, 4)
    directive = Document.objects.get(code="DIR-001-2019")
    assert (directive.state, directive.classification, directive.external_code) == (
        "accepted", "public", "SGD-77",
    )  # fmt: skip
    assert directive.review_due == date(2023, 3, 1)
    first, second = directive.versions.order_by("number")
    assert (first.number, first.in_force_until, first.get_state().code) == (
        1,
        date(2021, 2, 28),
        "superseded",
    )
    assert (second.number, second.in_force_until, second.get_state().code) == (2, None, "in_force")
    assert second.text == "Uno.\nDos."
    assert "anterior a SIGOR" in second.summary
    assert second.approval_act.number == "RDE N° 010-2021"
    assert second.approval_act.dated_on == date(2021, 2, 20)
    assert Act.objects.count() == 3  # two documents share one
    assert ActDuty.objects.count() == 0  # an old act starts no term
    assert done.case.title == "Biblioteca importada el 02/06/2025"
    case = CaseFile.objects.get()
    assert case.state == "closed"
    evidence = Evidence.objects.get()
    entries = AuditEntry.objects.filter(table_name="documents_documentversion", row_id=str(second.pk))
    assert {entry.actor for entry in entries} == {coordinator.username}
    assert all(evidence.file.sha256 in entry.reason and "dir2.txt" in entry.reason for entry in entries)


def test_the_library_shows_what_rules_and_the_link_is_for_who_verifies(
    imported, client, coordinator, unit_head
):
    imported()
    client.force_login(coordinator)
    page = client.get(reverse("library")).content.decode()
    assert "Rev.2" in page
    assert "DIR-001-2019" in page
    assert "Importar una biblioteca" in page
    client.force_login(unit_head)
    assert "Importar una biblioteca" not in client.get(reverse("library")).content.decode()
    assert {str(v) for v in selectors.in_force(date(2020, 8, 1))} == {
        "DIR-001-2019/Rev.1", "PNADP-UCC-GEN-P-001/Rev.0", "X-9/Rev.0",
    }  # fmt: skip


def test_the_same_import_twice_changes_nothing(imported, planned):
    imported()
    before, audit = counted(), AuditEntry.objects.count()
    again = planned()
    assert (again.entries, again.unchanged, blocking(again)) == ([], 4, [])
    assert imported().versions == 0
    assert counted() == before
    assert AuditEntry.objects.count() == audit


def test_the_numbering_goes_on_around_codes_from_outside(imported, unit_head, units):
    imported()
    made = Document(title="Otro", type=Document.objects.get(code="X-9").type, purpose="x", unit=units["UCC"])
    assert services.create(made, by=unit_head).code == "PNADP-UCC-GEN-P-002"


def test_a_later_revision_takes_the_place_of_the_one_that_was_kept(imported):
    imported([DIR], {"dir1.txt": "Uno."})
    imported([DIR, SECOND], {"dir1.txt": "Uno.", "dir2.txt": "Dos."})
    first, second = DocumentVersion.objects.order_by("number")
    assert (first.in_force_until, second.get_state().code) == (date(2021, 2, 28), "in_force")


@pytest.mark.parametrize(
    ("rows", "column", "reason"),
    [
        ([DIR | {"Tipo": "ZZZ"}], "Tipo", "No existe"),
        ([DIR | {"Unidad": "NADIE"}], "Unidad", "No existe"),
        ([DIR | {"Proceso": "Q99"}], "Proceso", "No existe"),
        ([DIR | {"Título": ""}], "Título", "Falta"),
        ([DIR | {"Código": "C" * 41}], "Código", "40"),
        ([DIR | {"Revisión": "última"}], "Revisión", "número de revisión"),
        ([DIR | {"Rige desde": "31/02/2019"}], "Rige desde", "no es una fecha"),
        ([DIR | {"Rige desde": "01/01/0001"}], "Rige desde", "no es una fecha"),
        ([DIR | {"Rige hasta": "01/01/2018"}], "Rige hasta", "antes de empezar"),
        ([DIR | {"Fecha del acto": "01/01/2026"}], "Fecha del acto", "todavía no llega"),
        ([DIR | {"Clasificación": "Secreto"}], "Clasificación", "no es una opción"),
        ([DIR | {"Archivo": "otro.txt"}], "Archivo", "Falta el archivo"),
        ([DIR | {"Archivo": "mala.png"}], "Archivo", "Word"),
        ([DIR | {"Archivo": "falso.docx"}], "Archivo", "no corresponde"),
        ([DIR | {"Archivo": "roto.pdf"}], "Archivo", "dañado"),
        ([DIR, DIR | {"Archivo": "dir2.txt"}], "Revisión", "la misma revisión"),
        ([DIR | {"Rige hasta": "01/06/2021"}, SECOND], "Rige desde", "Se traslapan"),
        ([DIR, SECOND | {"Rige desde": "01/06/2018"}], "Rige desde", "no rige después"),
        ([DIR, SECOND | {"Título": "Otra cosa"}], "Título", "No coincide"),
        ([DIR, SECOND | {"Acto que aprueba": DIR["Acto que aprueba"]}], "Fecha del acto", "otra fecha"),
    ],
)
def test_each_finding_says_where_and_why_and_nothing_is_kept(planned, coordinator, rows, column, reason):
    odd = {"mala.png": b"\x89PNG\r\n\x1a\n", "falso.docx": "no es Word", "roto.pdf": b"%PDF-1.7\nnada"}
    named = {row["Archivo"] for row in rows}
    plan = planned(rows, {name: text for name, text in (TEXTS | odd).items() if name in named})
    (finding,) = blocking(plan)
    assert (finding.row, finding.column) == (len(rows) + 1, column)
    assert reason in finding.reason
    before = counted()
    with pytest.raises(importing.ImportRefused):
        importing.carry_out(plan, by=coordinator)
    assert counted() == before


def test_a_file_that_no_row_names_is_a_finding(planned):
    (finding,) = blocking(planned([DIR], {"dir1.txt": "Uno.", "suelto.txt": "x"}))
    assert (finding.row, "suelto.txt" in finding.reason) == (0, True)


def test_codes_out_of_the_pattern_are_only_told(planned):
    plan = planned()
    told = [finding for finding in plan.findings if "patrón" in finding.reason]
    assert [(finding.row, finding.blocks) for finding in told] == [(2, False), (5, False)]
    assert plan.acceptable


def test_what_exists_with_another_title_or_another_file_is_a_finding(imported, planned):
    imported([DIR], {"dir1.txt": "Uno."})
    (title,) = blocking(planned([DIR | {"Título": "Otro"}], {}))
    assert (title.column, "otro título" in title.reason) == ("Título", True)
    (file,) = blocking(planned([DIR], {"dir1.txt": "Cambió."}))
    assert (file.column, "otro archivo" in file.reason) == ("Archivo", True)


def test_a_document_with_a_draft_under_way_is_left_alone(imported, planned, coordinator):
    imported([DIR], {"dir1.txt": "Uno."})
    document = Document.objects.get()
    made = DocumentVersion(title="x", document=document, summary="x", unit=document.unit)
    services.create(made, by=coordinator)
    rows = [SECOND | {"Revisión": "7"}]
    (finding,) = blocking(planned([DIR, *rows], {"dir1.txt": "Uno.", "dir2.txt": "Dos."}))
    assert "en elaboración" in finding.reason


def test_nothing_is_half_done_when_the_last_file_changes_meanwhile(planned, coordinator):
    plan, before = planned(), counted()
    plan.entries[-1].file.path.write_text("otra cosa")
    with pytest.raises(importing.ImportRefused, match="cambió"):
        importing.carry_out(plan, by=coordinator)
    assert counted() == before
    assert StoredFile.objects.count() == 0


def test_a_plan_over_records_that_changed_is_refused(planned, coordinator):
    plan, other = planned(), planned()
    importing.carry_out(other, by=coordinator)
    with pytest.raises(importing.ImportRefused, match="vista previa"):
        importing.carry_out(plan, by=coordinator)


def test_only_who_verifies_everywhere_may_import(planned, unit_head, director, coordinator, client):
    for person in (unit_head, director):
        with pytest.raises(AccessDenied):
            planned(by=person)
        with pytest.raises(AccessDenied):
            importing.carry_out(planned(), by=person)
        client.force_login(person)
        for name in ("library_import", "library_import_template"):
            assert client.get(reverse(name)).status_code == 403
        assert client.post(reverse("library_import_confirm")).status_code == 403


# -- the page -----------------------------------------------------------------------------------


def send(client, rows=ROWS, contents=TEXTS):
    parts = {
        "sheet": SimpleUploadedFile("planilla.csv", sheet_of(rows)),
        "archive": SimpleUploadedFile("archivos.zip", zipped(contents)),
    }
    return client.post(reverse("library_import"), parts)


def token_of(page):
    return re.search(r'name="token" value="([^"]+)"', page.content.decode())[1]


def test_what_was_previewed_is_what_is_imported(client, coordinator, ground):
    client.force_login(coordinator)
    assert client.get(reverse("library_import")).status_code == 200
    page = send(client)
    assert page.status_code == 200
    assert Document.objects.count() == 0
    done = client.post(reverse("library_import_confirm"), {"token": token_of(page)}, follow=True)
    assert "Rev.2" in done.content.decode()
    assert DocumentVersion.objects.count() == 4
    assert "no hace falta" in send(client).content.decode()


def test_findings_leave_nothing_to_confirm(client, coordinator, ground):
    client.force_login(coordinator)
    page = send(client, [DIR | {"Tipo": "ZZZ"}], {"dir1.txt": "Uno."})
    assert page.status_code == 422
    assert "ZZZ" in page.content.decode()
    assert 'name="token"' not in page.content.decode()


def test_uploads_that_changed_or_belong_to_another_are_refused(client, coordinator, ground, person):
    client.force_login(coordinator)
    token = token_of(send(client))
    client.force_login(person("another", "coordinator", "UPPM"))
    assert client.post(reverse("library_import_confirm"), {"token": token}).status_code == 403
    client.force_login(coordinator)
    for stored in StoredFile.objects.all():
        path = files.location(stored.sha256)
        path.chmod(0o640)
        path.write_bytes(b"otra cosa")
    page = client.post(reverse("library_import_confirm"), {"token": token}, follow=True)
    assert "cambiaron" in page.content.decode()
    assert client.post(reverse("library_import_confirm"), {"token": "x"}).status_code == 302
    assert Document.objects.count() == 0
    for stored in StoredFile.objects.all():
        files.location(stored.sha256).unlink()


def test_the_template_comes_back_as_a_spreadsheet(client, coordinator, ground, tmp_path):
    client.force_login(coordinator)
    answer = client.get(reverse("library_import_template"))
    path = tmp_path / "plantilla.xlsx"
    path.write_bytes(b"".join(answer.streaming_content))
    sheet = importing_sources.read_sheet(path, path.name)
    assert (sheet.rows, sheet.unknown) == ((), ())


def test_a_workbook_with_dates_and_numbers_as_such_is_read(coordinator, ground, tmp_path):
    book = Workbook()
    book.active.append(["Biblioteca del Programa"])
    book.active.append([*HEADINGS, "Comentario"])
    typed = DIR | {
        "Revisión": 1, "Rige desde": datetime(2019, 1, 2), "Fecha del acto": date(2018, 12, 20),
        "Archivo": "Normas\\DIR1.TXT", "Código externo": 77,
    }  # fmt: skip
    book.active.append([typed.get(name) for name in HEADINGS])
    book.save(tmp_path / "p.xlsx")
    (tmp_path / "z.zip").write_bytes(zipped({"Normas/dir1.txt": "Uno.", "__MACOSX/._dir1.txt": "x", ".": ""}))
    into = tmp_path / "into"
    into.mkdir()
    found = importing_sources.unpacked(tmp_path / "z.zip", "z.zip", into)
    sheet = importing_sources.read_sheet(tmp_path / "p.xlsx", "p.xlsx")
    plan = importing.plan_import(sheet, found, by=coordinator)
    (entry,) = plan.entries
    assert (entry.row, entry.number, entry.since, entry.external_code) == (3, 1, date(2019, 1, 2), "77")
    assert plan.acceptable
    importing.carry_out(plan, by=coordinator)
    assert DocumentVersion.objects.get().file_name == "dir1.txt"


# -- what is hostile ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["../fuera.txt", "/etc/fuera.txt", "C:/fuera.txt", "a/..\\..\\fuera.txt"])
def test_a_zip_that_leads_out_is_refused(tmp_path, name, client, coordinator, ground):
    path = tmp_path / "x.zip"
    path.write_bytes(zipped({name: "x"}))
    with pytest.raises(FileRefused, match="salen de su carpeta"):
        importing_sources.unpacked(path, path.name, tmp_path)
    client.force_login(coordinator)
    assert send(client, [DIR], {name: "x"}).status_code == 422


def test_a_bomb_a_liar_and_a_damaged_zip_are_refused(tmp_path, settings):
    path, into = tmp_path / "x.zip", tmp_path / "into"
    into.mkdir()
    path.write_bytes(zipped({"grande.txt": b"\0" * (80 << 20)}))
    with pytest.raises(FileRefused, match="comprimido"):
        importing_sources.unpacked(path, path.name, into)
    settings.MAX_FILE_SIZE = 10
    path.write_bytes(zipped({"mayor.txt": "0123456789x"}))
    with pytest.raises(FileRefused, match="demasiado grande"):
        importing_sources.unpacked(path, path.name, into)
    settings.MAX_FILE_SIZE = 1000
    data = bytearray(zipped({"otro.txt": "a" * 500}))
    data[40:44] = b"\xff\xff\xff\xff"
    path.write_bytes(data)
    (into / "00000").unlink()
    with pytest.raises(FileRefused, match="dañado"):
        importing_sources.unpacked(path, path.name, into)


def test_a_folder_with_a_link_is_refused(tmp_path):
    (tmp_path / "afuera.txt").write_text("secreto")
    folder = tmp_path / "carpeta"
    folder.mkdir()
    (folder / "enlace.txt").symlink_to(tmp_path / "afuera.txt")
    with pytest.raises(FileRefused, match="enlace"):
        importing_sources.files_in(folder)


@pytest.mark.parametrize(
    ("name", "content"),
    [("x.xlsx", b"PK\x05\x06" + b"\0" * 18), ("x.csv", b"uno,dos\n1,2"), ("x.pdf", b"%PDF")],
)
def test_a_spreadsheet_that_is_none_is_refused(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(FileRefused):
        importing_sources.read_sheet(path, name)


# -- the command line -----------------------------------------------------------------------------


def run(*arguments):
    return CliRunner().invoke(library_group, ["import", *(str(a) for a in arguments)])


def test_the_command_checks_imports_and_says_so(library, coordinator, unit_head):
    folder, sheet = library()
    done = run(folder, sheet, "--by", "coordinator", "--dry-run", "--json")
    told = json.loads(done.stdout)
    assert (done.exit_code, told["ok"], told["planned"], told["versions"]) == (0, True, 4, 0)
    assert Document.objects.count() == 0
    assert run(folder, sheet, "--by", "coordinator").exit_code == 0
    assert DocumentVersion.objects.count() == 4
    told = json.loads(run(folder, sheet, "--by", "coordinator", "--json").stdout)
    assert (told["planned"], told["unchanged"]) == (0, 4)
    assert run(folder, sheet, "--by", "unit_head").exit_code == 1
    assert run(folder, sheet, "--by", "nadie").exit_code == 2


def test_the_command_ends_with_one_on_findings(library, coordinator):
    folder, sheet = library([DIR | {"Unidad": "NADIE"}], {"dir1.txt": "Uno."})
    done = run(folder, sheet, "--by", "coordinator")
    assert done.exit_code == 1
    assert "fila 2, Unidad" in done.stderr
    (finding,) = json.loads(run(folder, sheet, "--by", "coordinator", "--json").stdout)["findings"]
    assert (finding["row"], finding["column"], finding["blocks"]) == (2, "Unidad", True)
