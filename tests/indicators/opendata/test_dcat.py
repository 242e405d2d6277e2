"""The catalogue, read back with rdflib and asked in SPARQL; nothing is fetched."""

import hashlib
import json
import socket
from dataclasses import replace
from datetime import date
from importlib import import_module
from typing import Any

import pytest

from sigor.indicators.opendata import dcat
from sigor.indicators.opendata.csvw import Text
from tests.indicators.opendata.conftest import AGENT, BASE

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

PREFIXES = "".join(f"PREFIX {name}: <{url}>\n" for name, url in dcat.CONTEXT.items())


def offline(*_args: Any, **_more: Any) -> Any:
    raise AssertionError("nothing is fetched")


@pytest.fixture
def graph(published, monkeypatch) -> Any:
    monkeypatch.setattr(socket, "create_connection", offline)
    monkeypatch.setattr(socket.socket, "connect", offline)
    whole = dcat.catalog(
        base_url=BASE,
        title=Text("Datos abiertos", "Open data"),
        description=Text("Lo que se publica", "What is published"),
        agent=AGENT,
        datasets=[published.dataset],
        modified=date(2026, 1, 31),
    )
    return import_module("rdflib").Graph().parse(data=json.dumps(whole), format="json-ld")


def asked(graph: Any, question: str) -> list[tuple]:
    return [tuple(value and value.toPython() for value in row) for row in graph.query(PREFIXES + question)]


def test_sparql_finds_every_file_with_its_size_and_checksum(graph, published):
    found = asked(
        graph,
        """SELECT ?url ?size ?type ?sum WHERE {
            ?catalog a dcat:Catalog ; dcat:dataset ?dataset .
            ?dataset a dcat:Dataset ; dcat:distribution ?file .
            ?file a dcat:Distribution ; dcat:downloadURL ?url ; dcat:byteSize ?size ; dcat:mediaType ?type ;
                spdx:checksum [ spdx:algorithm spdx:checksumAlgorithm_sha256 ; spdx:checksumValue ?sum ] }""",
    )
    by_url = {str(url): (size, str(kind).rsplit("/", 2)[-2:], value) for url, size, kind, value in found}
    address = f"{BASE}incentivos/2025/2/"
    assert set(by_url) == {
        address + name
        for name in ("data.csv", "groups.csv", "members.csv", "indicators.csv", "classes.csv", "periods.csv",
                     "csv-metadata.json", "package.zip")
    }  # fmt: skip
    for url, (size, _kind, value) in by_url.items():
        content = published.files[url.removeprefix(address)]
        assert size == len(content) and bytes(value) == hashlib.sha256(content).digest()
    assert by_url[address + "data.csv"][1] == ["text", "csv"]


def test_the_interface_is_found_by_its_address(graph):
    found = asked(
        graph,
        """SELECT ?url WHERE { ?file a dcat:Distribution ; dcat:accessURL ?url
            FILTER NOT EXISTS { ?file dcat:downloadURL ?any } }""",
    )
    assert found == [("https://datos.example.pe/api/incentivos/?format=json",)]


def test_the_dataset_says_what_it_is_about(graph):
    found = asked(
        graph,
        """SELECT ?title ?start ?end ?place ?often ?version ?before ?series ?license ?issued ?conforms ?mail ?from WHERE {
            ?d a dcat:Dataset ; dct:title ?title ; dcat:version ?version ; dcat:previousVersion ?before ;
               dct:temporal [ dcat:startDate ?start ; dcat:endDate ?end ] ; dct:spatial ?place ;
               dct:accrualPeriodicity ?often ; dcat:inSeries ?series ; dct:license ?license ; dct:issued ?issued ;
               dct:conformsTo ?conforms ; prov:wasDerivedFrom ?from ; dcat:contactPoint [ vcard:hasEmail ?mail ] .
            ?series a dcat:DatasetSeries . FILTER(lang(?title) = "en") }""",
    )
    assert found == [
        (
            "Incentives 2025",
            date(2025, 3, 1),
            date(2025, 6, 30),
            dcat.PERU,
            dcat.FREQUENCIES["bimester"],
            "2",
            f"{BASE}incentivos/2025/1/",
            f"{BASE}incentivos/",
            "https://creativecommons.org/licenses/by/4.0/",
            date(2025, 7, 15),
            f"{BASE}incentivos/2025/2/csv-metadata.json",
            "mailto:datos@example.pe",
            "https://datos.example.pe/padron",
        )
    ]


def test_every_title_is_in_both_languages(graph):
    found = asked(
        graph,
        """SELECT ?thing (COUNT(DISTINCT lang(?title)) AS ?n) WHERE { ?thing dct:title ?title } GROUP BY ?thing""",
    )
    assert len(found) == 1 + 1 + 1 + 9 and {number for _thing, number in found} == {2}


def test_nothing_in_the_catalogue_is_relative_or_unknown(graph):
    """A term that the context does not have would be dropped or become an address under nowhere."""
    rdflib = import_module("rdflib")
    for subject, predicate, value in graph:
        for node in (subject, predicate, value):
            if isinstance(node, rdflib.URIRef):
                assert str(node).startswith(("http://", "https://", "mailto:")), node
        assert any(str(predicate).startswith(url) for url in [*dcat.CONTEXT.values(), str(rdflib.RDF)])


def test_a_page_carries_the_dataset_for_search_engines(published):
    described = dcat.in_a_page(published.dataset, base_url=BASE, agent=AGENT)
    text = dcat.embedded(described)
    assert "<" not in text and json.loads(text) == described
    rdflib = import_module("rdflib")
    graph = rdflib.Graph().parse(data=text, format="json-ld")
    found = graph.query(
        """PREFIX s: <https://schema.org/> SELECT ?sum WHERE {
            ?d a s:Dataset ; s:distribution [ s:contentUrl ?url ; s:sha256 ?sum ] FILTER(STRENDS(STR(?url), "data.csv")) }"""
    )
    assert [str(row[0]) for row in found] == [hashlib.sha256(published.files["data.csv"]).hexdigest()]
    assert described["temporalCoverage"] == "2025-03-01/2025-06-30"


def test_addresses_and_frequencies_that_cannot_be_are_refused(published):
    def made(dataset: dcat.Dataset, base: str = BASE) -> None:
        dcat.catalog(
            base_url=base, title=Text("", ""), description=Text("", ""), agent=AGENT, datasets=[dataset], modified=date.max
        )  # fmt: skip

    with pytest.raises(ValueError, match="https"):
        made(published.dataset, "datos.example.pe/")
    with pytest.raises(ValueError, match="termina"):
        made(replace(published.dataset, path="x"))
    with pytest.raises(KeyError):
        made(replace(published.dataset, frequency="daily"))
