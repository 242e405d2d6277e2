"""The catalogue of what is published, as DCAT 3 in JSON-LD, and a dataset as schema.org says it in a page.

Contexts are written out: whoever reads a catalogue fetches nothing to understand it. Every text arrives as an argument.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote, urljoin

from sigor.indicators.opendata.csvw import METADATA, Text, both

CONTEXT: Mapping[str, str] = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "prov": "http://www.w3.org/ns/prov#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
IANA = "https://www.iana.org/assignments/media-types/"
EUROPA = "http://publications.europa.eu/resource/authority/"
PERU = f"{EUROPA}country/PER"
FREQUENCIES: Mapping[str, str] = {
    "month": f"{EUROPA}frequency/MONTHLY",
    "bimester": f"{EUROPA}frequency/BIMONTHLY",
    "quarter": f"{EUROPA}frequency/QUARTERLY",
    "half": f"{EUROPA}frequency/ANNUAL_2",
    "year": f"{EUROPA}frequency/ANNUAL",
}
LANGUAGES = [{"@id": f"{EUROPA}language/SPA"}, {"@id": f"{EUROPA}language/ENG"}]


@dataclass(frozen=True)
class Agent:
    """The institution that publishes, and where questions go; `url` is its address and its name in the catalogue."""

    name: Text
    url: str
    contact: Text
    email: str = ""


@dataclass(frozen=True)
class Distribution:
    """A way to get a dataset: a file with size (bytes) and SHA-256, or an interface without them.

    `path`: under the address of the dataset, or an address. `conforms_to`: addresses of standards or descriptions.
    """

    path: str
    title: Text
    media_type: str
    size: int | None = None
    sha256: str = ""
    conforms_to: tuple[str, ...] = ()


@dataclass(frozen=True)
class Series:
    """Datasets of one kind, one to a period or a year; `path` under the address of the catalogue."""

    path: str
    title: Text
    description: Text
    frequency: str = ""


@dataclass(frozen=True)
class Dataset:
    """An edition of a dataset; `path` (with a slash at the end) under the address of the catalogue, its files under it.

    `start` and `end`: first and last day that it is about; `frequency` as in `FREQUENCIES`; `version` that of the
    edition, `previous` the path of the edition before; `derived_from` addresses of what it was made from.
    """

    path: str
    identifier: str
    title: Text
    description: Text
    license: str
    issued: date
    modified: date
    start: date
    end: date
    frequency: str
    version: str
    previous: str = ""
    version_notes: Text | None = None
    series: Series | None = None
    keywords: tuple[Text, ...] = ()
    landing_page: str = ""
    spatial: str = PERU
    derived_from: tuple[str, ...] = ()
    distributions: tuple[Distribution, ...] = ()


def file(
    path: str, content: bytes, *, title: Text, media_type: str, conforms_to: Sequence[str] = ()
) -> Distribution:
    """The distribution of a file with these bytes."""
    return Distribution(
        path, title, media_type, len(content), hashlib.sha256(content).hexdigest(), tuple(conforms_to)
    )


def catalog(
    *,
    base_url: str,
    title: Text,
    description: Text,
    agent: Agent,
    datasets: Sequence[Dataset],
    modified: date,
    path: str = "catalog.jsonld",
) -> dict[str, Any]:
    """The catalogue as a JSON-LD document: catalogue, series, datasets in the order given, distributions.

    `base_url` is the public address, with a slash at the end. Raises ValueError where it is not one, KeyError at a
    frequency that is not known.
    """
    _check_base(base_url)
    series = {each.series.path: each.series for each in datasets if each.series is not None}
    listed = [_series(each, base_url, agent, datasets) for _path, each in sorted(series.items())]
    listed += [_dataset(each, base_url, agent) for each in datasets]
    return {
        "@context": dict(CONTEXT),
        "@id": urljoin(base_url, quote(path)),
        "@type": "dcat:Catalog",
        "dct:title": both(title),
        "dct:description": both(description),
        "dct:publisher": _publisher(agent),
        "dct:language": LANGUAGES,
        "dct:modified": _day(modified),
        "dct:conformsTo": {"@id": "http://www.w3.org/TR/vocab-dcat-3/"},
        "dcat:dataset": listed,
    }


def in_a_page(dataset: Dataset, *, base_url: str, agent: Agent) -> dict[str, Any]:
    """The dataset as schema.org/Dataset in JSON-LD, for search engines that read its page."""
    _check_base(base_url)
    address = _address(base_url, dataset)
    described: dict[str, Any] = {
        "@context": {"@vocab": "https://schema.org/"},
        "@type": "Dataset",
        "@id": address,
        "identifier": dataset.identifier,
        "name": both(dataset.title),
        "description": both(dataset.description),
        "url": dataset.landing_page or address,
        "license": dataset.license,
        "isAccessibleForFree": True,
        "inLanguage": ["es", "en"],
        "creator": {"@type": "GovernmentOrganization", "name": both(agent.name), "url": agent.url},
        "datePublished": dataset.issued.isoformat(),
        "dateModified": dataset.modified.isoformat(),
        "temporalCoverage": f"{dataset.start.isoformat()}/{dataset.end.isoformat()}",
        "spatialCoverage": {"@type": "Place", "@id": dataset.spatial},
        "version": dataset.version,
        "distribution": [
            {
                "@type": "DataDownload",
                "name": both(each.title),
                "contentUrl": urljoin(address, quote(each.path, safe="/:?&=")),
                "encodingFormat": each.media_type,
            }
            | ({"contentSize": f"{each.size} B", "sha256": each.sha256} if each.size is not None else {})
            for each in dataset.distributions
        ],
    }
    if dataset.keywords:
        described["keywords"] = [text for keyword in dataset.keywords for text in both(keyword)]
    return described


def embedded(value: Mapping[str, Any]) -> str:
    """JSON-LD as the text of a script element: nothing in it can end the element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


# -- the nodes -------------------------------------------------------------------------------------------


def _series(series: Series, base_url: str, agent: Agent, datasets: Sequence[Dataset]) -> dict[str, Any]:
    inside = [each for each in datasets if each.series == series]
    described: dict[str, Any] = {
        "@id": urljoin(base_url, quote(series.path)),
        "@type": "dcat:DatasetSeries",
        "dct:title": both(series.title),
        "dct:description": both(series.description),
        "dct:publisher": {"@id": agent.url},
        "dct:issued": _day(min(each.issued for each in inside)),
        "dct:modified": _day(max(each.modified for each in inside)),
    }
    if series.frequency:
        described["dct:accrualPeriodicity"] = {"@id": FREQUENCIES[series.frequency]}
    return described


def _dataset(dataset: Dataset, base_url: str, agent: Agent) -> dict[str, Any]:
    address = _address(base_url, dataset)
    described: dict[str, Any] = {
        "@id": address,
        "@type": "dcat:Dataset",
        "dct:identifier": dataset.identifier,
        "dct:title": both(dataset.title),
        "dct:description": both(dataset.description),
        "dct:publisher": {"@id": agent.url},
        "dcat:contactPoint": _contact(agent),
        "dct:issued": _day(dataset.issued),
        "dct:modified": _day(dataset.modified),
        "dct:language": LANGUAGES,
        "dct:license": {"@id": dataset.license},
        "dct:accessRights": {"@id": f"{EUROPA}access-right/PUBLIC"},
        "dct:accrualPeriodicity": {"@id": FREQUENCIES[dataset.frequency]},
        "dct:spatial": {"@id": dataset.spatial, "@type": "dct:Location"},
        "dct:temporal": {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": _day(dataset.start),
            "dcat:endDate": _day(dataset.end),
        },
        "dcat:version": dataset.version,
        "dcat:keyword": [text for keyword in dataset.keywords for text in both(keyword)],
        "dcat:distribution": [_distribution(each, dataset, address) for each in dataset.distributions],
    }
    if any(each.path == METADATA for each in dataset.distributions):
        described["dct:conformsTo"] = {"@id": urljoin(address, METADATA), "@type": "dct:Standard"}
    if dataset.series is not None:
        described["dcat:inSeries"] = {"@id": urljoin(base_url, quote(dataset.series.path))}
    if dataset.previous:
        described["dcat:previousVersion"] = {"@id": urljoin(base_url, quote(dataset.previous))}
    if dataset.version_notes is not None:
        described["dcat:versionNotes"] = both(dataset.version_notes)
    if dataset.landing_page:
        described["dcat:landingPage"] = {"@id": dataset.landing_page, "@type": "foaf:Document"}
    if dataset.derived_from:
        described["prov:wasDerivedFrom"] = [{"@id": each} for each in dataset.derived_from]
    return described


def _distribution(each: Distribution, dataset: Dataset, address: str) -> dict[str, Any]:
    url = urljoin(address, quote(each.path, safe="/:?&="))
    described: dict[str, Any] = {
        "@id": f"{url}#distribution",
        "@type": "dcat:Distribution",
        "dct:title": both(each.title),
        "dcat:accessURL": {"@id": dataset.landing_page or address if each.sha256 else url},
        "dcat:mediaType": {"@id": IANA + each.media_type},
        "dct:license": {"@id": dataset.license},
        "dct:issued": _day(dataset.issued),
        "dct:modified": _day(dataset.modified),
    }
    if each.sha256:
        described["dcat:downloadURL"] = {"@id": url}
        described["dcat:byteSize"] = {"@value": str(each.size), "@type": "xsd:nonNegativeInteger"}
        described["spdx:checksum"] = {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": {"@value": each.sha256, "@type": "xsd:hexBinary"},
        }
    if each.conforms_to:
        described["dct:conformsTo"] = [{"@id": urljoin(address, one)} for one in each.conforms_to]
    return described


def _publisher(agent: Agent) -> dict[str, Any]:
    return {"@id": agent.url, "@type": "foaf:Organization", "foaf:name": both(agent.name)}


def _contact(agent: Agent) -> dict[str, Any]:
    contact: dict[str, Any] = {"@type": "vcard:Organization", "vcard:fn": both(agent.contact)}
    if agent.email:
        contact["vcard:hasEmail"] = {"@id": f"mailto:{agent.email}"}
    return contact


def _day(day: date) -> dict[str, str]:
    return {"@value": day.isoformat(), "@type": "xsd:date"}


def _address(base_url: str, dataset: Dataset) -> str:
    if not dataset.path.endswith("/"):
        raise ValueError("La ruta de un conjunto de datos termina en «/».")
    return urljoin(base_url, quote(dataset.path))


def _check_base(base_url: str) -> None:
    if not base_url.startswith(("https://", "http://")) or not base_url.endswith("/"):
        raise ValueError("La dirección pública empieza con https:// y termina en «/».")
