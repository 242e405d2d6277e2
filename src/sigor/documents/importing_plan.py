"""What importing a library would do and what keeps it from being done; nothing is written here."""

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from sigor.accounts.models import User
from sigor.acts.models import Act, ActType
from sigor.analysis.wording.reading import Unreadable, paragraphs
from sigor.documents.importing_sources import LABELS, OPTIONAL, Sheet, SheetRow, key_of
from sigor.documents.models import Classification, Document, DocumentType, DocumentVersion
from sigor.documents.models.versions import PUBLISHED
from sigor.documents.services import TEXTS
from sigor.organisation import clock
from sigor.organisation.grants import Permission
from sigor.organisation.models import Unit
from sigor.organisation.selectors import units_by_acronym
from sigor.processes.models import Process
from sigor.records import access, files
from sigor.registers.cells import CellProblem, fold, read

DAY = timedelta(days=1)
EARLIEST = date(1900, 1, 1)
UNDER_WAY = ("draft", "in_review", "legal", "to_approve")
# What the two models ask of each column: how it is read and how long it may be.
FIELDS: dict[str, Any] = {
    "code": Document._meta.get_field("code"),
    "title": Document._meta.get_field("title"),
    "external_code": Document._meta.get_field("external_code"),
    "classification": Document._meta.get_field("classification"),
    "file": DocumentVersion._meta.get_field("file_name"),
    "since": DocumentVersion._meta.get_field("effective_on"),
    "until": DocumentVersion._meta.get_field("in_force_until"),
    "act": Act._meta.get_field("number"),
    "act_date": Act._meta.get_field("dated_on"),
    "issuer": Act._meta.get_field("issuer"),
}
DATES = ("since", "until", "act_date")
OF_THE_DOCUMENT = ("title", "type", "process", "unit", "classification", "external_code")
REVISION = re.compile(r"(?:rev(?:isi[oó]n)?\.?|v(?:ersi[oó]n)?\.?)?\s*0*(\d{1,4})(?:\.0)?", re.IGNORECASE)


@dataclass(frozen=True)
class Finding:
    """Something about the spreadsheet or the files, and where; a warning does not keep it from being imported."""

    row: int  # 0 when it is about no row
    column: str
    reason: str
    blocks: bool = True


@dataclass(frozen=True)
class ReadFile:
    """A file that some row names, read: its hash and its words, or why it cannot be taken."""

    name: str
    path: Path
    sha256: str = ""
    text: str = ""
    problem: str = ""


@dataclass
class Entry:
    """One row that makes sense: a version of a document."""

    row: int
    code: str
    title: str
    type: DocumentType
    process: Process | None
    unit: Unit
    classification: str
    external_code: str
    number: int
    file: ReadFile
    since: date
    until: date | None
    act: str
    act_date: date
    act_type: ActType
    issuer: str


@dataclass
class Plan:
    """What an import would do, and what keeps it from being done."""

    sheet: Sheet
    files: Mapping[str, Path]
    read: dict[str, ReadFile]
    findings: list[Finding] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)  # to be kept, by code and revision
    unchanged: int = 0
    ends: dict[int, date] = field(default_factory=dict)  # version already kept -> the last day it rules

    @property
    def blocked(self) -> bool:
        return any(finding.blocks for finding in self.findings)

    @property
    def acceptable(self) -> bool:
        return bool(self.entries) and not self.blocked

    def digest(self) -> str:
        """Equal for two plans that would do the same."""
        told = [
            [
                getattr(e, name)
                for name in ("row", "code", "title", "classification", "external_code", "number")
            ]
            + [
                e.type.pk,
                e.process.pk if e.process else 0,
                e.unit.pk,
                e.act_type.pk,
                e.file.name,
                e.file.sha256,
            ]
            + [str(value) for value in (e.since, e.until, e.act, e.act_date, e.issuer)]
            for e in self.entries
        ]
        whole = [self.sheet.sha256, self.blocked, told, sorted((k, str(v)) for k, v in self.ends.items())]
        return hashlib.sha256(json.dumps(whole).encode()).hexdigest()


def require_importer(by: User) -> None:
    """Who verifies in the whole institution may import. Raises AccessDenied."""
    access.require(by, Permission.VERIFY, what=_("importar una biblioteca"))


def plan_import(sheet: Sheet, files: Mapping[str, Path], *, by: User) -> Plan:
    """Read and check everything, and write nothing. Raises AccessDenied."""
    require_importer(by)
    return planned(sheet, files, {})


def planned(sheet: Sheet, found: Mapping[str, Path], known: dict[str, ReadFile]) -> Plan:
    """The plan over what is kept now; files that are in `known` are not read again."""
    plan = Plan(sheet, found, known)
    if sheet.unknown:
        told = _("Columnas que no se leen: %(names)s.") % {"names": ", ".join(sheet.unknown)}
        plan.findings.append(Finding(0, "", told, blocks=False))
    _Planner(plan).plan_all()
    plan.findings.sort(key=lambda finding: (finding.row, finding.column))
    return plan


class _Planner:
    """The rows of a spreadsheet against what is kept."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.today = plan, clock.today()
        in_use = {"state": "in_force", "archived_at__isnull": True}
        self.types = {fold(t.key): t for t in DocumentType.objects.on(self.today).filter(**in_use)}
        self.processes = {fold(p.key): p for p in Process.objects.on(self.today).filter(**in_use)}
        self.units = {fold(acronym): unit for acronym, unit in units_by_acronym(self.today).items()}
        self.approving = list(ActType.objects.on(self.today).filter(approves=True, **in_use).order_by("key"))
        self.by_key: dict[str, list[str]] = defaultdict(list)
        for name in plan.files:
            for key in {key_of(name), key_of(name.rsplit("/", 1)[-1])}:
                self.by_key[key].append(name)
        self.named: dict[str, int] = {}  # file -> the first row that names it

    def tell(self, row: int, column: str, reason: str, *, blocks: bool = True) -> None:
        label = str(LABELS[column]) if column else ""
        self.plan.findings.append(Finding(row, label, reason, blocks))

    def plan_all(self) -> None:
        groups: dict[str, list[Entry]] = defaultdict(list)
        for row in self.plan.sheet.rows:
            if (entry := self.entry(row)) is not None:
                groups[entry.code].append(entry)
        kept = {
            d.code: d
            for d in Document._base_manager.filter(code__in=groups).select_related("type", "process", "unit")
        }
        for code, entries in sorted(groups.items()):
            self.plan_document(entries, kept.get(code))
        self.check_acts(self.plan.entries)
        for name in self.plan.files:
            if name not in self.named:
                self.tell(0, "file", _("Ninguna fila nombra el archivo «%(name)s».") % {"name": name})

    # -- one row ------------------------------------------------------------------------------

    def entry(self, row: SheetRow) -> Entry | None:
        """The row as a version, or None and the findings noted."""
        before = len(self.plan.findings)
        told = {column: self.text(row, column) for column in LABELS}
        file = self.file(row.number, told["file"]) if told["file"] else None
        number = REVISION.fullmatch(told["number"])
        if told["number"] and number is None:
            told_wrong = _("«%(value)s» no es un número de revisión.") % {"value": told["number"]}
            self.tell(row.number, "number", told_wrong)
        kind = self.one_of(row.number, "type", self.types, told["type"])
        unit = self.one_of(row.number, "unit", self.units, told["unit"])
        process = self.one_of(row.number, "process", self.processes, told["process"])
        days = {name: self.day(row.number, name, told[name]) for name in DATES}
        since, until, act_date = (days[name] for name in DATES)
        if since and until and until < since:
            self.tell(row.number, "until", _("Deja de regir antes de empezar."))
        if act_date and act_date > self.today:
            self.tell(row.number, "act_date", _("El acto es de un día que todavía no llega."))
        act_type = self.act_type(told["act"], kind) if told["act"] and kind else None
        if told["act"] and kind and act_type is None:
            wrong = _(
                "No se sabe de qué tipo es el acto: escriba antes del número la sigla de uno que apruebe."
            )
            self.tell(row.number, "act", wrong)
        if any(finding.blocks for finding in self.plan.findings[before:]):
            return None
        if not (number and kind and unit and since and act_date and act_type and file):
            return None
        return Entry(
            row=row.number, code=told["code"], title=told["title"], type=kind, process=process, unit=unit,
            classification=told["classification"] or Classification.INTERNAL.value,
            external_code=told["external_code"], number=int(number[1]), file=file, since=since, until=until,
            act=told["act"], act_date=act_date, act_type=act_type, issuer=told["issuer"],
        )  # fmt: skip

    def text(self, row: SheetRow, column: str) -> str:
        try:
            text = read(FIELDS.get(column, FIELDS["title"]), row.cells.get(column))
        except CellProblem as problem:
            self.tell(row.number, column, str(problem))
            return ""
        longest = FIELDS[column].max_length if column in FIELDS and column not in DATES else None
        if longest and len(text) > longest:
            self.tell(row.number, column, _("Pasa de %(limit)d caracteres.") % {"limit": longest})
        if not text and column not in OPTIONAL:
            self.tell(row.number, column, _("Falta."))
        return text

    def one_of(self, row: int, column: str, known: Mapping[str, Any], written: str) -> Any:
        if written and fold(written) not in known:
            self.tell(row, column, _("No existe o no está en uso: «%(value)s».") % {"value": written})
        return known.get(fold(written)) if written else None

    def day(self, row: int, column: str, written: str) -> date | None:
        found = date.fromisoformat(written) if written else None
        if found is not None and found < EARLIEST:
            self.tell(row, column, _("«%(value)s» no es una fecha de un documento.") % {"value": written})
            return None
        return found

    def act_type(self, number: str, kind: DocumentType) -> ActType | None:
        """The type that the number begins with; failing that, the only one that whoever approves the type signs."""
        begins = fold(number).replace(".", "")
        for type in self.approving:
            if re.match(rf"(?:{re.escape(fold(type.key))}|{re.escape(fold(type.title))})\b", begins):
                return type
        signed = [type for type in self.approving if type.signed_by == kind.approver]
        return signed[0] if len(signed) == 1 else None

    def file(self, row: int, written: str) -> ReadFile | None:
        """The file that the row names, read once."""
        found = self.by_key.get(key_of(written), [])
        name = written if written in self.plan.files else found[0] if len(found) == 1 else ""
        if not name:
            wrong = _("Varios archivos se llaman «%(name)s»: escriba la carpeta.") if found else ""
            self.tell(row, "file", (wrong or _("Falta el archivo «%(name)s».")) % {"name": written})
            return None
        if name in self.named:
            told = _("El mismo archivo está en la fila %(row)d.") % {"row": self.named[name]}
            self.tell(row, "file", told, blocks=False)
        self.named.setdefault(name, row)
        if name not in self.plan.read:
            self.plan.read[name] = _read_file(name, self.plan.files[name])
        done = self.plan.read[name]
        if done.problem:
            self.tell(row, "file", done.problem)
            return None
        if not done.text:
            self.tell(row, "file", _("El archivo no trae texto que se pueda leer ni buscar."), blocks=False)
        return done

    # -- one document -------------------------------------------------------------------------

    def plan_document(self, entries: list[Entry], document: Document | None) -> None:
        """Its rows among themselves and with what is kept of it."""
        first = entries[0]
        for entry in entries[1:]:
            for name in OF_THE_DOCUMENT:
                if getattr(entry, name) != getattr(first, name):
                    told = _("No coincide con la fila %(row)d, que tiene el mismo código.")
                    self.tell(entry.row, name, told % {"row": first.row})
        if document is not None and not self.suits(first, document):
            return
        if document is None and not fits_pattern(first):
            told = _("El código no sigue el patrón del tipo %(type)s; se conserva como está.")
            self.tell(first.row, "code", told % {"type": first.type.key}, blocks=False)
        numbers: dict[int, Entry] = {}
        for entry in entries:
            if entry.number in numbers:
                told = _("La fila %(row)d tiene el mismo código y la misma revisión.")
                self.tell(entry.row, "number", told % {"row": numbers[entry.number].row})
            numbers.setdefault(entry.number, entry)
        kept: list[DocumentVersion] = []
        if document is not None:
            rows = DocumentVersion._base_manager.filter(document=document).select_related("file")
            kept = list(rows.defer("text").order_by("number"))
        for version in kept:
            if version.number in numbers and self.is_kept(numbers[version.number], version):
                del numbers[version.number]
                self.plan.unchanged += 1
        new = [numbers[number] for number in sorted(numbers)]
        if new and any(v.state in UNDER_WAY and v.archived_at is None for v in kept):
            told = _("%(code)s tiene una versión en elaboración: termínela o descártela antes.")
            self.tell(new[0].row, "code", told % {"code": first.code})
        self.check_validity(new, [v for v in kept if v.state in PUBLISHED])
        self.plan.entries += new

    def suits(self, first: Entry, document: Document) -> bool:
        """Whether versions can be added to the document that has this code."""
        if document.archived_at is not None or document.state != "accepted":
            told = _("El código ya existe y el documento está en «%(state)s».")
            self.tell(first.row, "code", told % {"state": document.get_state().label})
            return False
        if fold(document.title) != fold(first.title):
            told = _("El código ya existe con otro título: «%(title)s».") % {"title": document.title}
            self.tell(first.row, "title", told)
            return False
        if document.type != first.type:
            told = _("El código ya existe con otro tipo: %(type)s.") % {"type": document.type.key}
            self.tell(first.row, "type", told)
            return False
        for name in ("process", "unit", "classification", "external_code"):
            if getattr(document, name) != getattr(first, name):
                told = _("El documento ya existe y dice otra cosa; se queda como está.")
                self.tell(first.row, name, told, blocks=False)
        return True

    def is_kept(self, entry: Entry, version: DocumentVersion) -> bool:
        """Whether the revision is already there, so that nothing is to be done; another file is a finding."""
        same = version.file is not None and version.file.sha256 == entry.file.sha256
        if version.state not in PUBLISHED or version.archived_at is not None:
            told = _("La revisión ya existe y está en «%(state)s».") % {"state": version.get_state().label}
            self.tell(entry.row, "number", told)
        elif not same:
            told = _("La revisión ya existe con otro archivo: «%(name)s».") % {"name": version.file_name}
            self.tell(entry.row, "file", told)
        elif version.effective_on != entry.since:
            told = _("La revisión ya existe y rige desde otro día; se queda como está.")
            self.tell(entry.row, "since", told, blocks=False)
        return True

    def check_validity(self, new: list[Entry], kept: list[DocumentVersion]) -> None:
        """One version after another, by their numbers; what has no last day rules until the eve of the next."""
        line: list[tuple[int, date, date | None, Entry | DocumentVersion]] = [
            (e.number, e.since, e.until, e) for e in new
        ]
        line += [(v.number, v.effective_on, v.in_force_until, v) for v in kept if v.effective_on]
        line.sort(key=lambda item: item[0])
        for (number, since, until, who), (next_number, next_since, _until, after) in pairwise(line):
            if isinstance(who, DocumentVersion) and isinstance(after, DocumentVersion):
                continue
            row = after.row if isinstance(after, Entry) else who.row if isinstance(who, Entry) else 0
            told = {"number": number, "next": next_number}
            if next_since <= since:
                self.tell(row, "since", _("La revisión %(next)d no rige después de la %(number)d.") % told)
            elif until is not None and until >= next_since:
                wrong = _("Se traslapan: la revisión %(number)d rige todavía cuando empieza la %(next)d.")
                self.tell(row, "since", wrong % told)
            elif until is None and isinstance(who, Entry):
                who.until = next_since - DAY
            elif until is None and isinstance(who, DocumentVersion):
                self.plan.ends[who.pk] = next_since - DAY
        last = line[-1][3] if line else None
        if isinstance(last, Entry) and last.until is not None:
            told_end = _("Ninguna revisión la sigue: el documento queda sin versión vigente desde entonces.")
            self.tell(last.row, "until", told_end, blocks=False)

    def check_acts(self, entries: Iterable[Entry]) -> None:
        """One act has one date, in the spreadsheet and in what is kept."""
        dates: dict[tuple[int, str, str], date] = {}
        for entry in entries:
            key = (entry.act_type.pk, entry.act, entry.issuer)
            if key not in dates:
                if (act := act_kept(entry)) is not None:
                    if act.state != "issued":
                        told = _("El acto ya existe y está en «%(state)s».") % {
                            "state": act.get_state().label
                        }
                        self.tell(entry.row, "act", told)
                    dates[key] = act.dated_on or entry.act_date
                dates.setdefault(key, entry.act_date)
            if dates[key] != entry.act_date:
                told = _("El mismo acto consta con otra fecha: %(day)s.")
                self.tell(entry.row, "act_date", told % {"day": dates[key].strftime("%d/%m/%Y")})


def act_kept(entry: Entry) -> Act | None:
    same = Act._base_manager.filter(type=entry.act_type, number=entry.act, issuer=entry.issuer)
    return same.exclude(state="annulled").select_related("type").first()


def fits_pattern(entry: Entry) -> bool:
    """Whether the code could have been given by the pattern of its type."""
    whole = Document(type=entry.type, process=entry.process, unit=entry.unit).numbering(0).pattern
    begins, ends = re.split(r"\{number[^}]*\}", whole, maxsplit=1)
    return re.fullmatch(rf"{re.escape(begins)}\d+{re.escape(ends)}", entry.code) is not None


def _read_file(name: str, path: Path) -> ReadFile:
    if name.rsplit(".", 1)[-1].lower() not in TEXTS:
        return ReadFile(name, path, problem=_("Cargue el texto en Word (.docx), PDF o texto (.txt)."))
    size = path.stat().st_size
    if size == 0 or size > settings.MAX_FILE_SIZE:
        limit = settings.MAX_FILE_SIZE >> 20
        wrong = _("El archivo supera el límite de %(limit)d MB.") % {"limit": limit} if size else ""
        return ReadFile(name, path, problem=wrong or _("El archivo está vacío."))
    try:
        text = paragraphs(path, files.sniff(path, name))
    except files.FileRefused as refusal:
        return ReadFile(name, path, problem=str(refusal))
    except Unreadable:
        damaged = _("No se puede leer el archivo: está dañado o tiene clave.")
        return ReadFile(name, path, problem=damaged)
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return ReadFile(name, path, digest, "\n".join(text))
