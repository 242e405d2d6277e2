"""The flattened table cut into rows, with objective, axis and result carried down."""

import re
from dataclasses import dataclass, field

from sigor.analysis.annex.cells import (
    MILESTONE,
    OBJECTIVE,
    RESULT,
    Body,
    compact_code,
    ends_with_owner,
    split_body,
    squeeze,
)
from sigor.analysis.annex.model import Finding, error, warning
from sigor.analysis.annex.pages import Line
from sigor.analysis.annex.runs import Run, run_line

_CARRIED = 3


@dataclass(frozen=True)
class RawRow:
    code: str
    printed_code: str
    objective: int
    result: str
    body: Body
    meta: int | None
    run: Run
    line: int
    code_line: int
    text: str


@dataclass
class Table:
    """What has been read so far; texts of objective, axis and result grow over page breaks."""

    objectives: dict[int, list[str]] = field(default_factory=dict)
    axes: dict[int, list[str]] = field(default_factory=dict)
    results: dict[str, list[str]] = field(default_factory=dict)
    result_objective: dict[str, int] = field(default_factory=dict)
    rows: list[RawRow] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    objective: int = 0
    result: str = ""


def read_rows(lines: tuple[Line, ...]) -> Table:
    table = Table()
    leading: list[Line] = []
    body: list[Line] = []
    for line in lines:
        opens = MILESTONE.fullmatch(line.text)
        if opens and body:
            _close(table, body, None)
            body = []
        if opens:
            _lead(table, leading)
            leading = []
            body = [line]
            found = _one_line(line)
        elif body:
            written = [item.text for item in body if item.text.strip()]
            found = run_line(line.text, owner_pending=ends_with_owner(written[-1]))
            body.append(line)
        elif run_line(line.text, owner_pending=False):
            message = "Hay una fila con meta y meses, pero sin código de hito: no se ha leído."
            table.findings.append(error(f"línea {line.number}", "bad-code", message))
            continue
        else:
            leading.append(line)
            continue
        if found:
            _close(table, body, line)
            body = []
    if body:
        _close(table, body, None)
    return table


def _one_line(line: Line) -> object:
    found = MILESTONE.fullmatch(line.text)
    return found and run_line(found.group("rest"), owner_pending=False)


def _blocks(lines: list[Line]) -> list[list[Line]]:
    blocks: list[list[Line]] = [[]]
    for line in lines:
        if line.break_before or not line.text.strip():
            blocks.append([])
        if line.text.strip():
            blocks[-1].append(line)
    return [block for block in blocks if block]


def _join(blocks: list[list[Line]]) -> list[str]:
    """Cells, taking a block that opens in lower case for the rest of the cell before it."""
    cells: list[str] = []
    for block in blocks:
        text = squeeze(" ".join(line.text for line in block))
        if cells and text[0].islower():
            cells[-1] = f"{cells[-1]} {text}"
        else:
            cells.append(text)
    return cells


def _lead(table: Table, lines: list[Line]) -> None:
    """What stands before a milestone code: rests of cells, an objective with its axis, a result."""
    target = "carried"
    part: list[Line] = []
    for line in lines:
        result = RESULT.fullmatch(line.text)
        objective = None if result else OBJECTIVE.fullmatch(line.text)
        if objective and target != "result" and not _inside(part):
            _settle(table, target, part)
            table.objective, target = int(objective.group("number")), "objective"
            part = [Line(line.number, objective.group("rest"))]
        elif result:
            _settle(table, target, part)
            table.result, target = compact_code(result.group("code")), "result"
            table.result_objective.setdefault(table.result, table.objective)
            part = [Line(line.number, result.group("rest"))]
        else:
            part.append(line)
    _settle(table, target, part)


def _inside(part: list[Line]) -> bool:
    """A number with words right under a line of text belongs to that text."""
    return bool(
        part and part[-1].text.strip() and not part[-1].break_before and part[-1].text.strip()[-1] in ",("
    )


def _settle(table: Table, target: str, part: list[Line]) -> None:
    broken = next((i for i, line in enumerate(part) if i and line.break_before), None)
    if broken is not None:
        _settle(table, target, part[:broken])
        _carry(table, part[broken:])
        return
    blocks = _blocks(part)
    if target == "carried":
        _carry(table, part)
    elif target == "result":
        table.results.setdefault(table.result, []).extend(" ".join(x.text for x in block) for block in blocks)
    else:
        _objective(table, _join(blocks), part[0].number)


def _objective(table: Table, cells: list[str], line: int) -> None:
    if len(cells) != 2:
        message = (
            f"No se pudo separar el objetivo {table.objective} de su eje: «{' / '.join(cells)}». "
            "Revise ambos textos."
        )
        table.findings.append(
            warning(f"línea {line}", "axis-unclear", message, objective=table.objective, cells=len(cells))
        )
    table.objectives.setdefault(table.objective, []).extend(cells[:1])
    table.axes.setdefault(table.objective, []).extend(cells[1:])


def _carry(table: Table, part: list[Line]) -> None:
    """The rests of objective, axis and result at the head of a page; with another count nobody knows."""
    blocks = _blocks(part)
    if not blocks:
        return
    texts = [squeeze(" ".join(line.text for line in block)) for block in blocks]
    if len(texts) == _CARRIED and table.objective and table.result and table.rows:
        table.objectives.setdefault(table.objective, []).append(texts[0])
        table.axes.setdefault(table.objective, []).append(texts[1])
        table.results.setdefault(table.result, []).append(texts[2])
        return
    if table.rows or table.objective:
        message = f"No se sabe a qué celda pertenece el texto «{' / '.join(texts)}»; no se añadió a ninguna."
        table.findings.append(warning(f"línea {blocks[0][0].number}", "continuation-unclear", message))


def _close(table: Table, body: list[Line], last: Line | None) -> None:
    opening = MILESTONE.fullmatch(body[0].text)
    assert opening is not None
    code, printed = compact_code(opening.group("code")), opening.group("code")
    lines = [opening.group("rest"), *(line.text for line in body[1:])]
    where = f"línea {body[0].number}"
    found = None
    if last is not None:
        found = run_line(lines[-1], owner_pending=True)
        lines[-1] = found.head if found else ""
    if found is None:
        message = f"El hito {code} no tiene meta ni casillas de meses legibles."
        table.findings.append(error(where, "bad-meta", message, code))
    if any(line.break_before for line in body[1:]):
        message = f"La fila del hito {code} está partida por un salto de página; revise sus textos."
        table.findings.append(warning(where, "row-broken", message, code))
    source = "\n".join(line.text.rstrip("\n") for line in body)
    table.rows.append(
        RawRow(
            code,
            printed,
            table.objective,
            table.result,
            split_body(lines),
            found.meta if found else None,
            found.run if found else Run((), (0,), readable=False),
            last.number if last else body[0].number,
            body[0].number,
            re.sub(r"\n\s*\n+", "\n", source).strip("\n"),
        )
    )
