"""The table that places each milestone in the Planear-Hacer-Verificar-Actuar cycle, and its cross-check."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sigor.analysis.annex.cells import MILESTONE, compact_code, squeeze
from sigor.analysis.annex.model import PHASES, Finding, Milestone, error, warning
from sigor.analysis.annex.months import plain
from sigor.analysis.annex.pages import ANNEX_TITLE

_TITLE = "tabla de articulacion phva"
_PHASES = {plain(phase): phase for phase in PHASES}
_HEADING = re.compile(r"n[º°o.]*\s+hitos?", re.IGNORECASE)
_END = re.compile(r"\s*\d{1,2}\.?\s+\S")
_GLUED = re.compile(r"(?<=[^\W\d_])\d{1,2}$")
_CAPITALISED = re.compile(r"[A-ZÁÉÍÓÚÑ][a-záéíóúñü]+")


@dataclass(frozen=True)
class Placing:
    code: str
    name: str
    phase: str
    line: int


@dataclass(frozen=True)
class Cycle:
    placings: tuple[Placing, ...] = ()
    findings: tuple[Finding, ...] = ()

    def phase(self, code: str) -> str:
        return next((p.phase for p in self.placings if p.code == code), "")


def read_cycle(lines: Sequence[str]) -> Cycle:
    """The table may go on over a page, under its title again; the phase goes on with it."""
    entries: list[tuple[str, str, int, list[str]]] = []
    findings: list[Finding] = []
    phase, inside = "", False
    for number, line in enumerate(lines, 1):
        text = squeeze(line)
        if plain(text) == _TITLE:
            inside = True
        elif not inside or not text or _HEADING.fullmatch(text):
            continue
        elif plain(text) in _PHASES:
            phase = _PHASES[plain(text)]
        elif found := MILESTONE.fullmatch(line):
            entries.append((compact_code(found.group("code")), phase, number, [found.group("rest")]))
        elif _END.match(line) or ANNEX_TITLE.match(line):
            inside = False
        elif _CAPITALISED.fullmatch(text) and (not entries or " ".join(entries[-1][3]).strip()):
            message = f"«{text}» no es una fase del ciclo: {', '.join(PHASES)}."
            findings.append(error(f"línea {number}", "unknown-phva", message, phase=text))
            phase = ""
        elif entries:
            entries[-1][3].append(text)
    placings = tuple(
        Placing(code, _GLUED.sub("", squeeze(" ".join(words))), found_phase, number)
        for code, found_phase, number, words in entries
    )
    return Cycle(placings, tuple(findings))


def _comparable(text: str) -> str:
    return plain(text).rstrip(" .;,")


def cross_check(cycle: Cycle, milestones: Sequence[Milestone]) -> tuple[Finding, ...]:
    if not cycle.placings:
        message = "El texto no trae la tabla de articulación PHVA: los hitos quedan sin fase."
        return (warning("tabla PHVA", "phva-table-missing", message),)
    findings: list[Finding] = []
    placed: dict[str, Placing] = {}
    for placing in cycle.placings:
        if placing.code in placed:
            message = f"El hito {placing.code} figura dos veces en la tabla PHVA."
            findings.append(warning(f"línea {placing.line}", "phva-repeated", message, placing.code))
        placed.setdefault(placing.code, placing)
    for milestone in milestones:
        found = placed.pop(milestone.code, None)
        if found is None:
            message = f"El hito {milestone.code} no figura en la tabla PHVA."
            findings.append(warning("tabla PHVA", "phva-missing", message, milestone.code))
        elif _comparable(found.name) != _comparable(milestone.name):
            message = (
                f"La tabla PHVA llama al hito {milestone.code} «{found.name}» y el anexo, «{milestone.name}»."
            )
            findings.append(warning(f"línea {found.line}", "phva-name-differs", message, milestone.code))
    for code, placing in placed.items():
        message = f"La tabla PHVA nombra el hito {code}, que no está en el anexo."
        findings.append(warning(f"línea {placing.line}", "phva-extra", message, code))
    return tuple(findings)
