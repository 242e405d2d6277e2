"""Norms that no longer rule, are cited without number, or are missing from the legal basis."""

import re
from collections.abc import Iterator
from datetime import date

from sigor.analysis.normative.citations import Citation, key_of
from sigor.analysis.normative.model import Block, Finding, KnownNorm, Severity
from sigor.analysis.normative.study import Study, finding
from sigor.analysis.normative.words import content, plain, words

Key = tuple[str, int, int]
_AND_AMENDMENTS = re.compile(
    r"modificatori[ao]|modificaciones|y sus modific|texto unico ordenado", re.IGNORECASE
)
_AMENDED = re.compile(r"modificad[oa]s?\s+(?:por|mediante)\s+")
_LINK = re.compile(r"[\s,]*(?:(?:y|e|el|la|los|las|por|mediante)\s+)*")
_UNNUMBERED = re.compile(
    r"\b(Ley|Reglamento|C[óo]digo|Texto [ÚU]nico Ordenado|Directiva|Norma T[ée]cnica|Decreto Supremo|"
    r"Decreto Legislativo|Resoluci[óo]n Ministerial)\s+"
    r"((?:del?|que|para|sobre|General|Org[áa]nica|Marco)\s[^,.;:()“”\"«»–—]{6,160})"
)
_VERB = re.compile(
    r"\s(?:señala|establece|dispone|aprueba|regula|prev[ée]|precisa|indica|define|cuenta|es|son|que|se|tiene|ha)\s"
)
_APPROVED = re.compile(r"[\s,]*aprobad[oa]s?\s")
_APPROVES = re.compile(r"aprueb\w+\s[^.;:]{0,90}$")
_PENDING = re.compile(
    r"\b(?:sujet[oa]s?|condicionad[oa]s?|supeditad[oa]s?)\s+(?:al?|a\s+la|a\s+las|a\s+los)\s+"
    r"((?:fecha\s+de\s+)?(?:la\s+)?(?:publicaci[óo]n|aprobaci[óo]n|emisi[óo]n|promulgaci[óo]n|entrada\s+en\s+vigencia|"
    r"dictado)\s+del?\s[^.;]{3,120})",
    re.IGNORECASE,
)
_BEFORE = 4
_FEW = 6
_TITLE_REST = 60
_REACH = 1000


def status(study: Study) -> Iterator[Finding]:
    """Norms repealed or replaced before the day of the text."""
    on = study.known.on
    for key, norm, name in _known(study):
        mentions = study.norms.get(key, [])
        if not mentions or on is None or norm.in_force_to is None or norm.in_force_to >= on:
            continue
        params = {"name": name, "date": _day(norm.in_force_to)}
        if norm.replaced_by:
            params["replacement"] = norm.replaced_by
        yield finding(
            "norm-repealed",
            Severity.ERROR,
            [c.line for c in mentions[:_FEW]],
            mentions[0].printed,
            message="norm-replaced" if norm.replaced_by else "norm-repealed",
            **params,
        )


def early(study: Study) -> Iterator[Finding]:
    """Norms that begin to rule after the day of the text."""
    on = study.known.on
    for key, norm, name in _known(study):
        mentions = study.norms.get(key, [])
        if mentions and on is not None and norm.in_force_from and norm.in_force_from > on:
            yield finding(
                "norm-not-yet-in-force",
                Severity.ERROR,
                [c.line for c in mentions[:_FEW]],
                mentions[0].printed,
                name=name,
                date=_day(norm.in_force_from),
            )


def amendments(study: Study) -> Iterator[Finding]:
    """Norms amended before the day of the text, when the text neither cites the amendment nor allows for it."""
    for key, norm, name in _known(study):
        mentions = study.norms.get(key, [])
        if not mentions or any(_allows(study, c) for c in mentions):
            continue
        for amendment in norm.modified_by:
            other = key_of(amendment)
            late = study.known.on is not None and other is not None and other[2] > study.known.on.year
            if other and other not in study.norms and not late:
                yield finding(
                    "norm-amendment-missing",
                    Severity.HINT,
                    [c.line for c in mentions[:_FEW]],
                    mentions[0].printed,
                    name=name,
                    amendment=amendment,
                )


def without_number(study: Study) -> Iterator[Finding]:
    """Norms named by their title alone, those that the caller knows among them."""
    told: set[tuple[str, ...]] = set()
    named: set[int] = set()
    for key, norm, name in _known(study):
        if key in study.norms or not _rules_on(norm, study.known.on):
            continue
        places = [place for called in norm.names for place in _places(study, called)]
        if places:
            named.update(line for line, _ in places)
            yield finding(
                "norm-without-number",
                Severity.WARNING,
                [line for line, _ in places[:_FEW]],
                places[0][1],
                message="norm-named-only",
                name=places[0][1],
                norm=name,
            )
    titles = " | ".join(" ".join(words(c.title)) for c in study.citations if c.title)
    for i, block in enumerate(study.blocks):
        for match in _UNNUMBERED.finditer(block.text):
            name = _VERB.split(f"{match.group(1)} {match.group(2)}", maxsplit=1)[0].strip()
            line = block.line_at(match.start())
            key_words = tuple(content(words(name)))[:5]
            if line in named or key_words in told or len(key_words) < 3 or not _proper(name):
                continue
            if _numbered(study, i, block, match.start(), match.start() + len(name)):
                continue
            if " ".join(words(name)[:6]) in titles:
                continue
            told.add(key_words)
            yield finding("norm-without-number", Severity.WARNING, [line], name, name=name)


def standards(study: Study) -> Iterator[Finding]:
    first: dict[str, int] = {}
    dated = {s.name for s in study.standards if s.edition}
    for standard in study.standards:
        if standard.name not in dated:
            first.setdefault(standard.name, standard.line)
    for name, line in first.items():
        yield finding("standard-without-edition", Severity.HINT, [line], name, name=name)


def missing_from_basis(study: Study) -> Iterator[Finding]:
    """Norms cited anywhere but in the section of the legal basis; one that only amends another is let off."""
    basis = study.legal_basis
    if not basis:
        return
    amending = _amending(study)
    for mentions in study.norms.values():
        if any(c.block in basis or _is_itself(study.blocks[c.block], c) for c in mentions):
            continue
        relied = [c for c in mentions if (c.block, c.start) not in amending]
        if not relied:
            continue
        body = [c for c in relied if not _in_recitals(study.blocks[c.block])]
        yield finding(
            "norm-missing-from-basis",
            Severity.WARNING if body else Severity.HINT,
            [c.line for c in relied[:_FEW]],
            relied[0].printed,
            name=max(mentions, key=lambda c: len(c.issuer)).name,
            count=len(relied),
        )


def pending_acts(study: Study) -> Iterator[Finding]:
    """Dates or duties that hang on an act nobody has issued."""
    for i, block in enumerate(study.blocks):
        for match in _PENDING.finditer(block.text):
            if not any(
                match.start() <= c.start < match.end() for c in study.citations_near(i, *match.span())
            ):
                yield finding(
                    "depends-on-pending-act",
                    Severity.HINT,
                    [block.line_at(match.start())],
                    match.group(),
                    words=" ".join(match.group(1).split()),
                )


def _known(study: Study) -> list[tuple[Key, KnownNorm, str]]:
    found = []
    for identifier, norm in study.known.norms.items():
        key = key_of(identifier)
        if key:
            found.append((key, norm, identifier))
    return found


def _rules_on(norm: KnownNorm, on: date | None) -> bool:
    if on is None:
        return norm.in_force_to is None
    return (norm.in_force_from is None or norm.in_force_from <= on) and (
        norm.in_force_to is None or norm.in_force_to >= on
    )


def _day(day: date) -> str:
    return day.strftime("%d/%m/%Y")


def _allows(study: Study, citation: Citation) -> bool:
    after = study.blocks[citation.block].text[citation.end : citation.end + 160]
    return bool(_AND_AMENDMENTS.search(plain(after)))


def _places(study: Study, called: str) -> list[tuple[int, str]]:
    """Where a text says these words, capitals apart."""
    found = []
    wanted = plain(called)
    for block in study.blocks:
        at = block.plain.find(wanted)
        if at >= 0 and wanted:
            found.append((block.line_at(at), block.text[at : at + len(wanted)]))
    return found


def _proper(name: str) -> bool:
    """A name has a capital soon after its kind: «Ley aplicable» is any law."""
    following = re.findall(r"[^\W\d_]+", name)[1:6]
    return any(word[0].isupper() for word in following)


def _numbered(study: Study, i: int, block: Block, start: int, end: int) -> bool:
    """A numbered citation stands just before it, or just after an «aprobado por»."""
    for citation in study.citations_near(i, start, end):
        before = start - citation.end
        if -2 <= before <= _BEFORE or citation.start <= start < citation.end:
            return True
        between = block.text[end : citation.start]
        if citation.start >= end and (len(between) < _BEFORE or _APPROVED.match(between)):
            return True
        if citation.end <= start and _APPROVES.search(block.text, citation.end, start):
            return True
    return False


def _amending(study: Study) -> set[tuple[int, int]]:
    """Mentions that only say what amended another norm: «modificado por A, B y C»."""
    found = set()
    for i in {c.block for c in study.citations}:
        block = study.blocks[i]
        for opening in _AMENDED.finditer(block.text):
            at = opening.end()
            for citation in study.citations_near(i, at, at + _REACH):
                link = _LINK.match(block.text, at)
                if citation.start >= at and link and link.end() == citation.start:
                    found.add((i, citation.start))
                    at = citation.end
    return found


def _is_itself(block: Block, citation: Citation) -> bool:
    """The number of the document on its own first page, before any heading."""
    return not block.path and len(block.text) - len(citation.printed) < _TITLE_REST


def _in_recitals(block: Block) -> bool:
    return bool(block.path and re.match(r"VISTO|CONSIDERANDO|(?:SE\s+)?RESUELVE|POR\s", block.path[0]))
