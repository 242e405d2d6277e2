"""The outer form: headers against the record, blanks to fill in, what an act needs, marks of use."""

import re
from collections import defaultdict
from collections.abc import Iterator

from sigor.analysis.normative.model import Finding, Scheme, Severity
from sigor.analysis.normative.pages import control_data
from sigor.analysis.normative.study import Study, finding
from sigor.analysis.normative.words import plain

_EMPTY = re.compile(
    r"(?:N\s?[°º]\.?|Nro\.|No\.)\s*(?:(?:[-–—_]\s*){1,}(?=\s*(?:\d{4}|[A-Z]{2,}|$|[.,;]))|\.{3,}|…+|X{2,}\b)"
    r"|_{4,}|…{2,}|\.{6,}|\[(?:\s*|●|…|completar|por completar|fecha|n[úu]mero|nombre)\s*\]"
    r"|\((?:por\s+)?completar\)|\b(?:dd|DD)[/-](?:mm|MM)[/-](?:aaaa|AAAA)\b|\bX{4,}\b"
    r"|\b[A-ZÁÉÍÓÚ][a-záéíóú]+,\s+(?:_+\s*)?de\s{1,20}(?:_+\s*)?de(?:l)?\s+(?:20\d{2}|20_*|_+)\b"
)
_ACT_NUMBER = re.compile(
    r"(?:RESOLUCI[ÓO]N|DECRETO|ORDENANZA|ACUERDO)[^\d]{0,80}N\s?[°º.]?\s*\d+|RDE\s*N?\s?[°º]?\s*\d+-\d{4}",
    re.IGNORECASE,
)
_PLACE_AND_DATE = re.compile(
    r"^[“\"]?[A-ZÁÉÍÓÚÑ][a-záéíóúñA-ZÁÉÍÓÚÑ ]{2,25},\s+(?:\d{1,2}|[a-z]+)\s+(?:de\s+)?[a-záéíóúA-Z]+\s+(?:del?\s+)?\d{4}\.?$"
)
_CLOSING = re.compile(
    r"\b(?:reg[íi]strese|comun[íi]quese|publ[íi]quese|arch[íi]vese|not[íi]f[íi]quese|c[úu]mplase)\b",
    re.IGNORECASE,
)
_SIGNATORY = re.compile(
    r"\b(?:firmado|documento firmado digitalmente|DIRECTOR(?:A)?(?:\s+EJECUTIV[OA])?|MINISTR[OA]|JEF[EA]|GERENTE|"
    r"PRESIDENT[EA]|SECRETARI[OA])\b"
)
_RESTRICTED = re.compile(r"^(?:USO\s+INTERNO|USO\s+RESTRINGIDO|USO\s+CONFIDENCIAL|CONFIDENCIAL|RESERVADO)$")
_PUBLISH = re.compile(
    r"\b(?:publique(?:n)?|publicar(?:se|á)?|publ[íi]quese|d[ée] publicidad|(?:la\s+)?publicaci[óo]n\s+de\s+(?:la|el|este|esta))\b",
    re.IGNORECASE,
)
_PUBLIC_PLACE = re.compile(r"portal|sede digital|p[áa]gina web|diario oficial|gob\.pe", re.IGNORECASE)
_OF_AN_ACT = re.compile(r"VISTO|CONSIDERANDO|(?:SE\s+)?RESUELVE")
_ACT_LINES = 60
_SHORT = 100


def header(study: Study) -> Iterator[Finding]:
    """Code and revision of the pages against the record and among themselves."""
    record = study.known.metadata
    known = {"code": record.code, "revision": record.revision}
    seen: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for what, value, line in control_data(study.text.furniture):
        seen[what][_normal(what, value)].append(line)
    for what, values in seen.items():
        if len(values) > 1:
            lines = [found[0] for found in values.values()]
            shown = ", ".join(values)
            yield finding(
                "header-unlike-record",
                Severity.ERROR,
                lines,
                shown,
                message="header-two-values",
                values=shown,
            )
        for value, lines in values.items():
            if known[what] and value != _normal(what, known[what]):
                yield finding(
                    "header-unlike-record",
                    Severity.ERROR,
                    lines[:3],
                    value,
                    printed=value,
                    known=known[what],
                )


def empty_fields(study: Study) -> Iterator[Finding]:
    for block in study.blocks:
        for match in _EMPTY.finditer(block.text):
            around = block.text[max(0, match.start() - 40) : match.end() + 25].strip()
            yield finding(
                "empty-field",
                Severity.ERROR,
                [block.line_at(match.start())],
                around,
                words=" ".join(around.split()),
            )


def act(study: Study) -> Iterator[Finding]:
    """A resolution has a number, a place and a date, a closing formula and somebody who signs."""
    parts = [
        b for b in study.blocks if b.label and b.label.scheme is Scheme.PART and _OF_AN_ACT.match(b.quote)
    ]
    resolves = next((b for b in parts if b.label and "RESUELVE" in b.label.printed), None) if parts else None
    if resolves is None:
        return
    first = parts[0]
    start = study.position(first)
    before = study.blocks[:start]
    end = study.position(resolves)
    after = [
        b for b in study.blocks[end + 1 : end + 1 + _ACT_LINES] if b.path and b.path[0] == resolves.path[0]
    ]
    edge = (*before, *after)
    has = {
        "act-without-number": any(_ACT_NUMBER.search(b.quote) for b in before),
        "act-without-date": any(len(b.text) < _SHORT and _PLACE_AND_DATE.match(b.text) for b in edge),
        "act-without-closing": any(len(b.text) < _SHORT and _CLOSING.search(b.text) for b in after),
        "act-without-signatory": any(len(b.text) < _SHORT and _SIGNATORY.search(b.text) for b in after),
    }
    for message, there in has.items():
        if not there:
            end_of_act = message in {"act-without-closing", "act-without-signatory"}
            place = after[-1] if after and end_of_act else first
            yield finding("act-incomplete", Severity.ERROR, [place.line], place.quote, message=message)


def classification(study: Study) -> Iterator[Finding]:
    """Pages marked for internal use in a text that orders its own publication."""
    mark = next((line for line in study.text.furniture if _RESTRICTED.match(line.text.strip())), None)
    if mark is None:
        return
    for block in study.blocks:
        match = _PUBLISH.search(block.text)
        if match and _PUBLIC_PLACE.search(block.text, match.end()):
            yield finding(
                "classification-against-publication",
                Severity.WARNING,
                (block.line_at(match.start()), mark.number),
                block.text[match.start() : match.start() + 80],
                mark=mark.text.strip(),
            )
            return


def _normal(what: str, value: str) -> str:
    if what == "revision":
        return plain(value).lstrip("v").lstrip("0") or "0"
    return value.upper()
