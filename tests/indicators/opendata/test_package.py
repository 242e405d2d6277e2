"""One file with everything, the same bytes each time, and nothing in it that looks like a person."""

import hashlib
import io
import json
import zipfile
from dataclasses import replace
from datetime import date
from importlib import import_module

import pytest

from sigor.indicators.opendata.csvw import Column, Kind, Table, Text
from sigor.indicators.opendata.package import publication
from sigor.indicators.opendata.personal import PersonalData, findings
from tests.indicators.opendata.conftest import arguments

NAMES = {
    "data.csv", "groups.csv", "members.csv", "indicators.csv", "classes.csv", "periods.csv", "csv-metadata.json",
    "catalog.jsonld", "LEEME.txt", "README.txt", "SHA256SUMS.txt",
}  # fmt: skip


def test_the_package_has_every_file_and_their_hashes(published):
    with zipfile.ZipFile(io.BytesIO(published.files["package.zip"])) as archive:
        assert archive.testzip() is None and set(archive.namelist()) == NAMES
        inside = {name: archive.read(name) for name in archive.namelist()}
    assert {**inside, "package.zip": published.files["package.zip"]} == dict(published.files)
    lines = [line.split("  ") for line in inside["SHA256SUMS.txt"].decode().splitlines()]
    assert {name for _value, name in lines} == NAMES - {"SHA256SUMS.txt"}
    assert all(hashlib.sha256(inside[name]).hexdigest() == value for value, name in lines)


def test_the_same_arguments_give_the_same_bytes(published, dataset_tables, about, dataset):
    mixed = [replace(table, rows=table.rows[::-1]) for table in dataset_tables]
    again = publication(**arguments(tuple(mixed), about, dataset))
    assert dict(again.files) == dict(published.files) and again.dataset == published.dataset


def test_another_day_is_in_the_files_and_nowhere_else(published, dataset_tables, about, dataset):
    other = publication(**arguments(dataset_tables, replace(about, modified=date(2026, 2, 1)), dataset))
    changed = {name for name in other.files if other.files[name] != published.files[name]}
    assert changed == {
        "csv-metadata.json",
        "catalog.jsonld",
        "LEEME.txt",
        "README.txt",
        "SHA256SUMS.txt",
        "package.zip",
    }


def test_the_dictionary_has_every_column_in_both_languages(published, dataset_tables):
    spanish, english = published.files["LEEME.txt"].decode(), published.files["README.txt"].decode()
    for table in dataset_tables:
        for column in table.columns:
            assert f"  {column.name}: {column.title.es} (" in spanish
            assert f"  {column.name}: {column.title.en} (" in english
    assert "Se refiere a groups.csv (period, place)." in spanish and "Refers to" in english
    assert "Ninguna cifra es de menos de 10 hogares." in spanish


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
def test_the_catalogue_inside_speaks_of_the_files_beside_it(published):
    graph = import_module("rdflib").Graph().parse(data=published.files["catalog.jsonld"], format="json-ld")
    found = graph.query("SELECT ?url WHERE { ?f <http://www.w3.org/ns/dcat#downloadURL> ?url }")
    names = {str(row[0]).rsplit("/", 1)[1] for row in found}
    assert names == {name for name in NAMES if name.endswith(("csv", "json"))}
    assert json.loads(published.files["catalog.jsonld"])["@id"].endswith("/incentivos/2025/2/catalog.jsonld")


# -- what looks like a person ----------------------------------------------------------------------------


def table(name: str = "code", *cells: object, kind: Kind = Kind.TEXT, title: str = "Título") -> Table:
    text = Text("x", "x")
    columns = (Column("n", text, text, Kind.WHOLE), Column(name, Text(title, "Title"), text, kind))
    return Table("t.csv", text, text, columns, ("n",), tuple((at, cell) for at, cell in enumerate(cells)))  # type: ignore[misc]


@pytest.mark.parametrize(
    "name",
    ["dni", "DNI", "nombre", "Nombres", "apellido_paterno", "telefono", "teléfono_fijo", "numTelefono", "e_mail", "correo",
     "fecha_nac", "household", "cod_hogar", "first_name", "direccion", "nro_documento"],
)  # fmt: skip
def test_a_column_called_like_personal_data_is_refused(name):
    assert [str(finding) for finding in findings([table(name)])] == [
        f"t.csv: la columna «{name}» se llama como un dato personal."
    ]


@pytest.mark.parametrize(
    "name", ["name_es", "district_name", "hogares", "numerator", "place", "group", "members"]
)
def test_a_column_of_ours_is_not(name):
    assert findings([table(name)]) == []


@pytest.mark.parametrize(
    "cell",
    ["45678912", "DNI 45678912", "45.678.912", "４５６７８９１２", "٤٥٦٧٨٩١٢", "ana@example.pe", "+51 987 654 321", "987654321",
     "987-654-321", "(01) 428 3005", "01-4283005", "H0123456789A", "véase M7K2N0P4Q8R9", "987\u2011654\u2011321"],
)  # fmt: skip
def test_a_cell_that_looks_like_personal_data_is_refused_and_not_repeated(cell):
    found = findings([table("code", "bien", cell)])
    assert found and found[0].rows == (2,) and cell not in str(found[0])


@pytest.mark.parametrize(
    "cell",
    ["010101", "2025-B3", "2025-03-01", "RESTO-0101", "RESTO-PE", "RM 073-2021-MIDIS", "12345", "1 234 567", "2025-05-01/2025-06-30",
     "Resto de la provincia Huaraz", "-3.5", "20.1 %", "HOGARES-PAGADOS"],
)  # fmt: skip
def test_codes_days_and_figures_are_not(cell):
    assert findings([table("code", cell)]) == []


@pytest.mark.parametrize("cell", ["=1+1", "@SUM(A1)", "+cmd", "-cmd", "\tx"])
def test_a_text_that_a_spreadsheet_would_run_is_refused(cell):
    assert "hoja de cálculo" in str(findings([table("code", cell)])[0])


def test_numbers_in_columns_of_numbers_are_figures():
    assert findings([table("amount", 45678912, 987654321, kind=Kind.WHOLE)]) == []


def test_a_title_is_looked_at_too():
    assert findings([table("code", title="Número de DNI")]) and not findings(
        [table("code", title="Nombre del lugar")]
    )


def test_many_cells_are_one_finding():
    (found,) = findings([table("code", *(f"4567891{n}" for n in range(9)))])
    assert found.count == 9 and found.rows == (1, 2, 3, 4, 5) and "9 fila(s): 1, 2, 3, 4, 5…" in str(found)


def test_nothing_leaves_with_personal_data(dataset_tables, about, dataset):
    members = next(one for one in dataset_tables if one.file == "members.csv")
    dirty = replace(members, rows=((*members.rows[0][:3], "Chachapoyas, 45678912"), *members.rows[1:]))
    tables = tuple(dirty if one is members else one for one in dataset_tables)
    with pytest.raises(PersonalData, match="número de documento") as caught:
        publication(**arguments(tables, about, dataset))
    assert "45678912" not in str(caught.value)
