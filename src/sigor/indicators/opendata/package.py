"""Everything of an edition as files: tables, descriptions, dictionary, hashes; and all of them in one ZIP file."""

import hashlib
import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from sigor.indicators.opendata import dcat, personal
from sigor.indicators.opendata.csvw import CONTEXT as CSVW
from sigor.indicators.opendata.csvw import METADATA, About, Table, Text, csv_bytes, json_bytes, metadata_bytes

CATALOG, PACKAGE, HASHES = "catalog.jsonld", "package.zip", "SHA256SUMS.txt"
SPANISH, ENGLISH = "LEEME.txt", "README.txt"
KINDS = {
    "string": Text("texto", "text"),
    "integer": Text("entero", "whole number"),
    "decimal": Text("decimal", "decimal number"),
    "date": Text("día (AAAA-MM-DD)", "day (YYYY-MM-DD)"),
    "boolean": Text("true o false", "true or false"),
}


@dataclass(frozen=True)
class Publication:
    """The files of an edition by name, the ZIP file with all others included, and its entry for the catalogue."""

    files: Mapping[str, bytes]
    dataset: dcat.Dataset


def publication(
    *,
    tables: Sequence[Table],
    about: About,
    dataset: dcat.Dataset,
    agent: dcat.Agent,
    catalog_title: Text,
    catalog_description: Text,
    base_url: str,
    api: str = "",
) -> Publication:
    """Make every file of an edition; `dataset` without distributions, `api` the address of its JSON interface.

    The same arguments give the same bytes. Raises PersonalData where something looks like personal data, ValueError
    where a table does not keep what it declares.
    """
    personal.refuse(tables)
    described = metadata_bytes(tables, about)
    files = {table.file: csv_bytes(table) for table in tables} | {METADATA: described}
    distributions = [
        dcat.file(
            table.file, files[table.file], title=table.title, media_type="text/csv", conforms_to=(METADATA,)
        )
        for table in tables
    ]
    title = Text("Descripción de las tablas (CSVW)", "Description of the tables (CSVW)")
    distributions.append(
        dcat.file(METADATA, described, title=title, media_type="application/ld+json", conforms_to=(CSVW,))
    )
    if api:
        title = Text("Interfaz JSON", "JSON interface")
        distributions.append(dcat.Distribution(api, title, "application/json"))
    catalog = dcat.catalog(
        base_url=base_url,
        title=catalog_title,
        description=catalog_description,
        agent=agent,
        datasets=[replace(dataset, distributions=tuple(distributions))],
        modified=about.modified,
        path=dataset.path + CATALOG,
    )
    files[CATALOG] = json_bytes(catalog)
    files[SPANISH] = _dictionary(tables, about, spanish=True)
    files[ENGLISH] = _dictionary(tables, about, spanish=False)
    files[HASHES] = hashes(files)
    files[PACKAGE] = zipped(files, about.modified)
    title = Text("Todo en un archivo ZIP", "Everything in a ZIP file")
    distributions.insert(
        0,
        dcat.file(
            PACKAGE, files[PACKAGE], title=title, media_type="application/zip", conforms_to=(METADATA,)
        ),
    )
    return Publication(MappingProxyType(files), replace(dataset, distributions=tuple(distributions)))


def hashes(files: Mapping[str, bytes]) -> bytes:
    """SHA-256 of each file, a line for each, as `sha256sum --check` reads them."""
    lines = [f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(files.items())]
    return "".join(lines).encode()


def zipped(files: Mapping[str, bytes], day: date) -> bytes:
    """A ZIP file in which nothing depends on the machine or the moment: names in order, one day, one set of rights."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED, 9)
    return out.getvalue()


def _dictionary(tables: Sequence[Table], about: About, *, spanish: bool) -> bytes:
    """What the dataset is and what each column of each table says."""

    def say(text: Text) -> str:
        return text.es if spanish else text.en

    words = {
        "publisher": Text("Publica", "Publisher"),
        "version": Text("Versión", "Version"),
        "modified": Text("Fecha", "Date"),
        "license": Text("Licencia", "License"),
        "key": Text("Clave", "Key"),
        "refers": Text("Se refiere a", "Refers to"),
        "may": Text("puede estar vacía", "may be empty"),
        "files": Text(
            "Los archivos CSV están en UTF-8, con comas; los describe csv-metadata.json (W3C CSVW). "
            "El ubigeo es texto de seis cifras: al abrirlo en una hoja de cálculo, impórtelo como texto.",
            "The CSV files are in UTF-8, with commas; csv-metadata.json describes them (W3C CSVW). "
            "The district code is a text of six digits: import it as text into a spreadsheet.",
        ),
    }
    facts = (
        ("publisher", about.publisher),
        ("version", about.version),
        ("modified", about.modified.isoformat()),
    )
    lines = [say(about.title), "=" * len(say(about.title)), "", say(about.description), ""]
    lines += [f"{say(words[word])}: {fact}" for word, fact in (*facts, ("license", about.license))]
    lines += ["", *(say(note) for note in about.notes), say(words["files"])]
    for table in tables:
        lines += ["", f"{table.file} — {say(table.title)}", say(table.description)]
        lines.append(f"{say(words['key'])}: {', '.join(table.primary_key)}")
        for column in table.columns:
            empty = "" if column.required else f", {say(words['may'])}"
            kind = say(KINDS[column.kind.value])
            lines.append(f"  {column.name}: {say(column.title)} ({kind}{empty}). {say(column.description)}")
        for foreign in table.foreign_keys:
            there = f"{foreign.table} ({', '.join(foreign.references)})"
            lines.append(f"  {', '.join(foreign.columns)}: {say(words['refers'])} {there}.")
    return ("\r\n".join(lines) + "\r\n").encode()
