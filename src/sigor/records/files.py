"""Files as evidence: accepted by what their bytes are, kept once under their sha256, never altered."""

import hashlib
import os
import re
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path, PurePath
from typing import IO

import filetype
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from sigor.records.locking import held
from sigor.records.models import FileWords, StoredFile

CHUNK = 1 << 20  # bytes
READING = "records.read_file"  # the task that reads the words of a file

# ending -> media type; what is not here is not evidence an office can open safely
ACCEPTED = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "zip": "application/zip",
    "txt": "text/plain",
    "csv": "text/csv",
}
LARGEST_UNPACKED = 1 << 30  # bytes of everything in a package
MOST_PACKED = 100  # how many times smaller than its content a package of some size may be
SOME_SIZE = 64 << 20  # bytes; below it nothing is worth an alarm
MOST_PARTS = 20_000
OFFICE_PARTS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "ppt/presentation.xml": "pptx"}
MACROS = "vbaProject.bin"
CONTENTS = "[Content_Types].xml"


class FileRefused(Exception):
    """The file cannot be taken; the message says why."""


def store(stream: IO[bytes], name: str, *, at: datetime) -> StoredFile:
    """Keep the bytes of `stream` and return their row; the same bytes are kept once.

    The file is on disk before its row exists, so that a crash can leave a file without a row but
    never a row without its file. Raises FileRefused with the reason.
    """
    root: Path = settings.FILES_ROOT
    (root / "incoming").mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=root / "incoming", delete=False) as incoming:
        path = Path(incoming.name)
        try:
            digest, size = _copy(stream, incoming)
            media_type = sniff(path, name)
            os.fsync(incoming.fileno())
            with transaction.atomic():
                # Whoever disposes of the same bytes at this moment ends first: ours arrive after theirs went.
                StoredFile.objects.select_for_update(no_key=True).filter(sha256=digest).first()
                _place(path, location(digest), root)
                row, created = StoredFile.objects.get_or_create(
                    sha256=digest, defaults={"size": size, "media_type": media_type, "created_at": at}
                )
                if back := row.disposed_at is not None:
                    row.disposed_at, row.disposed_by = None, ""
                    row.save(update_fields=["disposed_at", "disposed_by"])
        except BaseException:
            path.unlink(missing_ok=True)
            raise
    if created or back:
        app.configure_task(READING).defer(file_id=row.pk)
    return row


def dispose(file: StoredFile, *, at: datetime, order: str) -> None:
    """Leave only the row of a file, with its hash and size, and which order ended it; part of a transaction.

    The bytes go once it commits: one that fails leaves everything as it was, and a crash in between leaves
    bytes that `leftovers` tells.
    """
    fresh = held(StoredFile, file.pk)
    fresh.disposed_at, fresh.disposed_by = at, order
    fresh.save(update_fields=["disposed_at", "disposed_by"])
    FileWords.objects.filter(file=fresh).delete()
    transaction.on_commit(partial(_remove_bytes, fresh.pk), robust=True)


def _remove_bytes(pk: int) -> None:
    """With the row locked: the same bytes may be coming back."""
    with transaction.atomic():
        row = held(StoredFile, pk)
        if row.disposed_at is not None:
            location(row.sha256).unlink(missing_ok=True)


def _place(path: Path, target: Path, root: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    path.chmod(0o440)
    path.replace(target)
    for folder in (target.parent, target.parent.parent, root):
        _sync_folder(folder)


def _copy(stream: IO[bytes], incoming: IO[bytes]) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    while block := stream.read(CHUNK):
        size += len(block)
        if size > settings.MAX_FILE_SIZE:
            limit = settings.MAX_FILE_SIZE // (1 << 20)
            raise FileRefused(_("El archivo supera el límite de %(limit)d MB.") % {"limit": limit})
        digest.update(block)
        incoming.write(block)
    incoming.flush()
    if size == 0:
        raise FileRefused(_("El archivo está vacío."))
    return digest.hexdigest(), size


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def location(sha256: str) -> Path:
    root: Path = settings.FILES_ROOT
    return root / sha256[:2] / sha256[2:4] / sha256


def sniff(path: Path, name: str) -> str:
    """The media type told by the bytes; refuses a type not accepted or an ending that lies."""
    ending = PurePath(name).suffix.lower().lstrip(".")
    if ending not in ACCEPTED:
        allowed = ", ".join(sorted(ACCEPTED))
        raise FileRefused(
            _("No se aceptan archivos «.%(ending)s». Se aceptan: %(allowed)s.")
            % {"ending": ending, "allowed": allowed}
        )
    found = _kind(path)
    if ACCEPTED.get(found) != ACCEPTED[ending] and not (found == "txt" and ending == "csv"):
        raise FileRefused(
            _("El contenido de «%(name)s» no corresponde a su extensión (parece %(found)s).")
            % {"name": name, "found": found or _("desconocido")}
        )
    return ACCEPTED[ending]


def _kind(path: Path) -> str:
    if zipfile.is_zipfile(path):
        return _kind_of_zip(path)
    guess = filetype.guess(str(path))
    if guess is not None:
        return str(guess.extension)
    head = path.open("rb").read(CHUNK)
    if b"\0" in head or head.lstrip()[:1] == b"<":
        return ""
    return "txt"


def _kind_of_zip(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            return _kind_of_package(archive, path.stat().st_size)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as damaged:
        raise FileRefused(
            _("El archivo está dañado o tiene clave: no se puede leer lo que contiene.")
        ) from damaged


def _kind_of_package(archive: zipfile.ZipFile, size: int) -> str:
    parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    if (
        len(parts) > MOST_PARTS
        or unpacked > LARGEST_UNPACKED
        or unpacked > max(SOME_SIZE, MOST_PACKED * size)
    ):
        raise FileRefused(
            _("El archivo está comprimido de un modo que no es el de un documento; no se acepta.")
        )
    names = {part.filename for part in parts}
    if any(_leads_out(name) for name in names):
        raise FileRefused(_("El archivo trae rutas que salen de su carpeta; no se acepta."))
    if any(PurePath(n).name.lower() == MACROS.lower() for n in names) or _declares_macros(archive, names):
        raise FileRefused(_("El archivo contiene macros; guárdelo sin macros."))
    for part, ending in OFFICE_PARTS.items():
        if part in names:
            return ending
    if "mimetype" in names:
        declared = archive.read("mimetype")[:80].decode("ascii", "replace").strip()
        return next((e for e, media in ACCEPTED.items() if media == declared), "zip")
    return "zip"


def _leads_out(name: str) -> bool:
    """Whether a part of a package would land outside the folder it is unpacked in."""
    tidy = name.replace("\\", "/")
    return tidy.startswith("/") or ".." in tidy.split("/") or re.match(r"[A-Za-z]:", tidy) is not None


def _declares_macros(archive: zipfile.ZipFile, names: set[str]) -> bool:
    """Office says in its list of contents that a document carries code, whatever its part is called."""
    if CONTENTS not in names:
        return any(name.startswith(("Basic/", "Scripts/")) for name in names)
    with archive.open(CONTENTS) as listed:
        return b"macroenabled" in (told := listed.read(CHUNK).lower()) or b"vbaproject" in told


@dataclass(frozen=True)
class FileProblem:
    sha256: str
    problem: str  # "missing" | "altered"


def verify() -> Iterator[FileProblem]:
    """Read every kept file again and compare it with its hash; of disposed ones nothing is left to read."""
    kept = StoredFile.objects.filter(disposed_at__isnull=True).order_by("id")
    for sha256 in kept.values_list("sha256", flat=True).iterator():
        path = location(sha256)
        if not path.exists():
            yield FileProblem(sha256, "missing")
            continue
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
                yield FileProblem(sha256, "altered")
