"""References that lead nowhere: sections, articles, annexes, tables, footnotes, figures, announcements."""

import re
from collections.abc import Iterator

from sigor.analysis.normative.labels import NUMBER_SIGN, letter_value, roman
from sigor.analysis.normative.model import Block, Finding, Kind, Scheme, Severity
from sigor.analysis.normative.study import Study, finding
from sigor.analysis.normative.words import plain, words

_REFERENCE = re.compile(
    r"\b(numeral(?:es)?|secci[óo]n|ac[áa]pite|apartado|art[íi]culos?|art\.|anexo|cuadro|tabla|gr[áa]fico|figura|"
    r"cap[íi]tulo|actividad|hito|nota(?:\s+al\s+pie)?)\s+"
    rf"(?:{NUMBER_SIGN}\s*)?(\d{{1,3}}(?:\.\d{{1,3}}){{0,6}}|[IVXL]{{1,6}}\b|[A-D]\b)(?!\d|[°º]|-\d|\s*%|/)",
    re.IGNORECASE,
)
_SCHEMES = {
    "art": Scheme.ARTICLE,
    "ane": Scheme.ANNEX,
    "cua": Scheme.TABLE,
    "tab": Scheme.TABLE,
    "gra": Scheme.FIGURE,
    "fig": Scheme.FIGURE,
    "cap": Scheme.CHAPTER,
    "not": Scheme.NOTE,
}
_OURS = re.compile(
    r"\s*,?\s*(?:del?|de\s+la|de\s+los|de\s+las)\s+(?:present[ea]|est[ea])\b|\s+(?:precedente|anterior|siguiente)\b"
)
_THEIRS = re.compile(
    r"\s*,?\s*(?:y\s+\S+\s+)?(?:del?|de\s+la|de\s+los|de\s+las)\s+(?!present|est[ea]\b|conformidad)"
)
_OWNER_BEFORE = re.compile(r"\b(?:sus?|cuy[oa]s?|dich[oa]s?|el citado|la citada)\s+$", re.IGNORECASE)
_FIGURES = re.compile(r"\s*(?:Gr[áa]fico|Figura|Imagen|Diagrama|Ilustraci[óo]n)", re.IGNORECASE)
_FAR = 3


def internal(study: Study) -> Iterator[Finding]:
    """«numeral 9.4», «Anexo 03»: only what the text says, or leaves understood, to be its own."""
    targets = _targets(study)
    for i, block in enumerate(study.blocks):
        for match in _REFERENCE.finditer(block.text):
            kind = plain(match.group(1))
            scheme = _SCHEMES.get(kind[:3], Scheme.DECIMAL)
            parts = _parts(match.group(2), scheme)
            ours = bool(_OURS.match(block.text, match.end()))
            if not parts or parts in targets[scheme] or _is_theirs(study, i, block, match, ours):
                continue
            if scheme is Scheme.DECIMAL and len(parts) == 1 and kind not in {"seccion", "numeral"}:
                continue
            if not ours and not targets[scheme]:
                continue
            reference = " ".join(match.group().split())
            yield finding(
                "reference-to-nothing",
                Severity.ERROR,
                [block.line_at(match.start())],
                block.text[max(0, match.start() - 40) : match.end() + 20],
                reference=reference,
            )


def notes_missing(study: Study) -> Iterator[Finding]:
    defined = study.note_numbers
    if not defined:
        return
    for call in study.calls:
        if call.sure and call.number and call.number not in defined and call.number <= max(defined) + _FAR:
            yield finding(
                "footnote-missing",
                Severity.ERROR,
                [call.line],
                call.quote,
                word=call.quote,
                number=call.number,
            )


def notes_uncalled(study: Study) -> Iterator[Finding]:
    called = {call.number for call in study.calls}
    for note in study.notes:
        if note.label and note.label.parts[0] not in called:
            number = note.label.parts[0]
            yield finding("footnote-uncalled", Severity.WARNING, [note.line], note.text, number=number)


def notes_repeated(study: Study) -> Iterator[Finding]:
    first: dict[tuple[str, ...], Block] = {}
    for note in study.notes:
        key = tuple(words(note.text))
        if len(key) < 3 or not note.label:
            continue
        before = first.setdefault(key, note)
        if before is not note and before.label:
            yield finding(
                "footnote-repeated",
                Severity.HINT,
                (before.line, note.line),
                note.text,
                number=note.label.parts[0],
                first=before.label.parts[0],
            )


def figures(study: Study) -> Iterator[Finding]:
    """A caption of a figure with nothing legible after it."""
    for i, block in enumerate(study.blocks):
        if block.kind is not Kind.CAPTION or not block.label or block.label.scheme is not Scheme.FIGURE:
            continue
        if not _FIGURES.match(block.label.printed):
            continue
        following = _next(study, i)
        if following is None or not _is_cell(following):
            yield finding(
                "figure-without-text", Severity.HINT, [block.line], block.quote, figure=block.label.printed
            )


def announced(study: Study) -> Iterator[Finding]:
    """«A continuación, presentamos…:» and then another heading."""
    for i, block in enumerate(study.blocks):
        if block.kind in {Kind.HEADING, Kind.CAPTION, Kind.NOTE} and not (block.label and block.level == 2):
            continue
        if block.text.endswith(":") and len(words(block.text)) > 4:
            following = _next(study, i)
            if following is not None and _is_heading(following, block):
                yield finding(
                    "announced-but-missing",
                    Severity.HINT,
                    [block.line_at(len(block.text) - 1)],
                    block.text[-80:],
                    next=following.quote,
                )


def _targets(study: Study) -> dict[Scheme, set[tuple[int, ...]]]:
    found: dict[Scheme, set[tuple[int, ...]]] = {scheme: set() for scheme in Scheme}
    for block in study.blocks:
        if block.label and block.label.parts:
            found[block.label.scheme].add(block.label.parts)
            # A number lost from its title still has its children: 8.1 stands where 8.1.1 does.
            if block.label.scheme is Scheme.DECIMAL:
                for level in range(1, len(block.label.parts)):
                    found[Scheme.DECIMAL].add(block.label.parts[:level])
            if block.label.scheme is Scheme.ROMAN and block.level == 1:
                found[Scheme.DECIMAL].add(block.label.parts)
    return found


def _parts(printed: str, scheme: Scheme) -> tuple[int, ...]:
    if printed[0].isdigit():
        return tuple(int(n) for n in printed.split("."))
    value = roman(printed) or (letter_value(printed) if len(printed) == 1 and scheme is Scheme.ANNEX else 0)
    return (value,) if value else ()


def _is_theirs(study: Study, i: int, block: Block, match: re.Match[str], ours: bool) -> bool:
    """The reference is into another document: «artículo 12 del Manual», «la Directiva…, en su numeral 9.2»."""
    if ours:
        return False
    before = block.text[max(0, match.start() - 30) : match.start()]
    if _OWNER_BEFORE.search(before) or _THEIRS.match(block.text, match.end()):
        return True
    # A norm named shortly before owns what follows, unless the text says «presente».
    return any(0 <= match.start() - c.end <= 150 for c in study.citations_near(i, match.start(), match.end()))


def _next(study: Study, i: int) -> Block | None:
    return next((b for b in study.blocks[i + 1 : i + 6] if b.kind is not Kind.NOTE), None)


def _is_cell(block: Block) -> bool:
    return (
        block.kind is Kind.PARAGRAPH
        and (block.narrow or len(block.text) < 60)
        and not block.text.endswith(":")
    )


def _is_heading(following: Block, block: Block) -> bool:
    if following.kind is not Kind.HEADING:
        return False
    label = following.label
    if label is None or label.scheme in {Scheme.CHAPTER, Scheme.ANNEX}:
        return True
    # «5.1 Son funciones:» may well be followed by 5.1.1, and «SE RESUELVE:» by its articles.
    own = block.label.parts if block.label else ()
    if label.scheme is not Scheme.DECIMAL or label.parts[: len(own)] == own != ():
        return False
    last = block.path[-1] if block.path else ""
    return not label.name.startswith(f"{last}.") and label.parts[-1] != 1
