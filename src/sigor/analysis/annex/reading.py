"""Reads an annex from any of its files, told apart by what they contain before how they are named."""

from sigor.analysis.annex.json_format import read_json
from sigor.analysis.annex.model import Annex, UnreadableFile
from sigor.analysis.annex.sheet_read import read_xlsx
from sigor.analysis.annex.text import read_text

_ZIP = b"PK\x03\x04"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_PDF = b"%PDF"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def read(name: str, data: bytes) -> Annex:
    ending = name.lower().rpartition(".")[2]
    if data.startswith(_OLD_OFFICE):
        raise UnreadableFile("El archivo es un libro XLS antiguo: guárdelo como XLSX.")
    if data.startswith(_PDF):
        raise UnreadableFile("El archivo es un PDF: extraiga su texto o use el libro XLSX.")
    if data.startswith(_ZIP) or ending == "xlsx":
        return read_xlsx(data)
    if ending == "json" or data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")):
        return read_json(data)
    return read_text(_decoded(data))


def _decoded(data: bytes) -> str:
    try:
        if data.startswith(_UTF16):
            return data.decode("utf-16")
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = data.decode("cp1252")
        except UnicodeDecodeError as exception:
            raise UnreadableFile("El archivo no es texto en UTF-8 ni en Windows-1252.") from exception
    if "\0" in text:
        raise UnreadableFile("El archivo no es texto: contiene bytes nulos.")
    return text
