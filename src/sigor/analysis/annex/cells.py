"""The cells of a flattened row: code, name, deliverable and owners told apart by closed lists."""

import re
from dataclasses import dataclass

# Longer kinds first: the longest one that fits is the one meant.
DELIVERABLES = (
    r"Propuestas? de .+",
    r"Informes? de resultados",
    r"Informes? de avance",
    r"Reportes? de resultados",
    r"Reportes? de avance",
    r"Actas? de reuni[óo]n(?:es)?",
    r"Matri(?:z|ces) de seguimiento",
    r"Resoluci(?:ón|ones) de Dirección Ejecutiva",
    r"Informes?",
    r"Reportes?",
    r"Documentos?",
    r"Matri(?:z|ces)",
    r"Actas?",
    r"RDE",
)
_NOTE = r"[0-9⁰¹²³⁴-⁹]{0,2}"
_WHOLE = re.compile(rf"(?:{'|'.join(DELIVERABLES)}){_NOTE}")
_HEADS = re.compile(r"(?:Propuesta|Informe|Reporte|Acta|Matri[zc]|Resoluci|Documento|RDE)")
_CLOSED = re.compile(rf"(?:{'|'.join(DELIVERABLES[1:])}){_NOTE}")
_ACRONYM = r"[A-ZÑ]{2,6}"
_OWNER = re.compile(rf"{_ACRONYM}(?:[/-]{_ACRONYM})*/?|/")
_OWNERS = re.compile(rf"{_ACRONYM}(?:[/-]{_ACRONYM})*")
MILESTONE = re.compile(r"\s*(?P<code>\d{1,2}\s?\.\s?\d{1,2}\s?\.\s?\d{1,2})\.?(?![\d.])(?P<rest>(?:\s.*)?)")
RESULT = re.compile(r"\s*(?P<code>\d{1,2}\s?\.\s?\d{1,2})\.?(?!\s?[\d.])(?P<rest>(?:\s.*)?)")
OBJECTIVE = re.compile(r"\s*(?P<number>\d{1,2})(?P<rest>\s+[A-ZÁÉÍÓÚÑ¿“\"].*|\s*)")


@dataclass(frozen=True)
class Body:
    name: str
    deliverable: str
    units_text: str
    deliverable_known: bool


def squeeze(text: str) -> str:
    return " ".join(text.split())


def compact_code(code: str) -> str:
    return re.sub(r"\s+", "", code).rstrip(".")


def read_units(text: str) -> tuple[tuple[str, ...], str]:
    """The units of a printed owner cell and the one that leads.

    «UOP/UCC» lists units, the first one leading; «DE-CT» is one owner, the Dirección Ejecutiva acting
    through its Coordinación Técnica, so the one that does the work comes first.
    """
    text = re.sub(r"\s*([/-])\s*", r"\1", text.strip())
    if not _OWNERS.fullmatch(text):
        return (), ""
    units: list[str] = []
    for owner in text.split("/"):
        units.extend(unit for unit in reversed(owner.split("-")) if unit not in units)
    return tuple(units), units[0]


def ends_with_owner(text: str) -> bool:
    tokens = text.split()
    return bool(tokens and _OWNER.fullmatch(tokens[-1]))


def split_body(lines: list[str]) -> Body:
    """Name, deliverable and owners from the lines after the code; an empty line parts two blocks."""
    lines, units_text = _take_owners(lines)
    filled = [(i, line) for i, line in enumerate(lines) if line.strip()]
    for i, _ in filled[::-1]:
        # The last line opening a whole kind of deliverable; the longest kind may open a line earlier.
        tail = squeeze(" ".join(lines[i:]))
        if _WHOLE.fullmatch(tail) and any(j < i for j, _ in filled):
            return Body(squeeze(" ".join(lines[:i])), tail, units_text, True)
    text = squeeze(" ".join(lines))
    starts = [i for i in range(1, len(text)) if text[i - 1] == " " and _CLOSED.fullmatch(text[i:])]
    if starts:
        return Body(text[: starts[0]].strip(), text[starts[0] :], units_text, True)
    return _guess(lines, filled, text, units_text)


def _guess(lines: list[str], filled: list[tuple[int, str]], text: str, units_text: str) -> Body:
    opening = [i for i, line in filled[1:] if _HEADS.match(line.strip())]
    blocks = [i for i, _ in filled[1:] if not lines[i - 1].strip()]
    if not opening and not blocks:
        return Body(text, "", units_text, False)
    start = (opening or blocks)[-1]
    return Body(squeeze(" ".join(lines[:start])), squeeze(" ".join(lines[start:])), units_text, False)


def _take_owners(lines: list[str]) -> tuple[list[str], str]:
    """Takes the owners off the end; an owner goes on only across a slash."""
    lines = list(lines)
    owners: list[str] = []
    while lines:
        words = lines[-1].split()
        if not words:
            lines.pop()
            continue
        joined = not owners or owners[0].startswith("/") or words[-1].endswith("/")
        owner = _OWNER.fullmatch(words[-1].lstrip("/") or "/") and not _WHOLE.fullmatch(words[-1])
        if not joined or not owner:
            break
        owners.insert(0, words[-1])
        rest = lines[-1].rstrip()[: -len(words[-1])]
        lines[-1] = rest
    return lines, "".join(owners).strip("/")
