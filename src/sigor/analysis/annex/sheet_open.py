"""Opens a workbook from anyone without letting its size or its references exhaust the computer."""

import io
import re
import zipfile

from openpyxl import load_workbook
from openpyxl.utils import range_boundaries
from openpyxl.workbook.workbook import Workbook

from sigor.analysis.annex.model import UnreadableFile

MOST_BYTES = 50 * 1024 * 1024
MOST_ROWS = 5_000
MOST_PARTS = 1_000
# Each merged or linked cell is visited one by one, so a huge range would never end.
MOST_SPANNED_CELLS = 500_000
_ROW = re.compile(rb"<(?:\w+:)?row[\s>/]")
_SPAN = re.compile(rb"<(?:\w+:)?(?:mergeCell|hyperlink)\b[^>]*?\bref=[\"']([^\"']+)[\"']")


def open_workbook(data: bytes) -> Workbook:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _inspect(archive)
        return load_workbook(io.BytesIO(data), rich_text=True, keep_links=False)
    except UnreadableFile:
        raise
    except Exception as exception:  # openpyxl raises whatever its parsers raise
        raise UnreadableFile(
            "El archivo no es un libro XLSX legible: está dañado o incompleto."
        ) from exception


def _inspect(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    if sum(part.file_size for part in parts) > MOST_BYTES or len(parts) > MOST_PARTS:
        raise UnreadableFile("El libro XLSX es demasiado grande: descomprimido pasa de 50 MB.")
    for part in parts:
        if not part.filename.lower().endswith((".xml", ".rels")):
            continue
        content = archive.read(part)
        if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
            raise UnreadableFile("El libro XLSX contiene definiciones que no se admiten.")
        if sum(1 for _ in _ROW.finditer(content)) > MOST_ROWS:
            raise UnreadableFile(f"El libro XLSX tiene más de {MOST_ROWS} filas.")
        if sum(_area(span.decode("ascii", "ignore")) for span in _SPAN.findall(content)) > MOST_SPANNED_CELLS:
            raise UnreadableFile("El libro XLSX combina o enlaza demasiadas celdas.")


def _area(reference: str) -> int:
    left, top, right, bottom = range_boundaries(reference)
    if None in (left, top, right, bottom):
        return MOST_SPANNED_CELLS + 1
    return (int(right or 0) - int(left or 0) + 1) * (int(bottom or 0) - int(top or 0) + 1)
