"""One thing named in two ways: norms, offices, the document itself."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from sigor.analysis.normative.citations import Citation
from sigor.analysis.normative.model import Finding, Scheme, Severity, shorten
from sigor.analysis.normative.offices import Office
from sigor.analysis.normative.study import Study, finding
from sigor.analysis.normative.words import alike, plain, stem, stems, words

_PADDED = 3
_APPROVES = re.compile(
    r"\b[Aa]pr(?:obar|uébase|uébese|ueba)\s+(?:el|la|los|las)\s+((?:Plan|Directiva|Procedimiento|Reglamento|Manual|"
    r"Programa|Política|Lineamiento\w*|Instructivo|Protocolo)\b[^,.;“”\"]{10,220})"
)
_NAME_WORDS = 22
_SHARED_STEMS = 3


def norm_formats(study: Study) -> Iterator[Finding]:
    """«04-2015» and «004-2015»; «PCM-SGP» and «PCM/SGP»."""
    for mentions in study.norms.values():
        forms: dict[str, Citation] = {}
        for citation in mentions:
            forms.setdefault(_form(citation), citation)
        issuers = {_issuer(c.issuer) for c in mentions if c.issuer}
        if len(forms) < 2:
            continue
        shown = ", ".join(f"«{_short(c)}»" for c in forms.values())
        lines = [c.line for c in forms.values()]
        if len(issuers) > 1 and not _one_holds_all(issuers):
            yield finding(
                "norm-two-formats",
                Severity.ERROR,
                lines,
                list(forms.values())[-1].printed,
                message="norm-two-issuers",
                forms=shown,
            )
        elif (
            len({c.digits for c in forms.values()}) > 1
            or len({c.issuer for c in forms.values() if c.issuer}) > 1
        ):
            best = max(mentions, key=lambda c: (len(c.digits), len(c.issuer)))
            yield finding(
                "norm-two-formats",
                Severity.WARNING,
                lines,
                min(forms.values(), key=lambda c: len(c.digits)).printed,
                forms=shown,
                name=best.name,
            )


def norm_number_format(study: Study) -> Iterator[Finding]:
    """A number without its zeros where the other norms have three figures, cited only so."""
    dated = [mentions for mentions in study.norms.values() if mentions[0].year]
    padded = sum(any(len(c.digits) >= _PADDED and c.digits[0] == "0" for c in mentions) for mentions in dated)
    if padded < _PADDED:
        return
    for mentions in dated:
        first = mentions[0]
        if max(len(c.digits) for c in mentions) < _PADDED:
            yield finding(
                "norm-number-format",
                Severity.WARNING,
                [c.line for c in mentions],
                first.printed,
                printed=first.printed,
                name=first.name,
            )


def norm_two_numbers(study: Study) -> Iterator[Finding]:
    """One title under two numbers of the same kind of norm."""
    titled: dict[tuple[str, tuple[str, ...]], dict[tuple[str, int, int], Citation]] = defaultdict(dict)
    for citation in study.citations:
        key = tuple(stems(citation.title))[:10]
        if citation.is_norm and len(key) >= 4:
            titled[citation.kind, key].setdefault(citation.key, citation)
    for mentions in titled.values():
        if len(mentions) > 1:
            found = list(mentions.values())
            yield finding(
                "norm-two-numbers",
                Severity.WARNING,
                [c.line for c in found],
                found[-1].printed,
                title=shorten(found[0].title),
                forms=", ".join(c.name for c in found),
            )


def office_names(study: Study) -> Iterator[Finding]:
    """Two names of an office that differ in one word and share all others."""
    known = {plain(name) for name in study.known.units.values()}
    groups: dict[tuple[str, ...], dict[str, Office]] = defaultdict(dict)
    for office in study.offices:
        for i in range(1, len(office.content)):
            masked = (*office.content[:i], "", *office.content[i + 1 :])
            groups[masked].setdefault(" ".join(office.content), office)
    told: set[frozenset[str]] = set()
    for masked, names in groups.items():
        found = list(names.values())
        if len(found) < 2 or len(masked) < 4:
            continue
        pair = frozenset(o.name for o in found[:2])
        both_known = all(plain(o.name) in known for o in found)
        if pair in told or both_known or not _same_initial(found, masked.index("")):
            continue
        told.add(pair)
        yield finding(
            "office-two-names",
            Severity.WARNING,
            [o.line for o in found],
            found[-1].name,
            one=found[0].name,
            other=found[1].name,
        )


def document_names(study: Study) -> Iterator[Finding]:
    """The document called by other names than its title, though with most of its words."""
    title = _title(study)
    kind = next(iter(words(title)), "")
    own = [s for s in stems(title) if s != stem(kind)]
    if len(own) < _SHARED_STEMS:
        return
    pattern = re.compile(
        rf"\b{re.escape(title.split()[0])}\b\s+((?:de|del|para|integral|anual)\b[^.,;:()“”\"–—]*)"
    )
    meanings = {plain(acronym): meaning for acronym, meaning in study.known.acronyms.items()}
    names: dict[str, tuple[str, int]] = {}
    for block in study.blocks:
        for match in pattern.finditer(block.text):
            name = _cut(match.group(1), own, meanings)
            found = [s for s in stems(_expanded(name, meanings)) if s != stem(kind)]
            if not found or found[0] == own[0] or len(set(found) & set(own)) < _SHARED_STEMS:
                continue
            names.setdefault(
                " ".join(words(name)), (f"{match.group(0).split()[0]} {name}", block.line_at(match.start()))
            )
    if names:
        yield finding(
            "document-two-names",
            Severity.HINT,
            [line for _, line in names.values()],
            next(iter(names.values()))[0],
            title=shorten(title),
            names="; ".join(f"«{shorten(name)}»" for name, _ in names.values()),
        )


def _form(citation: Citation) -> str:
    return f"{citation.digits}-{citation.year}-{citation.issuer}"


def _short(citation: Citation) -> str:
    return f"{citation.digits}-{citation.year}{f'-{citation.issuer}' if citation.issuer else ''}"


def _issuer(issuer: str) -> str:
    return issuer.replace("/", "-")


def _one_holds_all(issuers: set[str]) -> bool:
    longest = max(issuers, key=len)
    return all(longest.startswith(issuer) for issuer in issuers)


def _same_initial(offices: Sequence[Office], place: int) -> bool:
    """Names whose initials agree, or which share so many words that one of them is likely a slip."""
    odd = {office.content[place] for office in offices}
    return len({word[0] for word in odd}) == 1 or any(alike(a, b) for a in odd for b in odd)


def _title(study: Study) -> str:
    """From the record, else from what the act approves."""
    if study.known.metadata.title:
        return study.known.metadata.title
    for block in study.blocks:
        if block.label and block.label.scheme is Scheme.ARTICLE:
            match = _APPROVES.search(block.text)
            if match:
                return match.group(1).strip()
    return ""


def _expanded(text: str, meanings: Mapping[str, str]) -> str:
    return " ".join(meanings.get(plain(word), word) for word in text.split())


def _cut(text: str, own: Sequence[str], meanings: Mapping[str, str]) -> str:
    """The name up to its last word that belongs to the title."""
    tokens = text.split()[:_NAME_WORDS]
    last = 0
    for i, token in enumerate(tokens):
        if any(char.isdigit() for char in token):
            break
        if set(stems(_expanded(token, meanings))) & set(own):
            last = i + 1
    return " ".join(tokens[:last])
