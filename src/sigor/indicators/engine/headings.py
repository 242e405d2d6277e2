"""Which row of a sheet is its heading, and which column is which: the headings change from year to year."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from typing import Any

from sigor.incentives.engine.intake import NOT_A_HEADING, PERSONAL
from sigor.indicators.engine.findings import Findings
from sigor.indicators.engine.phrases import Phrase, gettext_noop, phrase, quoted
from sigor.indicators.engine.places import plain

SEARCHED = 15  # rows from the top among which the heading is looked for
LEAST = 2  # known headings that make a row a heading
SHOWN = 8  # foreign headings that a message names
LONGEST = 80  # signs of a heading that are told
OF_A_PLACE = re.compile(  # a heading of nothing but these, written together, names a place and no person
    "(?:nombre|nomb|nom|codigo|cod|de|del|la|distrito|dist|provincia|prov|departamento|dep|region|ubigeo|centropoblado)+"
)

# What the files of each layout call their columns. A heading written like one of these is taken without a word; one
# that differs in accents, capitals, spaces or strokes is taken with a warning.
PLACE_NAMES = {
    "department": ("DEPARTAMENTO", "Departamento", "departamento", "NOMBDEP"),
    "province": ("PROVINCIA", "Provincia", "provincia", "NOMBPROV"),
    "district": ("DISTRITO", "Distrito", "distrito", "NOMBDIST"),
    "synthetic": ("SINTETICO", "sintetico"),
}
UBIGEO = (
    "UBIGEO",
    "ubigeo",
    "Ubigeo",
    "ubigeo_distrito",
    "COD_UBIGEO",
    "CODIGO UBIGEO",
    "UBIGEO INEI",
    "UBIGEO DISTRITO",
)
PUBLIC_ALIASES: Mapping[str, tuple[str, ...]] = {
    "ubigeo": UBIGEO,
    **PLACE_NAMES,
    "year": ("AÑO", "Año", "ANIO", "año", "YEAR"),
    "bimester": ("BIMESTRE", "Bimestre", "bimestre", "NUM_BIMESTRE", "N° BIMESTRE"),
    "period": ("PERIODO", "Periodo", "periodo", "PERIODO BIMESTRE"),
    "month": ("MES", "Mes", "mes"),
    "cutoff": ("FECHA_CORTE", "FECHA DE CORTE", "FECHA CORTE"),
    "affiliated": (
        "HOGARES AFILIADOS", "JUNTOS - Hogares afiliados", "HOGARES_AFILIADOS", "N° HOGARES AFILIADOS",
        "NRO HOGARES AFILIADOS", "AFILIADOS",
    ),
    "paid": (
        "HOGARES ABONADOS", "JUNTOS - Hogares abonados", "HOGARES_ABONADOS", "N° HOGARES ABONADOS",
        "NRO HOGARES ABONADOS", "ABONADOS",
    ),
    "members": (
        "MIEMBROS OBJETIVO", "MIEMBROS_OBJETIVO", "JUNTOS - Miembros objetivo", "N° MIEMBROS OBJETIVO",
        "NRO MIEMBROS OBJETIVO", "MIEMBROS OBJETIVOS",
    ),
    "amount": (
        "MONTO", "MONTO TRANSFERIDO (S/)", "MONTO TRANSFERIDO", "MONTO_TRANSFERIDO", "MONTO ABONADO", "MONTO (S/)",
        "MONTO TRANSFERIDO S/.", "JUNTOS - Monto transferido",
    ),
}  # fmt: skip
LONG_ALIASES: Mapping[str, tuple[str, ...]] = {
    "ubigeo": UBIGEO,
    **PLACE_NAMES,
    "unit": ("unit", "unidad", "unidad territorial", "UT"),
    "period": ("period", "periodo"),
    "indicator": ("indicator", "indicador"),
    "numerator": ("numerator", "numerador"),
    "denominator": ("denominator", "denominador"),
    "class": ("class", "clase"),
}


@dataclass(frozen=True)
class Layout:
    """A shape of file: what its columns may be called, and of which groups at least one column has to be there."""

    name: str  # public | long
    aliases: Mapping[str, tuple[str, ...]]
    needed: tuple[tuple[str, ...], ...]
    measures: tuple[str, ...]  # columns of numbers
    missed: tuple[str, ...] = ()  # told when they are not there, unless the file is a monthly one

    def column(self, heading: str) -> tuple[str, bool]:
        """The column that a heading names ("" for none), and whether it is written as one of the known ways."""
        role = self._exact.get(heading, "")
        return (role, True) if role else (self._near.get(plain(heading), ""), False)

    @cached_property
    def _exact(self) -> dict[str, str]:
        return {alias: role for role, aliases in self.aliases.items() for alias in aliases}

    @cached_property
    def _near(self) -> dict[str, str]:
        return {plain(alias): role for alias, role in self._exact.items()}


PUBLIC = Layout(
    "public",
    PUBLIC_ALIASES,
    (("ubigeo",), ("bimester", "period", "month", "cutoff"), ("affiliated",), ("paid",)),
    ("affiliated", "paid", "members", "amount"),
    ("members", "amount"),
)
LONG = Layout(
    "long",
    LONG_ALIASES,
    (("ubigeo", "unit"), ("period",), ("indicator",), ("numerator",), ("denominator",)),
    ("numerator", "denominator"),
)
LAYOUTS = (PUBLIC, LONG)
Line = tuple[int, list[Any]]


@dataclass(frozen=True)
class Table:
    """A sheet once its heading is known: `columns` says where each column is, `lines` are those below the heading."""

    layout: Layout
    columns: Mapping[str, int]
    headings: tuple[str, ...]
    foreign: tuple[int, ...]  # columns that are no part of the layout
    titles: tuple[str, ...]  # what is written above the heading
    lines: Sequence[Line]

    def heading(self, role: str) -> str:
        """How the file itself calls a column."""
        return self.headings[self.columns[role]] if role in self.columns else ""

    def cells(self, role: str) -> list[Any]:
        """The cells of a column, from the top; None where the column or the cell is not there."""
        at = self.columns.get(role)
        return [row[at] if at is not None and at < len(row) else None for _line, row in self.lines]


def table_of(lines: Sequence[Line], findings: Findings) -> Table | None:
    """Find the heading of a sheet and say what is odd about it; None where no row looks like one."""
    count, layout, at = _best(lines)
    if count < LEAST:
        return None
    line, cells = lines[at]
    headings = tuple(_text(cell)[:LONGEST] for cell in cells)
    columns: dict[str, int] = {}
    foreign: list[int] = []
    near = []
    for place, heading in enumerate(headings):
        role, exact = layout.column(heading)
        if not role:
            foreign.append(place)
        elif role in columns:
            said = phrase(
                gettext_noop("Las columnas «%(one)s» y «%(other)s» dicen lo mismo; deje una."),
                one=headings[columns[role]],
                other=heading,
            )
            findings.error("column-twice", said, column=heading, lines=[line])
        else:
            columns[role] = place
            if not exact:
                near.append((heading, layout.aliases[role][0]))
    for heading, taken in near:
        said = phrase(
            gettext_noop(
                "La columna «%(heading)s» se tomó como «%(taken)s»: el encabezado no está escrito como se conoce."
            ),
            heading=heading,
            taken=taken,
        )
        findings.warning("heading-changed", said, column=heading, lines=[line])
    _missing(layout, columns, line, findings)
    below = lines[at + 1 :]
    used = {place for place in foreign if any(len(row) > place and _text(row[place]) for _n, row in below)}
    _foreign(headings, [place for place in foreign if headings[place] or place in used], line, findings)
    titles = tuple(_text(cell) for _number, row in lines[:at] for cell in row if _text(cell))
    wide = [number for number, row in below if len(row) > len(headings)]
    said = phrase(
        gettext_noop("Hay celdas llenas a la derecha del último encabezado; revise separadores y columnas.")
    )
    findings.error("cells-beyond", said, lines=wide)
    return Table(layout, columns, headings, tuple(foreign), titles, below)


def known(lines: Sequence[Line]) -> int:
    """How many columns the best heading among the first rows names."""
    return _best(lines)[0]


def _best(lines: Sequence[Line]) -> tuple[int, Layout, int]:
    """Known columns, layout and place of the row that looks most like a heading."""
    scores = [
        (len({role for cell in cells if (role := layout.column(_text(cell))[0])}), layout, at)
        for at, (_line, cells) in enumerate(lines[:SEARCHED])
        for layout in LAYOUTS
    ]
    return max(scores, key=lambda score: (score[0], -score[2]), default=(0, PUBLIC, 0))


def _text(cell: Any) -> str:
    return "" if cell is None else str(cell).strip()


def _missing(layout: Layout, columns: Mapping[str, int], line: int, findings: Findings) -> None:
    for group in layout.needed:
        if not any(role in columns for role in group):
            names = reduce(_or, [quoted(layout.aliases[role][0]) for role in group])
            said = phrase(gettext_noop("Falta la columna %(names)s."), names=names)
            findings.error("missing-column", said, lines=[line])
    if "cutoff" in columns:
        return
    for role in layout.missed:
        if role not in columns:
            said = phrase(
                gettext_noop("No está la columna «%(heading)s»; se lee lo demás."),
                heading=layout.aliases[role][0],
            )
            findings.warning("missing-column", said, lines=[line])


def _or(one: Phrase, other: Phrase) -> Phrase:
    return phrase(gettext_noop("%(one)s o %(other)s"), one=one, other=other)


def _foreign(headings: Sequence[str], foreign: Sequence[int], line: int, findings: Findings) -> None:
    unknown: list[Phrase] = []
    for at in foreign:
        heading = headings[at]
        if NOT_A_HEADING.search(heading):  # a file without headings: its first row is not repeated
            said = phrase(
                gettext_noop("El encabezado %(n)s trae algo como un dato de una persona; no se admite."),
                n=at + 1,
            )
            findings.error("personal-data", said, column=numbered(at), lines=[line])
        elif PERSONAL.search(heading) and not OF_A_PLACE.fullmatch(plain(heading)):
            said = phrase(
                gettext_noop(
                    "La columna «%(heading)s» trae datos personales y no se admite; use solo agregados."
                ),
                heading=heading,
            )
            findings.error("personal-data", said, column=heading, lines=[line])
        elif heading:
            unknown.append(quoted(heading[:40]))
        else:
            unknown.append(phrase(gettext_noop("%(n)s (sin encabezado)"), n=at + 1))
    if unknown:
        said = phrase(
            gettext_noop("No se leen las columnas %(names)s: no son de este formato."), names=unknown[:SHOWN]
        )
        if len(unknown) > SHOWN:
            said = phrase(
                gettext_noop("No se leen las columnas %(names)s y %(n)s más: no son de este formato."),
                names=unknown[:SHOWN],
                n=len(unknown) - SHOWN,
            )
        findings.warning("unknown-column", said, lines=[line], count=len(unknown))


def numbered(at: int) -> Phrase:
    """A column whose heading is not repeated, by its place from 0."""
    return phrase(gettext_noop("columna %(n)s"), n=at + 1)
