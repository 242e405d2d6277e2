"""The lines of a flattened annex once headings, footnotes and page furniture are told apart."""

import re
from dataclasses import dataclass

from sigor.analysis.annex import months
from sigor.analysis.annex.model import Finding, error, warning
from sigor.analysis.annex.notes import glued_numbers
from sigor.analysis.annex.runs import run_line

FURNITURE = (
    r"copia aut[ée]ntica",
    r"^verificaci[óo]n:",
    r"aplicando lo dispuesto por el Art",
    r"Tercera Disposici[óo]n",
    r"autenticidad e integridad",
    r"^P[áa]gina \d+( de \d+)?$",
    r"https?://|www\.",
    r"^USO INTERNO$",
    r"COPIA NO CONTROLADA",
    r"^[“\"](Decenio|Año) de",
)
_FURNITURE = re.compile("|".join(FURNITURE), re.IGNORECASE)
# Singular and plural alike, without accents.
_HEADING_WORD = re.compile(
    r"n[º°]|no|nro|objetivos?|de|la|politica|mgp|ejes?|resultados?|esperados?|hitos?|entregables?|resp|"
    r"responsables?|metas?"
)
_REQUIRED = {
    "hito": "Hitos",
    "entregable": "Entregable",
    "resp": "Resp.",
    "meta": "Meta",
}
ANNEX_TITLE = re.compile(r"\s*Anexo\s+(?:N[°º.]*\s*)?(\d+)\s*[:.\u2013-]", re.IGNORECASE)
_NOTE = re.compile(r"\s*(\d{1,3})\s+(\S.*)")
_LINES_BEFORE_HEADING = 15
_LINES_OF_A_NOTE = 4
_LONGER_THAN_A_CELL = 40
_YEAR = re.compile(r"\b(20\d{2})\b")


@dataclass(frozen=True)
class Line:
    """One line of the table; `break_before` says that a page heading stood just before it."""

    number: int
    text: str
    break_before: bool = False


@dataclass(frozen=True)
class Page:
    year: int
    title: str
    lines: tuple[Line, ...]
    notes: tuple[tuple[int, str], ...]
    complete: bool
    findings: tuple[Finding, ...]


def split_lines(text: str) -> list[str]:
    """Lines as an editor counts them: only line feeds break a line."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return [line.replace("\f", " ") for line in text.split("\n")]


def find_table(lines: list[str]) -> Page:
    headings = _headings(lines)
    start = _start(lines, headings)
    lines = lines[: _end(lines, headings)]
    dropped = {i for block in headings for i in block}
    region = [i for i in range(start, len(lines)) if i not in dropped]
    notes, note_lines = _notes(lines, region)
    breaks = {block[-1] for block in headings}
    kept: list[Line] = []
    pending = False
    for i in range(start, len(lines)):
        pending = pending or i in breaks
        if (
            i in dropped
            or i in note_lines
            or _FURNITURE.search(lines[i].strip())
            or ANNEX_TITLE.match(lines[i])
        ):
            continue
        kept.append(Line(i + 1, lines[i], pending and bool(lines[i].strip())))
        pending = pending and not lines[i].strip()
    heading_findings, complete, year = _check_headings(lines, headings)
    title = _title(lines)
    if not year:
        found = _YEAR.findall(title)
        year = int(found[-1]) if found else 0
    return Page(year, title, tuple(kept), tuple(sorted(notes.items())), complete, heading_findings)


def _heading_word(token: str) -> bool:
    word = months.plain(token).rstrip(".")
    return bool(_HEADING_WORD.fullmatch(word) or months.MONTH_LIKE.fullmatch(token))


def _headings(lines: list[str]) -> list[list[int]]:
    """Blocks of lines that hold nothing but column headings, months among them."""
    blocks: list[list[int]] = []
    current: list[int] = []
    for i, line in enumerate([*lines, "."]):
        tokens = line.split()
        if tokens and all(_heading_word(token) for token in tokens):
            current.append(i)
        elif tokens:
            month_words = [t for j in current for t in lines[j].split() if months.MONTH_LIKE.fullmatch(t)]
            if len(month_words) >= 3:
                blocks.append(current)
            current = []
    return blocks


def _start(lines: list[str], headings: list[list[int]]) -> int:
    first = headings[0][0] if headings else len(lines)
    titles = [i for i in range(first) if ANNEX_TITLE.match(lines[i])]
    if titles:
        return titles[-1]
    return max(0, first - _LINES_BEFORE_HEADING) if headings else 0


def _end(lines: list[str], headings: list[list[int]]) -> int:
    """Where the next annex begins, if one follows the table."""
    named = [(i, int(found.group(1))) for i, line in enumerate(lines) if (found := ANNEX_TITLE.match(line))]
    first = headings[0][0] if headings else len(lines)
    own = next((number for i, number in reversed(named) if i < first), None)
    return next((i for i, number in named if i > first and number != own), len(lines))


def _notes(lines: list[str], region: list[int]) -> tuple[dict[int, str], set[int]]:
    """Footnotes with the lines they take; the number of an objective is followed by a short cell."""
    referred = glued_numbers("\n".join(lines[i] for i in region))
    notes: dict[int, str] = {}
    taken: set[int] = set()
    for position, i in enumerate(region):
        found = _NOTE.fullmatch(lines[i])
        if i in taken or not found or run_line(lines[i], owner_pending=False):
            continue
        number, text = int(found.group(1)), found.group(2).strip()
        closed = text.endswith(".")
        known = number in referred or (number > 3 and closed)
        if number in notes or not known or not (len(text) >= _LONGER_THAN_A_CELL or closed):
            continue
        taken.add(i)
        for j in region[position + 1 : position + 1 + _LINES_OF_A_NOTE]:
            if text.endswith(".") or _NOTE.fullmatch(lines[j]) or _FURNITURE.search(lines[j].strip()):
                break
            text = f"{text} {lines[j].strip()}".strip()
            taken.add(j)
        notes[number] = " ".join(text.split())
    return notes, taken


def _check_headings(lines: list[str], headings: list[list[int]]) -> tuple[tuple[Finding, ...], bool, int]:
    if not headings:
        message = "No se encontró la cabecera de la tabla con sus doce meses: los meses quedan sin confirmar."
        return (error("anexo", "missing-column", message, column="Ene…Dic"),), False, 0
    findings: list[Finding] = []
    year = 0
    complete = True
    for order, block in enumerate(headings):
        where = f"línea {block[-1] + 1}"
        if order:
            message = "La cabecera de la tabla se repite por el salto de página; se ha pasado por alto."
            findings.append(warning(where, "header-repeated", message))
        tokens = [token for i in block for token in lines[i].split()]
        words = [months.plain(token) for token in tokens]
        for root, column in _REQUIRED.items():
            if not any(word.startswith(root) for word in words):
                findings.append(
                    error(where, "missing-column", f"Falta la columna «{column}».", column=column)
                )
        read = [(token, months.heading(token)) for token in tokens if months.MONTH_LIKE.fullmatch(token)]
        for token, month in read:
            if month is None:
                message = f"No se reconoce el mes «{token}» de la cabecera."
                findings.append(error(where, "unknown-month", message, column=token))
        found = [month for _, month in read if month]
        years = [y for _, y in found if y]
        year = year or (max(years, key=years.count) if years else 0)
        for number in sorted(set(range(1, 13)) - {m for m, _ in found}):
            name = months.title(number, year) if year else months.SHORT[number - 1]
            findings.append(error(where, "missing-column", f"Falta la columna del mes {name}.", column=name))
        complete = complete and [m for m, _ in found] == list(range(1, 13)) and set(years) <= {year}
    return tuple(findings), complete, year


def _title(lines: list[str]) -> str:
    """The longest way in which the text names the annex."""
    titles = [""]
    for i, line in enumerate(lines):
        if ANNEX_TITLE.match(line):
            text = line
            for following in lines[i + 1 : i + 3]:
                if not following.strip() or _NOTE.fullmatch(following):
                    break
                text += f" {following}"
            titles.append(" ".join(text.split()).rstrip("."))
    return max(titles, key=len)
