"""Reading the three files: every cell checked, nothing half-loaded, people numbered and never named."""

import csv
import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, time
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import openpyxl

from sigor.incentives.engine import duck, schema
from sigor.incentives.engine.bimesters import Bimester
from sigor.incentives.engine.duck import quoted
from sigor.incentives.engine.rules import RuleSet
from sigor.incentives.engine.schema import FALSE, TRUE, Column

EXAMPLES = 20  # rows told of each finding; the count says how many there are
# Headings under which persons would come in; refused by name, whatever is in the cells.
PERSONAL = re.compile(
    r"dni|documento|nombre|apellido|paterno|materno|direccion|domicilio|telefono|celular|correo|email|"
    r"name|surname|address|phone|document",
    re.IGNORECASE,
)
# An identity number, alone or inside a code: eight digits in a row (or nine, a foreigner's card).
IDENTITY = r"[0-9]{8}"
NOT_A_HEADING = re.compile(r"[0-9]{6}|@")
MOST_MEMBERS = (
    1_000  # of a household: the roll counts them four to a number, so that 65,535 would be too many
)
WHOLE_NUMBERS = {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT"}
WHOLE_NUMBERS |= {f"U{name}" for name in WHOLE_NUMBERS}


@dataclass(frozen=True)
class Finding:
    """What is wrong, where: `rows` are the first of `count` rows, counted as the file's own lines."""

    severity: str  # error | warning
    file: str
    column: str
    rule: str
    message: str
    count: int = 1
    rows: tuple[int, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        return asdict(self) | {"rows": list(self.rows)}


class Unreadable(Exception):
    """The bytes are not the file they are said to be; the message says which and why."""


def errors(findings: Sequence[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.severity == "error"]


def take_in(
    connection: duckdb.DuckDBPyConnection, paths: dict[str, Path], rules: RuleSet, bimester: Bimester
) -> list[Finding]:
    """Read and check the three files and, when they hold, number them; returns what was found.

    Afterwards, if no finding is an error, the tables `households`, `members` and `facts` are there as the
    texts of the rules want them, in the order of their numbers. Raises Unreadable.
    """
    found: list[Finding] = []
    for check in (
        _open_all,
        _cells_of_all,
        _households,
        _members,
        partial(_facts, rules=rules, bimester=bimester),
    ):
        found += check(connection, paths)
        if errors(found):
            break
    for kind in schema.KINDS:
        connection.execute(f"DROP VIEW IF EXISTS source_{kind}; DROP TABLE IF EXISTS raw_{kind}")
    return found


# -- opening -----------------------------------------------------------------------------------------


def _open_all(connection: duckdb.DuckDBPyConnection, paths: dict[str, Path]) -> list[Finding]:
    return [finding for kind in schema.KINDS for finding in _open(connection, kind, paths[kind])]


def _open(connection: duckdb.DuckDBPyConnection, kind: str, path: Path) -> list[Finding]:
    """The file as view `source_<kind>` under the English names, with `line`; findings about its heading."""
    try:
        text = path.suffix.lower() != ".parquet"
        names, source, line = _as_text(connection, kind, path) if text else _as_parquet(connection, path)
        found, taken = _heading(kind, path.name, names)
        if not errors(found):
            clean = "nullif(trim({}), '')" if text else "{}"
            chosen = [
                f"{clean.format(_named(taken[c.name]))} AS {_named(c.name)}"
                if c.name in taken
                else f"NULL AS {_named(c.name)}"
                for c in schema.columns(kind)
            ]
            connection.execute(
                f"CREATE OR REPLACE VIEW source_{kind} AS SELECT {line} AS line, {', '.join(chosen)} FROM {source}"
            )
    except (duckdb.Error, OSError) as error:
        raise Unreadable(f"{path.name}: no se pudo leer ({_first_line(error)}).") from error
    return found


def _named(column: str) -> str:
    return '"' + column.replace('"', '""') + '"'


def _as_parquet(connection: duckdb.DuckDBPyConnection, path: Path) -> tuple[list[tuple[str, str]], str, str]:
    source = duck.parquet(path, "file_row_number = true")
    names = [column[0] for column in connection.execute(f"SELECT * FROM {source} LIMIT 0").description]
    return [(name, name) for name in names if name != "file_row_number"], source, "file_row_number + 1"


def _as_text(
    connection: duckdb.DuckDBPyConnection, kind: str, path: Path
) -> tuple[list[tuple[str, str]], str, str]:
    """A CSV or a workbook as table `raw_<kind>`, every cell as text: (heading, column), the table, the line of a row.

    Nothing is guessed but the separator: every line below the heading is a row. Raises Unreadable.
    """
    ending = path.suffix.lower()
    if ending not in (".csv", ".xlsx"):
        raise Unreadable(f"{path.name}: se leen archivos .parquet, .csv y .xlsx.")
    with tempfile.TemporaryDirectory(prefix="sigor-xlsx-") as folder:
        written = _as_csv(path, Path(folder)) if ending == ".xlsx" else path
        _require_text(written, path.name)
        with written.open(encoding="utf-8-sig", newline="") as opened:
            first = opened.readline()
        separator = ";" if first.count(";") > first.count(",") else ","
        headings = next(csv.reader([first], delimiter=separator), [])
        if not headings:
            raise Unreadable(f"{path.name}: no hay una línea de encabezados al inicio.")
        shape = ", ".join(f"'c{at}': 'VARCHAR'" for at, _heading in enumerate(headings))
        options = (
            f"auto_detect = false, header = true, delim = '{separator}', quote = '\"', escape = '\"', "
            f"strict_mode = true, hive_partitioning = false, columns = {{{shape}}}"
        )
        connection.execute(
            f"CREATE OR REPLACE TABLE raw_{kind} AS SELECT * FROM read_csv({duck.file(written)}, {options})"
        )
    return [(heading, f"c{at}") for at, heading in enumerate(headings)], f"raw_{kind}", "rowid + 2"


def _require_text(path: Path, name: str) -> None:
    """UTF-8 throughout, and no empty line before the last row (the engine would pass over it). Raises Unreadable."""
    ended = False  # the text so far ends in an empty line
    try:
        with path.open(encoding="utf-8-sig") as opened:  # every end of line is read as one sign
            last = ""
            while block := opened.read(1 << 20):
                joined = last + block
                body = joined.rstrip("\n")
                if "\n\n" in body or (ended and body.strip("\n")):
                    raise Unreadable(f"{name}: hay una línea vacía entre las filas.")
                ended = ended or len(joined) - len(body) > 1
                last = joined[-1]
    except UnicodeDecodeError as error:
        raise Unreadable(f"{name}: no está en UTF-8; guárdelo como «CSV UTF-8».") from error


def _as_csv(path: Path, folder: Path) -> Path:
    """The first sheet of a workbook as CSV: other sheets, notes and properties stay out."""
    target = folder / "sheet.csv"
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # some programs write a wrong size, and rows beyond it would be left out
        width, empty = 0, list[list[str]]()
        with target.open("w", encoding="utf-8", newline="") as opened:
            writer = csv.writer(opened, lineterminator="\n")
            for row in sheet.iter_rows(values_only=True):
                cells = [_cell(value) for value in row]
                while len(cells) > width > 0 and not cells[-1]:
                    cells.pop()
                width = width or len(cells)
                if any(cells):
                    writer.writerows(empty)
                    empty = []
                    writer.writerow(cells + [""] * (width - len(cells)))
                else:
                    empty.append(
                        [""] * width
                    )  # kept only if a row follows: sheets often end in formatted nothing
        book.close()
    except Exception as error:  # openpyxl raises whatever the package inside it raises
        raise Unreadable(f"{path.name}: no es un libro de Excel legible.") from error
    return target


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return str(value.date()) if value.time() == time() else str(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()


def _heading(kind: str, file: str, names: list[tuple[str, str]]) -> tuple[list[Finding], dict[str, str]]:
    """Which column of the file is which; columns that are missing, foreign, personal or there twice."""
    known = {c.name: c for c in schema.columns(kind)}
    by_spanish = {c.spanish: c.name for c in known.values()}
    taken: dict[str, str] = {}
    found = []
    for place, (name, source) in enumerate(names, start=1):
        plain = name.strip().lower()
        mine = plain if plain in known else by_spanish.get(plain, "")
        if not mine and NOT_A_HEADING.search(plain):  # a file without headings: its first row is not repeated
            message = f"El encabezado {place} trae algo como un dato de una persona; no se admite."
            found.append(Finding("error", file, f"columna {place}", "personal-data", message))
        elif not mine and PERSONAL.search(plain):
            message = f"La columna «{name}» trae datos personales y no se admite; use solo seudónimos."
            found.append(Finding("error", file, name, "personal-data", message))
        elif not mine:
            message = f"La columna «{name}» no está en el esquema de {kind}."
            found.append(Finding("error", file, name, "unknown-column", message))
        elif mine in taken:
            found.append(Finding("error", file, name, "column-twice", f"La columna «{mine}» está dos veces."))
        else:
            taken[mine] = source
    missing = [c for c in known.values() if c.required and c.name not in taken]
    found += [
        Finding("error", file, c.name, "missing-column", f"Falta la columna «{c.name}» ({c.spanish}).")
        for c in missing
    ]
    return found, taken  # fmt: skip


def _first_line(error: BaseException) -> str:
    """The message without what it quotes of the file: a cell may hold what must not be repeated."""
    return str(error).strip().splitlines()[0][:160]


# -- cells -------------------------------------------------------------------------------------------


def _cells_of_all(connection: duckdb.DuckDBPyConnection, _paths: dict[str, Path]) -> list[Finding]:
    return [finding for kind in schema.KINDS for finding in _cells(connection, kind)]


def _cells(connection: duckdb.DuckDBPyConnection, kind: str) -> list[Finding]:
    """Every cell against its column; one pass counts, a second one names lines where there is something."""
    types = _types(connection, kind)
    faults = [(c, *fault) for c in schema.columns(kind) for fault in _faults(c, types[c.name])]
    counted = ", ".join(
        f"count(*) FILTER (WHERE {condition})" for _column, _rule, _message, condition in faults
    )
    counts = connection.execute(f"SELECT count(*), {counted} FROM source_{kind}").fetchone() or (0,)
    found = []
    for (column, rule, message, condition), count in zip(faults, counts[1:], strict=True):
        if count:
            asked = f"SELECT line FROM source_{kind} WHERE {condition} ORDER BY line LIMIT {EXAMPLES}"
            lines = tuple(row[0] for row in connection.execute(asked).fetchall())
            found.append(Finding("error", kind, column.name, rule, message, count, lines))
    if not counts[0]:
        severity = "error" if kind == "households" else "warning"
        found.append(Finding(severity, kind, "", "empty", "El archivo no tiene filas."))
    return found


def _types(connection: duckdb.DuckDBPyConnection, kind: str) -> dict[str, str]:
    described = connection.execute(f"DESCRIBE source_{kind}").fetchall()
    return {row[0]: row[1] for row in described}


def _faults(column: Column, found: str) -> Iterator[tuple[str, str, str]]:
    """(rule, message, condition in SQL) of everything a cell of the column may be wrong in."""
    cell = _named(column.name)
    if not column.nullable:
        yield "empty-cell", f"«{column.name}» no puede quedar vacío.", f"{cell} IS NULL"
    if column.is_reference:
        return  # it must be one of the pseudonyms of another file, each of which is looked at there
    not_a_value = f"«{column.name}» debe ser {column.meaning()}."
    if column.sql_type == "VARCHAR" and not column.choices:
        text = f"CAST({cell} AS VARCHAR)"
        said = f"«{column.name}» trae algo como un número de documento; no se admite."
        fits = f"regexp_full_match({text}, {quoted(column.pattern)})"
        # A number cut by strokes is the same number, where a code may have strokes.
        personal = f"regexp_matches({text}, '{IDENTITY}')"
        if "_-" in column.pattern:
            joined = f"regexp_replace({text}, '[_-]', '', 'g')"
            personal = f"({personal} OR {fits} AND regexp_matches({joined}, '{IDENTITY}'))"
        yield "personal-data", said, personal
        yield (
            "not-a-value",
            not_a_value,
            f"NOT {fits} AND NOT regexp_matches({text}, '{IDENTITY}')",
        )
    elif column.sql_type == found == "BOOLEAN" or column.sql_type == found == "DATE":
        return
    elif column.sql_type == "INTEGER" and found in WHOLE_NUMBERS:
        yield "not-a-value", not_a_value, f"{cell} NOT BETWEEN {column.least} AND {column.most}"
    else:
        yield "not-a-value", not_a_value, f"{cell} IS NOT NULL AND {_kept(column, found)} IS NULL"


def _kept(column: Column, found: str) -> str:
    """The expression of SQL that gives the value of a cell, or NULL when it is not one of the column."""
    cell = _named(column.name)
    text = f"CAST({cell} AS VARCHAR)"
    if column.sql_type == found and not column.choices:
        return cell
    if column.sql_type == "DATE":
        # Not a looser reading: a day is four, two and two digits.
        return f"CASE WHEN regexp_full_match({text}, '[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}') THEN TRY_CAST({text} AS DATE) END"
    if column.sql_type == "BOOLEAN":
        listed = [", ".join(quoted(word) for word in words) for words in (TRUE, FALSE)]
        return f"CASE WHEN lower({text}) IN ({listed[0]}) THEN TRUE WHEN lower({text}) IN ({listed[1]}) THEN FALSE END"
    if column.sql_type == "INTEGER":
        if found in WHOLE_NUMBERS:
            return f"CAST({cell} AS INTEGER)"
        number = f"TRY_CAST({text} AS INTEGER)"
        fits = (
            f"regexp_full_match({text}, '[0-9]{{1,9}}') AND {number} BETWEEN {column.least} AND {column.most}"
        )
        return f"CASE WHEN {fits} THEN {number} END"
    if column.choices:
        cases = [(choice, choice) for choice in column.choices] + list(column.aliases.items())
        return (
            f"CASE {text} {' '.join(f'WHEN {quoted(word)} THEN {quoted(kept)}' for word, kept in cases)} END"
        )
    return text


# -- what only the whole shows, and the numbers --------------------------------------------------------


def _households(connection: duckdb.DuckDBPyConnection, _paths: dict[str, Path]) -> list[Finding]:
    found = [
        _told(connection, "error", "households", "household", "household-twice", "El hogar está dos veces.",
              "household IN (SELECT household FROM source_households GROUP BY household HAVING count(*) > 1)"),
        _told(connection, "error", "households", "moved_on", "move-incomplete",
              "Una mudanza dice el día, el distrito y la unidad anteriores, o nada.",
              "(moved_on IS NULL) <> (previous_ubigeo IS NULL) OR (moved_on IS NULL) <> (previous_unit IS NULL)"),
        _told(connection, "error", "households", "suspended_until", "dates-out-of-order",
              "La suspensión termina antes de empezar, o no tiene inicio.",
              "suspended_until < suspended_from OR (suspended_until IS NOT NULL AND suspended_from IS NULL)"),
    ]  # fmt: skip
    _sorted(
        connection,
        "households",
        f"SELECT {_all_kept(connection, 'households')} FROM source_households",
        "household",
    )
    return [finding for finding in found if finding]


def _members(connection: duckdb.DuckDBPyConnection, _paths: dict[str, Path]) -> list[Finding]:
    faults = [
        ("error", "household", "unknown-household", "El hogar no está en el archivo de hogares.",
         "household NOT IN (SELECT household FROM households)"),
        ("error", "member", "member-twice", "La persona está dos veces en el mismo hogar.",
         "(household, member) IN (SELECT (household, member) FROM source_members GROUP BY household, member HAVING count(*) > 1)"),
        ("error", "household", "household-too-large", f"El hogar tiene más de {MOST_MEMBERS:,} integrantes.",
         f"household IN (SELECT household FROM source_members GROUP BY household HAVING count(*) > {MOST_MEMBERS})"),
        ("error", "pregnant_until", "dates-out-of-order", "La gestación termina antes de empezar, o no tiene inicio.",
         "pregnant_until < pregnant_from OR (pregnant_until IS NOT NULL AND pregnant_from IS NULL)"),
        ("error", "left_on", "dates-out-of-order", "La persona sale del hogar antes de entrar.", "left_on < joined_on"),
        ("error", "school_year", "grade-without-year", "Un grado dice su año escolar, y un año su grado.",
         "(grade IS NULL) <> (school_year IS NULL)"),
        ("warning", "member", "member-in-two-households", "La persona está en más de un hogar.",
         "member IN (SELECT member FROM source_members GROUP BY member HAVING count(DISTINCT household) > 1)"),
    ]  # fmt: skip
    found = [_told(connection, severity, "members", *rest) for severity, *rest in faults]
    no_members = "household NOT IN (SELECT household FROM source_members WHERE household IS NOT NULL)"
    found.append(
        _told(
            connection,
            "warning",
            "households",
            "household",
            "no-members",
            "El hogar no tiene integrantes: no puede cobrar.",
            no_members,
        )
    )
    shared = any(finding and finding.rule == "member-in-two-households" for finding in found)
    kept = f"SELECT {_all_kept(connection, 'members')} FROM source_members"
    _sorted(
        connection,
        "placed",
        f"SELECT h.number AS home, m.* FROM ({kept}) AS m JOIN households AS h ON h.household = m.household",
        "home, member",
    )
    # A person in several households is one person: its number is that of the first.
    person = "CAST(min(number) OVER (PARTITION BY member) AS INTEGER)" if shared else "number"
    connection.execute(f"""
        CREATE OR REPLACE TABLE members AS
        SELECT number, {person} AS person, member AS token, home AS household, birth_month,
               CAST(12 * CAST(substr(birth_month, 1, 4) AS INTEGER) + CAST(substr(birth_month, 6, 2) AS INTEGER) AS INTEGER) AS birth,
               sex, role, joined_on, left_on, pregnant_from, pregnant_until,
               CAST(12 * year(pregnant_from) + month(pregnant_from) AS INTEGER) AS pregnant_month,
               grade, school_year, completed_on
        FROM placed {"ORDER BY number" if shared else ""};
        DROP TABLE placed""")
    return [finding for finding in found if finding]


def _facts(
    connection: duckdb.DuckDBPyConnection, _paths: dict[str, Path], *, rules: RuleSet, bimester: Bimester
) -> list[Finding]:
    months = ", ".join(quoted(str(month)) for month in bimester.months)
    codes = ", ".join(quoted(code) for code in (*rules.requirements, *rules.outcomes))
    shares = ", ".join(
        quoted(e["requirement"]) for e in rules.document["requirements"] if e["measure"] == "share"
    )
    kept = {c.name: _kept(c, _types(connection, "facts")[c.name]) for c in schema.columns("facts")}
    fields = "member, month, requirement"
    whole = f"{fields}, {kept['done']}, {kept['expected']}, {kept['status']}, source"
    faults = [
        ("error", "member", "unknown-member", "La persona no está en el archivo de integrantes.",
         "member NOT IN (SELECT token FROM members)"),
        ("error", "month", "other-month", f"El mes no es del bimestre {bimester}.", f"month NOT IN ({months})"),
        ("error", "requirement", "unknown-requirement", "El requisito no está en las reglas.", f"requirement NOT IN ({codes})"),
        ("error", "done", "nothing-recorded", "Un dato registrado dice cuánto se hizo.", f"{kept['status']} = 'recorded' AND done IS NULL"),
        ("error", "done", "more-than-expected", "Se asistió más días de los previstos.",
         f"{kept['done']} > {kept['expected']} AND requirement IN ({shares or quoted('')})"),
    ]  # fmt: skip
    found = [_told(connection, severity, "facts", *rest) for severity, *rest in faults]
    places = ", ".join(f"({quoted(str(month))}, {month.place})" for month in bimester.months)
    ranked = "[" + ", ".join(quoted(code) for code in (*rules.requirements, *rules.outcomes)) + "]"
    # Person, month and requirement as one whole number: it sorts and compares faster than the three.
    key = f"(CAST(p.person AS BIGINT) * 4 + n.place) * 256 + list_position({ranked}, requirement)"
    connection.execute(f"""
        CREATE OR REPLACE TABLE facts AS
        SELECT p.person, CAST(n.place AS INTEGER) AS month, requirement, done, expected, status, source, {key} AS key
        FROM (SELECT {_all_kept(connection, "facts")} FROM source_facts) AS f
        JOIN (SELECT DISTINCT token, person FROM members) AS p ON p.token = f.member
        JOIN (VALUES {places}) AS n (month, place) ON n.month = f.month
        ORDER BY key""")
    twice = connection.execute("SELECT count(*) <> count(DISTINCT key) FROM facts").fetchone()
    if twice and twice[0]:
        several = (
            f"SELECT (member, month, requirement) FROM source_facts GROUP BY {fields} HAVING count(*) > 1"
        )
        repeated = f"(member, month, requirement) IN ({several})"
        contradict = (
            f"(member, month, requirement) IN (SELECT (member, month, requirement) FROM (SELECT DISTINCT {whole} FROM source_facts) "
            f"GROUP BY {fields} HAVING count(*) > 1)"
        )
        contradiction = "Hay datos distintos de la misma persona, mes y requisito."
        found.append(
            _told(connection, "error", "facts", "member", "facts-contradict", contradiction, contradict)
        )
        taken_once = "La misma fila está más de una vez; se toma una."
        found.append(_told(connection, "warning", "facts", "member", "row-twice", taken_once, repeated))
        connection.execute("CREATE OR REPLACE TABLE facts AS SELECT DISTINCT * FROM facts ORDER BY key")
    connection.execute("ALTER TABLE facts DROP COLUMN key")
    return [finding for finding in found if finding]


def _sorted(connection: duckdb.DuckDBPyConnection, name: str, question: str, order: str) -> None:
    """A table in that order, its rows numbered from 0: they are kept as they come, so their place is their number."""
    connection.execute(f"""
        CREATE OR REPLACE TABLE ordered AS SELECT * FROM ({question}) ORDER BY {order};
        CREATE OR REPLACE TABLE {name} AS SELECT CAST(rowid AS INTEGER) AS number, * FROM ordered;
        DROP TABLE ordered""")


def _told(
    connection: duckdb.DuckDBPyConnection,
    severity: str,
    kind: str,
    column: str,
    rule: str,
    message: str,
    condition: str,
) -> Finding | None:
    """A finding about the rows of a file for which the condition holds, if there are any."""
    asked = f"SELECT count(*), min(line, {EXAMPLES}) FROM source_{kind} WHERE {condition}"
    count, lines = connection.execute(asked).fetchone() or (0, ())
    return Finding(severity, kind, column, rule, message, count, tuple(lines)) if count else None


def _all_kept(connection: duckdb.DuckDBPyConnection, kind: str) -> str:
    types = _types(connection, kind)
    return ", ".join(f"{_kept(c, types[c.name])} AS {_named(c.name)}" for c in schema.columns(kind))
