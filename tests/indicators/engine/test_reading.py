"""Every rule of the reader on small files, in both layouts: what is found, where, and what is read all the same."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from sigor.indicators.engine.findings import errors
from sigor.indicators.engine.periods import Period
from sigor.indicators.engine.places import RENIEC
from tests.indicators.engine.tables import (
    CODES,
    PLACES,
    USUAL,
    long,
    names,
    public,
    reading,
    told,
    values,
    write,
)

KINDS = ("csv", "xlsx")
FIRST = Period("bimester", 2025, 1)


@pytest.fixture(params=KINDS)
def path(request, tmp_path):
    return tmp_path / f"datos.{request.param}"


def messages(found):
    return [finding.said() for finding in found.findings if finding.rule not in USUAL]


# Both layouts


def test_the_public_layout_gives_a_row_for_each_measure(path):
    found = reading(write(path, public()))
    assert (told(found), found.ok, found.synthetic, found.periods) == ([], True, False, (FIRST,))
    assert len(found.rows) == 4 * len(CODES)
    assert values(found, "affiliated") == dict(zip(CODES, range(100, 105), strict=True))
    assert values(found, "amount")["010101"] == 20000
    first = found.rows[0]
    assert (first.place, first.level, first.period, first.measure, first.value) == (
        "010101", "district", FIRST, "affiliated", (100, None),
    )  # fmt: skip
    assert (first.file, first.sheet, first.line) == (path.name, "Datos" if path.suffix == ".xlsx" else "", 2)
    assert [(s.layout, s.rows, s.periods) for s in found.sources] == [("public", 20, (FIRST,))]


def test_the_long_layout_gives_numerator_and_denominator(path):
    found = reading(write(path, long("2025-T2")))
    assert told(found) == []
    assert [(r.place, str(r.period), r.measure, r.value, r.class_) for r in found.rows[:2]] == [
        ("010101", "2025-T2", "PAQ-N", (10, 100), ""),
        ("010102", "2025-T2", "PAQ-N", (11, 100), ""),
    ]


def test_english_headings_units_classes_and_counts_without_a_denominator(path):
    table = [
        ["unit", "period", "indicator", "numerator", "denominator", "class"],
        ["UT-PUNO", "2025B3", "IND-1", 3, None, "mujeres"],
        ["ut-puno", "2025-B3", "IND-1", "4.5", None, "varones"],
    ]
    found = reading(write(path, table))
    assert told(found) == []
    assert [(r.place, r.level, str(r.period), r.value, r.class_) for r in found.rows] == [
        ("UT-PUNO", "unit", "2025-B3", (Decimal(3), None), "mujeres"),
        ("UT-PUNO", "unit", "2025-B3", (Decimal("4.5"), None), "varones"),
    ]


def test_the_monthly_file_has_semicolons_thousands_and_many_other_columns(tmp_path):
    lines = [
        "FECHA_CORTE;UBIGEO;DEPARTAMENTO;PROVINCIA;DISTRITO;QALI WARMA - Escolares;JUNTOS - Hogares afiliados;JUNTOS - Hogares abonados",
        "31/03/2025;010101;AMAZONAS;CHACHAPOYAS;CHACHAPOYAS;9,001;12,345;1,234",
        "2025-03-31;060101;CAJAMARCA;CAJAMARCA;CAJAMARCA;1;850;849",
    ]
    path = tmp_path / "infomidis.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    found = reading(path)
    assert told(found) == [
        ("warning", "unknown-column", 1, (1,)),
        ("warning", "thousands", 1, (2,)),
        ("warning", "thousands", 1, (2,)),
    ]
    assert values(found, "affiliated") == {"010101": 12345, "060101": 850}
    assert found.periods == (Period("month", 2025, 3),)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_separator_is_told_by_the_headings(tmp_path, delimiter):
    table = public()
    table[1][3] = "CHACHAPOYAS, ; Y"  # more of the others than of the separator
    found = reading(write(tmp_path / "datos.csv", table, delimiter=delimiter))
    assert len(found.rows) == 20 and {f.rule for f in found.findings} <= USUAL | {"name-differs"}


@pytest.mark.parametrize(
    ("headings", "cells", "period"),
    [
        (["AÑO", "BIMESTRE"], [2025, 3], "2025-B3"),
        (["AÑO", "BIMESTRE"], [2025.0, "III"], "2025-B3"),
        (["AÑO", "BIMESTRE"], ["2025", "3er bimestre"], "2025-B3"),
        (["AÑO", "BIMESTRE"], ["2025", "Bimestre 3"], "2025-B3"),
        (["AÑO", "BIMESTRE"], ["2025", "MAYO - JUNIO"], "2025-B3"),
        (["AÑO", "BIMESTRE"], ["2025", "2025-B3"], "2025-B3"),
        (["BIMESTRE"], ["III-2025"], "2025-B3"),
        (["PERIODO"], ["BIMESTRE III 2025"], "2025-B3"),
        (["PERIODO"], ["2025 - VI"], "2025-B6"),
        (["PERIODO"], ["Set-2025"], "2025-09"),
        (["PERIODO"], ["2025-09"], "2025-09"),
        (["AÑO", "MES"], [2025, 9], "2025-09"),
        (["AÑO", "MES"], [2025, "SETIEMBRE"], "2025-09"),
        (["AÑO", "MES"], [2025, "septiembre"], "2025-09"),
        (["FECHA_CORTE"], ["202509"], "2025-09"),
        (["FECHA_CORTE"], ["20250930"], "2025-09"),
        (["FECHA_CORTE"], ["30/09/2025"], "2025-09"),
        (["FECHA_CORTE"], [202509], "2025-09"),
        (["AÑO", "BIMESTRE"], [2025, 7], None),
        (["AÑO", "BIMESTRE"], [2025, 0], None),
        (["AÑO", "BIMESTRE"], [2025, "2024-B3"], None),
        (["AÑO", "BIMESTRE"], ["25", 3], None),
        (["AÑO", "BIMESTRE"], [2025, "ENERO"], None),
        (["AÑO", "BIMESTRE"], [2025, "FEBRERO - MARZO"], None),
        (["BIMESTRE"], ["2025"], None),
        (["BIMESTRE"], [3], None),  # of no year
        (["AÑO", "PERIODO"], [2025, 3], None),  # a month or a bimester?
        (["PERIODO"], ["202503"], None),
        (["AÑO", "MES"], [2025, 13], None),
        (["FECHA_CORTE"], ["09/30/2025"], None),
        (["FECHA_CORTE"], ["202513"], None),
    ],
)
def test_periods_as_the_years_have_written_them(path, headings, cells, period):
    table = [["UBIGEO", *headings, "HOGARES AFILIADOS", "HOGARES ABONADOS", "MIEMBROS OBJETIVO", "MONTO"]]
    table.append(["010101", *cells, 9, 8, 20, 1800])
    found = reading(write(path, table))
    assert [str(one) for one in found.periods] == ([period] if period else [])
    assert [f.rule for f in errors(found.findings)] == ([] if period else ["not-a-period"])


def test_days_of_a_workbook_are_taken_as_the_period_they_lie_in(tmp_path):
    table = long()
    table[1][1], table[2][1], table[3][1] = date(2025, 6, 1), datetime(2025, 6, 30, 5), 2025
    found = reading(write(tmp_path / "datos.xlsx", table))
    assert told(found) == [("warning", "period-as-day", 2, (2, 3))]
    assert [str(row.period) for row in found.rows[:3]] == ["2025-06", "2025-06", "2025"]
    table = public()
    table[1][5] = date(2024, 2, 28)  # not of the year beside it
    assert told(reading(write(tmp_path / "otro.xlsx", table))) == [("error", "not-a-period", 1, (2,))]


# Headings


def test_near_headings_are_taken_and_said(path):
    table = public()
    table[0] = ["cod ubigeo", "Departamento", " provincia ", "DISTRITO", "ano", "bimestre",
                "Hogares\nAfiliados", "HOGARES  ABONADOS", "miembros_objetivo", "Monto Transferido (S/)"]  # fmt: skip
    found = reading(write(path, table))
    assert len(found.rows) == 20
    assert [f.column for f in found.findings if f.rule == "heading-changed"] == [
        "cod ubigeo", "ano", "Hogares\nAfiliados", "HOGARES  ABONADOS", "miembros_objetivo", "Monto Transferido (S/)",
    ]  # fmt: skip
    assert "«ano» se tomó como «AÑO»" in " ".join(messages(found))


def test_titles_above_the_heading_are_passed_over_and_lines_stay_those_of_the_file(path):
    table = public()
    table[2][6] = "s/d"
    table[:0] = [["Resumen de hogares"], [], [None, "Programa", None, "UBIGEO"], []]
    found = reading(write(path, table))
    assert told(found) == [("error", "not-a-number", 1, (7,))]


def test_a_heading_further_down_than_is_searched_is_not_found(path):
    found = reading(write(path, [[f"nota {n}", "y más"] for n in range(15)] + public()))
    assert [f.rule for f in found.findings] == ["no-heading"] and not found.ok


def test_missing_columns_are_named_one_by_one(path):
    found = reading(write(path, [["UBIGEO", "DISTRITO"], ["010101", "Chachapoyas"]]))
    assert [f.said() for f in errors(found.findings)] == [
        "Falta la columna «BIMESTRE» o «PERIODO» o «MES» o «FECHA_CORTE».",
        "Falta la columna «HOGARES AFILIADOS».",
        "Falta la columna «HOGARES ABONADOS».",
    ]
    found = reading(write(path, [["indicador", "numerador", "periodo"], ["PAQ-N", 1, "2025"]]))
    assert [f.said() for f in errors(found.findings)] == [
        "Falta la columna «UBIGEO» o «unit».",
        "Falta la columna «denominator».",
    ]
    assert found.rows == ()


def test_columns_that_are_no_part_of_the_layout_are_told_together(path):
    table = [[*row, at, at] for at, row in enumerate(public())]
    table[0][-2:] = [None, "PUNTOS"]
    found = reading(write(path, table))
    assert told(found) == [("warning", "unknown-column", 2, (1,))]
    assert messages(found) == [
        "No se leen las columnas 11 (sin encabezado), «PUNTOS»: no son de este formato."
    ]


# Places


def test_zeros_that_were_lost_are_put_back_only_where_that_gives_a_district(path):
    table = public()
    table[1][0], table[2][0], table[3][0], table[5][0] = 10101, "10102.0", "21801", 990101
    found = reading(write(path, table))
    assert told(found) == [("warning", "leading-zero", 3, (2, 3, 4)), ("error", "unknown-place", 1, (6,))]
    assert [f.said() for f in errors(found.findings)] == ["El ubigeo no es de un distrito conocido (990101)."]
    assert list(values(found, "paid")) == list(CODES[:4])


@pytest.mark.parametrize("cell", ["", "1010", "0101011", "CHACHAPOYAS", "01 01 01", -10101, 1.5, "١٠١٠١"])
def test_what_is_no_code_is_an_unknown_place(path, cell):
    table = public()
    table[1][0] = cell
    assert told(reading(write(path, table))) == [("error", "unknown-place", 1, (2,))]


def reniec(table, at=0):
    for row in table[1:]:
        row[at] = PLACES[row[at]].reniec
    return table


ELSEWHERE = ("080101", "080102", "210101", "210102", "160101")  # RENIEC writes other codes for these


def test_codes_of_reniec_are_told_by_the_names_and_read_when_said_to_be_so(path):
    write(path, reniec(public(codes=ELSEWHERE)))
    found = reading(path)
    assert [(f.rule, f.count) for f in errors(found.findings)] == [("reniec-codes", 5)] and found.rows == ()
    assert "Los códigos son del RENIEC, no del INEI" in messages(found)[0]
    found = reading(path, coding=RENIEC)
    assert found.ok and list(values(found, "paid")) == list(ELSEWHERE)
    assert [(f.rule, f.severity, f.count) for f in found.findings if f.rule not in USUAL] == [
        ("reniec-codes", "warning", 5)
    ]


def test_codes_of_the_inei_said_to_be_those_of_reniec_are_told_too(path):
    found = reading(write(path, public(codes=ELSEWHERE)), coding=RENIEC)
    assert "Los códigos son del INEI, no del RENIEC" in messages(found)[0] and not found.ok


def test_a_few_codes_of_reniec_among_those_of_the_inei_are_told_row_by_row(path):
    table = public(codes=(*CODES[:4], *ELSEWHERE))
    for row in table[-2:]:
        row[0] = PLACES[row[0]].reniec
    found = reading(write(path, table))
    assert told(found) == [("error", "reniec-codes", 2, (9, 10))]
    assert len(found.rows) == 28


def test_codes_of_reniec_without_names_are_told_by_those_that_the_inei_does_not_have(path):
    codes = [c for c, p in PLACES.items() if p.reniec and p.reniec not in PLACES][:4]
    found = reading(write(path, reniec(long(codes=(*CODES, *codes)))))
    assert [f.rule for f in errors(found.findings)] == ["reniec-codes"]


def test_a_few_names_that_differ_are_a_warning(path):
    table = public()
    table[1][3], table[2][1] = "CHACHAPOYAS VIEJO", "ÁNCASH"
    table[3][3] = names(CODES[2])[2].upper()
    found = reading(write(path, table))
    assert told(found) == [("warning", "name-differs", 2, (2, 3))]


def test_districts_without_coordinates_are_counted_once(path):
    without = [code for code, place in PLACES.items() if place.latitude is None][:2]
    table = public(codes=(without[0], CODES[0], without[1])) + public(2, codes=tuple(without))[1:]
    found = reading(write(path, table))
    assert told(found, usual=True) == [("warning", "no-coordinates", 2, (2, 4))]


def test_units_are_known_by_their_acronym(path):
    table = [
        ["unidad", *long()[0][1:]],
        ["UT-PUNO", "2025", "A", 1, 2],
        ["UT-OTRA", "2025", "A", 1, 2],
        ["", "2025", "A", 1, 2],
    ]
    write(path, table)
    assert told(reading(path)) == [("error", "unknown-place", 1, (4,))]
    assert told(reading(path, known_units={"UT-PUNO"})) == [
        ("error", "unknown-place", 1, (4,)),
        ("error", "unknown-unit", 1, (3,)),
    ]


# Numbers


@pytest.mark.parametrize("kind", KINDS)
def test_decimal_commas_are_read_and_never_multiplied(tmp_path, kind):
    table = public()
    for at, amount in enumerate(("1.234,56", "1234,50", "0,10", "12.345", "7"), start=1):
        table[at][9] = amount
    found = reading(write(tmp_path / f"datos.{kind}", table))
    assert told(found) == [("warning", "decimal-comma", 4, (2, 3, 4, 5))]
    kept = [Decimal(text) for text in ("1234.56", "1234.5", "0.1", "12345", "7")]
    assert list(values(found, "amount").values()) == kept


def test_conventions_that_mix_are_an_error_and_the_rest_is_read(path):
    table = public()
    for at, amount in enumerate(("1.234,56", "1,234.56", "1,000.00", "12.5", ""), start=1):
        table[at][9] = amount
    found = reading(write(path, table))
    assert told(found) == [("error", "decimal-comma", 1, (2,)), ("warning", "no-value", 1, (6,))]
    assert list(values(found, "amount")) == list(CODES[1:4]) and len(values(found, "paid")) == 5


def test_numbers_that_are_none_or_negative_are_told_with_their_column(path):
    table = public()
    table[1][6], table[2][7], table[3][8], table[4][9] = "cien", -1, 2.5, "#REF!"
    found = reading(write(path, table))
    assert [(f.rule, f.column, f.rows) for f in errors(found.findings)] == [
        ("not-a-number", "HOGARES AFILIADOS", (2,)),
        ("negative", "HOGARES ABONADOS", (3,)),
        ("not-a-number", "MIEMBROS OBJETIVO", (4,)),
        ("not-a-number", "MONTO", (5,)),
    ]
    assert len(found.rows) == 16


def test_more_paid_than_affiliated_is_told_row_by_row(path):
    table = public()
    table[1][6:8], table[3][6:8], table[4][6:8] = [5, 6], [0, 1], [5, 5]
    found = reading(write(path, table))
    assert told(found) == [
        ("warning", "paid-above-affiliated", 1, (2,)),
        ("warning", "paid-without-affiliated", 1, (4,)),
    ]
    assert len(found.rows) == 20


def test_a_numerator_above_the_denominator_is_told_only_of_shares(path):
    table = long()
    table[2][3] = 101
    write(path, table)
    assert told(reading(path)) == []
    assert told(reading(path, shares=("PAQ-N",))) == [("warning", "above-whole", 1, (3,))]


def test_a_class_is_a_short_name(path):
    table = [[*row, "m" * (60 + at)] for at, row in enumerate(long())]
    table[0][-1] = "clase"
    assert told(reading(write(path, table))) == [("error", "not-a-class", 5, (2, 3, 4, 5, 6))]


def test_twenty_rows_are_told_of_many(path):
    codes = tuple(list(PLACES)[:60])
    table = public(codes=codes)
    for row in table[1:31]:
        row[6] = "x"
    assert told(reading(write(path, table))) == [("error", "not-a-number", 30, tuple(range(2, 22)))]


# Rows of totals and notes


def total(table, more=0, name="TOTAL"):
    sums = [sum(row[at] for row in table[1:]) for at in range(6, 10)]
    return [*table, [name, *[None] * 5, sums[0] + more, *sums[1:]]]


@pytest.mark.parametrize("name", ["TOTAL", "Total general", " total nacional", "TOTALES"])
def test_a_total_is_left_out_and_compared(path, name):
    found = reading(write(path, total(public(), name=name)))
    assert told(found) == [("warning", "total-row", 1, (7,))] and len(found.rows) == 20
    found = reading(write(path, total(public(), 1, name)))
    assert told(found) == [("warning", "total-row", 1, (7,)), ("error", "total-row", 1, (7,))]


def test_subtotals_and_totals_of_a_bimester_are_sums_of_their_rows(path):
    first, second = total(public(), name="SUBTOTAL"), total(public(2))[1:]
    second[-1][4:6] = [2025, 2]
    both = [*first, *second]
    everything = [["TOTAL", *[None] * 5, *[first[-1][at] + second[-1][at] for at in range(6, 10)]]]
    assert told(reading(write(path, [*both, *everything]))) == [("warning", "total-row", 3, (7, 13, 14))]


def test_a_total_that_was_rounded_is_the_sum_all_the_same(path):
    table = public()
    table[1][9] = 20000.4
    table = total(table)
    table[-1][9] = round(table[-1][9])
    assert told(reading(write(path, table))) == [("warning", "total-row", 1, (7,))]


def test_notes_empty_rows_and_repeated_headings_are_no_data(path):
    table = public()
    table = [table[0], table[1], [], ["", " "], table[2], table[0], *table[3:], [], ["Fuente: prueba"], []]
    found = reading(write(path, table))
    assert told(found) == [("warning", "note-row", 2, (6, 11))] and len(found.rows) == 20


# Sheets of a workbook


def test_each_sheet_with_data_is_read_and_hidden_ones_are_not(tmp_path):
    path = write(tmp_path / "datos.xlsx", public(), Segundo=public(2), Notas=[["Solo", "palabras"]], Vacia=[])
    found = reading(path)
    assert told(found) == [("warning", "sheet-ignored", 1, ())]
    assert [(s.sheet, s.rows) for s in found.sources] == [("Datos", 20), ("Segundo", 20)]
    import openpyxl

    book = openpyxl.load_workbook(path)
    book["Segundo"].sheet_state = "hidden"
    book["Notas"].sheet_state = "veryHidden"
    book.save(path)
    found = reading(path)
    assert told(found) == [("warning", "hidden-sheet", 1, ())] * 2 and len(found.rows) == 20


def test_a_formula_is_read_by_its_result_and_one_without_it_is_told(tmp_path):
    table = public()
    table[2][9] = "=100*2"
    path = write(tmp_path / "datos.xlsx", table)
    found = reading(path)
    assert [(f.rule, f.rows) for f in errors(found.findings)] == [("formula-without-value", (3,))]
    import zipfile

    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    parts["xl/worksheets/sheet1.xml"] = sheet.replace(
        b"<f>100*2</f><v></v>", b"<f>100*2</f><v>200</v>"
    ).replace(b"<f>100*2</f><v/>", b"<f>100*2</f><v>200</v>")
    assert parts["xl/worksheets/sheet1.xml"] != sheet
    with zipfile.ZipFile(path, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    found = reading(path)
    assert found.ok and values(found, "amount")["010102"] == 200


# Persons


@pytest.mark.parametrize(
    "heading",
    [
        "DNI",
        "Nombre del titular",
        "N° de documento",
        "TELEFONO",
        "Nombre del jefe del distrito",
        "12345678",
        "ana@example.org",
    ],
)
def test_headings_of_persons_are_refused(path, heading):
    table = [[*row, "x"] for row in public()]
    table[0][-1] = heading
    found = reading(write(path, table))
    assert [f.rule for f in errors(found.findings)] == ["personal-data"]
    assert "12345678" not in str(found.findings) and "example" not in str(found.findings)


@pytest.mark.parametrize(
    "cell", ["00000001", 40000001, "999 888 777", "ana@example.org", "FICTICIA PRUEBA, ANA MARIA"]
)
def test_cells_of_persons_are_refused_and_not_repeated(path, cell):
    table = [[*row, cell] for row in public()]
    table[0][-1] = "REFERENCIA"
    found = reading(write(path, table))
    assert [(f.rule, f.count) for f in errors(found.findings)] == [("personal-data", 5)]
    assert str(cell) not in str(found.findings)


@pytest.mark.parametrize(
    ("at", "cell"), [(0, "01010112"), (3, "TITULAR 40000001"), (2, "PRUEBA FICTICIA, ANA")]
)
def test_one_cell_of_a_person_is_enough_in_a_column_that_is_read(path, at, cell):
    table = public()
    table[3][at] = cell
    found = reading(write(path, table))
    assert [(f.rows) for f in errors(found.findings) if f.rule == "personal-data"] == [(4,)]
    assert cell not in str(found.findings)


def test_large_numbers_and_days_in_other_columns_are_no_persons(path):
    table = [
        [*row, 20250331, 12345678 if at == 1 else at, "NOMBRE DE LA ZONA"] for at, row in enumerate(public())
    ]
    table[0][-3:] = ["FECHA DE CARGA", "PRESUPUESTO", "NOMBRE DISTRITO"]
    found = reading(write(path, table))
    assert told(found) == [("warning", "unknown-column", 3, (1,))]


# Wholes and their parts


def test_rows_with_and_without_a_class_would_count_twice(path):
    table = [[*row, None] for row in long()]
    table[0][-1], table[2][-1] = "clase", "mujeres"
    found = reading(write(path, table))
    assert told(found) == [("error", "total-and-parts", 1, (3,))]
    assert "con clase y sin clase" in messages(found)[0]
    table[2][1] = "2025-B2"  # of another period they may be
    assert told(reading(write(path, table))) == []


def test_units_beside_districts_would_count_twice(path):
    table = [[*row, None] for row in long()]
    table[0][-1] = "unidad"
    table.append([None, "2025-B1", "PAQ-N", 60, 500, "UT-PUNO"])
    found = reading(write(path, table))
    assert told(found) == [("error", "total-and-parts", 1, (7,))]
    table[-1][2] = "PAQ-G"
    assert told(reading(write(path, table))) == []
