"""The door to the files of indicators: rows and findings from one file, or from several that belong together."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sigor.indicators.engine import headings, opening, sheet, whole
from sigor.indicators.engine.findings import ERROR, Finding, Findings, errors
from sigor.indicators.engine.opening import Limits
from sigor.indicators.engine.periods import Period
from sigor.indicators.engine.phrases import gettext_noop, phrase
from sigor.indicators.engine.places import INEI, RENIEC, PlaceInfo
from sigor.indicators.engine.rows import Former, Options, Row

__all__ = ["Limits", "Reading", "Source", "errors", "read", "read_all"]


@dataclass(frozen=True)
class Source:
    """A sheet that was read: its layout (public | long), its periods, and how many rows it gave before comparing."""

    file: str
    sheet: str
    layout: str
    periods: tuple[Period, ...]
    rows: int


@dataclass(frozen=True)
class Reading:
    """What was read. Only when `ok` may any of it be loaded.

    `rows` are facts that are not loaded yet, each once; `corrections` are those that are loaded with another value; and
    `repeated` counts those that are loaded with the same one. With an error the rows are what could be read.
    """

    rows: tuple[Row, ...]
    corrections: tuple[Row, ...]
    repeated: int
    findings: tuple[Finding, ...]
    sources: tuple[Source, ...]
    synthetic: bool  # a file says that it is made up

    @property
    def ok(self) -> bool:
        return not errors(self.findings)

    @property
    def periods(self) -> tuple[Period, ...]:
        """Those of the rows that are not loaded yet."""
        return tuple(sorted({row.period for row in self.rows}))


def read(
    path: Path,
    *,
    known_places: Mapping[str, PlaceInfo],
    former: Former | None = None,
    coding: str = INEI,
    shares: Collection[str] = (),
    known_units: Collection[str] | None = None,
    limits: Limits | None = None,
) -> Reading:
    """Read one file, CSV or XLSX, of either layout; what is wrong with it is in the findings.

    `known_places` are the districts by INEI code; `former` is what is loaded already (see `rows.Former`); `coding` says
    which codes the file has, `inei` or `reniec`; `shares` are the measures whose numerator is part of the denominator;
    `known_units` are the acronyms that exist, None for any. Raises ValueError for another coding, and nothing else.
    """
    return read_all(
        [path],
        known_places=known_places,
        former=former,
        coding=coding,
        shares=shares,
        known_units=known_units,
        limits=limits,
    )


def read_all(
    paths: Sequence[Path],
    *,
    known_places: Mapping[str, PlaceInfo],
    former: Former | None = None,
    coding: str = INEI,
    shares: Collection[str] = (),
    known_units: Collection[str] | None = None,
    limits: Limits | None = None,
) -> Reading:
    """Read files that are loaded together, as `read` does one: a fact that two of them say is an error."""
    if coding not in (INEI, RENIEC):
        raise ValueError(f"La codificación es {INEI} o {RENIEC}, no «{coding}».")
    options = Options(known_places, former, coding, shares, known_units, limits or Limits())
    found: list[Finding] = []
    rows: list[Row] = []
    sources: list[Source] = []
    synthetic = False
    for path, name in zip(paths, _names(paths), strict=True):
        taken, read_from, told, made_up = _file(path, name, options)
        found += told
        rows += taken
        sources += read_from
        synthetic = synthetic or made_up
    kept, twice = whole.once(rows)
    found += twice + whole.totals_and_parts(kept) + whole.above_whole(kept, options.shares)
    against = whole.compared(kept, options.former)
    found += against.found
    return Reading(
        tuple(against.new),
        tuple(against.corrections),
        against.repeated,
        tuple(found),
        tuple(sources),
        synthetic,
    )


def _names(paths: Sequence[Path]) -> list[str]:
    """The names of the files, with as much of their folders as tells them apart: those of a year share one."""
    names = [path.name for path in paths]
    deepest = max((len(path.parts) for path in paths), default=0)
    for depth in range(2, deepest + 1):
        twice = {name for name in names if names.count(name) > 1}
        names = [
            "/".join(path.parts[-depth:]) if name in twice else name
            for path, name in zip(paths, names, strict=True)
        ]
    return names


def _file(path: Path, name: str, options: Options) -> tuple[list[Row], list[Source], list[Finding], bool]:
    opened = opening.opened(path, name, options.limits)
    found, rows, sources = list(opened.found), list[Row](), list[Source]()
    strangers = list[tuple[opening.Sheet, bool]]()
    synthetic = False
    for one in opened.sheets:
        findings = Findings(name, one.name)
        table = headings.table_of(one.lines, findings)
        if table is None or not table.lines:
            strangers.append((one, table is not None))
            continue
        formulas = (
            partial(opening.formulas, path, one.name, options.limits) if one.name else set[tuple[int, int]]
        )
        taken = sheet.take(table, findings, options, formulas)
        rows += taken.rows
        periods = tuple(sorted({row.period for row in taken.rows}))
        sources.append(Source(name, one.name, table.layout.name, periods, len(taken.rows)))
        if not taken.rows and not errors(findings.found):
            findings.error("empty", phrase(gettext_noop("Ninguna fila dice un valor.")))
        if taken.synthetic:
            synthetic = True
            said = phrase(gettext_noop("El archivo dice que sus datos son inventados."))
            findings.warning("synthetic", said)
        found += findings.found
    found += _strangers(name, strangers, bool(sources))
    if not errors(found) and not sources:
        nothing = phrase(gettext_noop("El archivo no tiene datos."))
        found.append(Finding(ERROR, name, "", "", "empty", nothing))
    return rows, sources, found, synthetic


def _strangers(name: str, sheets: Sequence[tuple[opening.Sheet, bool]], others: bool) -> list[Finding]:
    """Sheets without a heading, or with nothing below it: a note beside the data, or all there is."""
    told = []
    for one, has_heading in sheets:
        findings = Findings(name, one.name)
        if has_heading and others:
            said = gettext_noop("No hay filas debajo de los encabezados; esta hoja no se lee.")
            findings.warning("sheet-ignored", phrase(said))
        elif has_heading:
            findings.error("empty", phrase(gettext_noop("No hay filas debajo de los encabezados.")))
        elif others:
            said = gettext_noop(
                "No hay una fila de encabezados conocidos entre las primeras %(n)s; esta hoja no se lee."
            )
            findings.warning("sheet-ignored", phrase(said, n=headings.SEARCHED))
        else:
            said = gettext_noop(
                "No hay una fila de encabezados conocidos entre las primeras %(n)s"
                " (como UBIGEO, BIMESTRE y HOGARES AFILIADOS)."
            )
            findings.error("no-heading", phrase(said, n=headings.SEARCHED))
        told += findings.found
    return told
