"""Where each row of a sheet is: the INEI code of its district or the acronym of its unit."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sigor.indicators.engine.findings import Findings
from sigor.indicators.engine.headings import Table
from sigor.indicators.engine.phrases import gettext_noop, phrase
from sigor.indicators.engine.places import (
    FEW,
    INEI,
    NAMES,
    RENIEC,
    PlaceInfo,
    agrees,
    by_reniec,
    code_of,
    evidence,
)
from sigor.indicators.engine.rows import DISTRICT, UNIT, Options

ACRONYM = re.compile(r"[A-ZÁÉÍÓÚÑ][A-ZÁÉÍÓÚÑ0-9 ._-]{0,29}")
SHOWN = 5  # codes that a message repeats
TITLES = {INEI: "INEI", RENIEC: "RENIEC"}


@dataclass(frozen=True, slots=True)
class Located:
    """A district by its INEI code, or a unit by its acronym."""

    code: str
    level: str


def locate(
    table: Table, totals: frozenset[int], findings: Findings, options: Options
) -> list[Located | None]:
    """The place of each line, None for totals and for places that are not known."""
    coded = table.cells("ubigeo")
    acronyms = table.cells("unit")
    by_unit = [cell is None and unit is not None for cell, unit in zip(coded, acronyms, strict=True)]
    if "ubigeo" not in table.columns and "unit" not in table.columns:
        return [None] * len(coded)
    found = _districts(table, [at in totals or by_unit[at] for at in range(len(coded))], findings, options)
    both, wrong = [], []
    for at, acronym in enumerate(acronyms):
        if at in totals or acronym is None:
            continue
        line = table.lines[at][0]
        if not by_unit[at]:
            both.append(line)
            continue
        text = str(acronym).strip().upper()
        known = options.known_units is None or text in options.known_units
        if ACRONYM.fullmatch(text) and known:
            found[at] = Located(text, UNIT)
        else:
            wrong.append(line)
    heading = table.heading("unit")
    said = phrase(gettext_noop("Hay filas con ubigeo y unidad; valen por su distrito."))
    findings.warning("unit-ignored", said, column=heading, lines=both)
    said = phrase(gettext_noop("La unidad no se conoce por esa sigla."))
    findings.error("unknown-unit", said, column=heading, lines=wrong)
    return found


def _districts(
    table: Table, skipped: Sequence[bool], findings: Findings, options: Options
) -> list[Located | None]:
    known, reniec = options.known_places, by_reniec(options.known_places)
    codings: dict[str, Callable[[str], PlaceInfo | None]] = {
        INEI: known.get,
        RENIEC: lambda code: known.get(reniec.get(code, "")),
    }
    asked, unasked = (INEI, RENIEC) if options.coding == INEI else (RENIEC, INEI)
    taken: Mapping[str, Any] = known if asked == INEI else reniec
    written: list[str] = []
    mended, unknown = [], []
    read: dict[tuple[type, Any], tuple[str, bool]] = {}
    for at, cell in enumerate(table.cells("ubigeo")):
        if (key := (type(cell), cell)) not in read:
            read[key] = code_of(cell, taken)
        code, was_mended = ("", False) if skipped[at] else read[key]
        if code not in taken and not skipped[at]:
            unknown.append(at)
            code = code.zfill(6) if re.fullmatch("[0-9]{5}", code) else code
        elif was_mended:
            mended.append(at)
        written.append(code)
    names = _names(table)
    heading = table.heading("ubigeo")
    lines = [line for line, _row in table.lines]
    said = phrase(
        gettext_noop("El ubigeo vino como número o sin su cero inicial; se completó a seis cifras.")
    )
    findings.warning("leading-zero", said, column=heading, lines=[lines[at] for at in mended])
    told = evidence(zip(written, names, strict=True), codings[asked], codings[unasked])
    strangers = {written[at] for at in unknown if codings[unasked](written[at])}
    silent = (
        not told.mine
        and len(strangers) >= FEW
        and 10 * len(strangers) >= 9 * len({written[at] for at in unknown})
    )
    if told.against or silent:
        by_names = gettext_noop("los nombres de al lado lo dicen")
        by_strangers = gettext_noop("los que no se conocen son de allí")
        said = phrase(
            gettext_noop(
                "Los códigos son del %(other)s, no del %(asked)s: %(why)s. Diga esa codificación al cargar."
            ),
            other=TITLES[unasked],
            asked=TITLES[asked],
            why=phrase(by_names if told.against else by_strangers),
        )
        rows = told.other if told.against else [at for at in unknown if written[at] in strangers]
        findings.error("reniec-codes", said, column=heading, lines=[lines[at] for at in rows])
        return [None] * len(written)
    said = phrase(
        gettext_noop("Estas filas traen el código del %(other)s y las demás el del %(asked)s: corríjalas."),
        other=TITLES[unasked],
        asked=TITLES[asked],
    )
    findings.error("reniec-codes", said, column=heading, lines=[lines[at] for at in told.other])
    others = set(told.other)
    _unknown(table, [at for at in unknown if at not in others], written, findings)
    inei = [reniec.get(code, "") if asked == RENIEC else code for code in written]
    found = [Located(code, DISTRICT) if code in known else None for code in inei]
    for at in told.other:
        found[at] = None
    if asked == RENIEC:
        said = phrase(gettext_noop("Los códigos del RENIEC se cambiaron por los del INEI."))
        findings.warning(
            "reniec-codes", said, column=heading, lines=[lines[at] for at, one in enumerate(found) if one]
        )
    differ = [at for at, one in enumerate(found) if one and not agrees(names[at], known[one.code])]
    said = phrase(
        gettext_noop("El nombre que acompaña al ubigeo no es el de ese distrito en el INEI; vale el código.")
    )
    findings.warning("name-differs", said, column=heading, lines=[lines[at] for at in differ])
    _without_coordinates(lines, found, findings, options, heading)
    return found


def _names(table: Table) -> list[dict[str, str]]:
    """The names of department, province and district that each line says, by level."""
    columns = {level: table.columns[level] for level in NAMES if level in table.columns}
    return [
        {
            level: str(row[at]).strip()
            for level, at in columns.items()
            if at < len(row) and isinstance(row[at], str)
        }
        for _line, row in table.lines
    ]


def _unknown(table: Table, unknown: Sequence[int], written: Sequence[str], findings: Findings) -> None:
    # Only what is short enough to be a code is repeated.
    codes = dict.fromkeys(code for at in unknown if re.fullmatch("[0-9]{1,6}", code := written[at]))
    named = ", ".join(list(codes)[:SHOWN]) + ("…" if len(codes) > SHOWN else "")
    empty = sum(not written[at] for at in unknown)
    said = phrase(gettext_noop("El ubigeo no es de un distrito conocido."))
    if named:
        said = phrase(gettext_noop("El ubigeo no es de un distrito conocido (%(codes)s)."), codes=named)
    if empty:
        said = phrase(gettext_noop("%(unknown)s En %(n)s falta."), unknown=said, n=empty)
    lines = [table.lines[at][0] for at in unknown]
    findings.error("unknown-place", said, column=table.heading("ubigeo"), lines=lines)


def _without_coordinates(
    lines: Sequence[int],
    found: Sequence[Located | None],
    findings: Findings,
    options: Options,
    heading: str,
) -> None:
    first: dict[str, int] = {}
    for line, one in zip(lines, found, strict=True):
        if one is not None and options.known_places[one.code].latitude is None:
            first.setdefault(one.code, line)
    single = gettext_noop("%(n)s distrito no tiene coordenadas: no se verá en el mapa.")
    many = gettext_noop("%(n)s distritos no tienen coordenadas: no se verán en el mapa.")
    said = phrase(single if len(first) == 1 else many, n=len(first))
    findings.warning("no-coordinates", said, column=heading, lines=first.values())
