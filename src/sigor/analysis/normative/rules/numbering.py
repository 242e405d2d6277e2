"""Broken numbering: gaps, repeats, wrong order, blanks inside numbers, lists that restart, lost numbers."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sigor.analysis.normative.labels import spelled
from sigor.analysis.normative.model import Block, Finding, Kind, Label, Scheme, Severity
from sigor.analysis.normative.study import Study, finding

Parts = tuple[int, ...]
_SHOWN = 8
_CONTINUED = re.compile(r"continu|cont\.", re.IGNORECASE)


@dataclass(frozen=True)
class Missing:
    """Numbers absent before a numbered block. `lost` when the block is a child of the last of them."""

    numbers: tuple[Parts, ...]
    before: Block | None
    block: Block
    lost: bool
    titles: tuple[Block, ...] = ()


def gap(study: Study) -> Iterator[Finding]:
    for missing in _missing(study):
        if missing.lost:
            continue
        params = {"missing": _span(missing.numbers, _label(missing.block)), "number": _name(missing.block)}
        if missing.before is None:
            lines: tuple[int, ...] = (missing.block.line,)
            message = "numbering-gap-at-start"
        else:
            lines = (missing.before.line, missing.block.line)
            message = "numbering-gap"
            params["before"] = _name(missing.before)
        yield finding("numbering-gap", Severity.ERROR, lines, missing.block.quote, message=message, **params)


def lost(study: Study) -> Iterator[Finding]:
    for missing in _missing(study):
        if not missing.lost:
            continue
        lines = (*(title.line for title in missing.titles), missing.block.line)
        params = {"missing": _span(missing.numbers, _label(missing.block)), "child": _name(missing.block)}
        if missing.titles:
            params["titles"] = "; ".join(f"«{study.unmarked(title.text)}»" for title in missing.titles)
        message = "numbering-lost-titled" if missing.titles else "numbering-lost"
        yield finding("numbering-lost", Severity.ERROR, lines, missing.block.quote, message=message, **params)


def repeated(study: Study) -> Iterator[Finding]:
    for blocks in _series(study):
        seen: dict[Parts, list[Block]] = defaultdict(list)
        for block in blocks:
            seen[_label(block).parts].append(block)
        for same in seen.values():
            if len(same) > 1 and not _is_continued(same):
                lines = tuple(block.line for block in same)
                yield finding(
                    "numbering-repeated",
                    Severity.ERROR,
                    lines,
                    same[-1].quote,
                    number=_name(same[0]),
                    count=len(same),
                )


def order(study: Study) -> Iterator[Finding]:
    for blocks in _series(study):
        first: dict[Parts, Block] = {}
        for block in blocks:
            first.setdefault(_label(block).parts, block)
        numbers = list(first)
        unique = list(first.values())
        settled = _increasing(numbers)
        for cycle in _cycles(numbers):
            moved = (
                [unique[i] for i in cycle if i not in settled]
                if len(cycle) > 2
                else [unique[i] for i in cycle]
            )
            lines = tuple(block.line for block in moved)
            if len(cycle) == 2:
                yield finding(
                    "numbering-order",
                    Severity.ERROR,
                    lines,
                    moved[0].quote,
                    message="numbering-swapped",
                    first=_name(moved[0]),
                    second=_name(moved[1]),
                )
            else:
                names = ", ".join(_name(block) for block in moved[:_SHOWN])
                yield finding("numbering-order", Severity.ERROR, lines, moved[0].quote, numbers=names)


def stray_space(study: Study) -> Iterator[Finding]:
    for block in study.blocks:
        if block.label and block.label.stray:
            params = {"printed": block.label.printed, "number": block.label.name}
            yield finding("numbering-stray-space", Severity.WARNING, (block.line,), block.quote, **params)


def restarts(study: Study) -> Iterator[Finding]:
    """A second list of the same kind with neither heading nor «siguientes:» before it."""
    latest: dict[tuple[Scheme, str], int] = {}
    for i, block in enumerate(study.blocks):
        label = block.label
        if not label or not block.series or label.scheme not in {Scheme.DECIMAL, Scheme.LETTER, Scheme.ROMAN}:
            continue
        if len(label.parts) > 1:
            continue
        key = (label.scheme, label.style)
        before = latest.get(key)
        if before is not None and label.parts == (1,) and study.blocks[before].series != block.series:
            between = study.blocks[before:i]
            if not any(_announces(b, label) for b in between):
                lines = (study.blocks[before].line, block.line)
                yield finding("numbering-restarts", Severity.WARNING, lines, block.quote, number=label.name)
        latest[key] = i


def without_number(study: Study) -> Iterator[Finding]:
    """A title without number in an outline whose titles below the first level have theirs."""
    told = {title.line for missing in _missing(study) for title in missing.titles}
    deep = {b.path[0] for b in study.blocks if b.label and b.label.scheme is Scheme.DECIMAL and b.level > 1}
    outlined = any(b.label and b.label.scheme is Scheme.DECIMAL and b.level == 1 for b in study.blocks)
    for block in study.blocks:
        if block.kind is not Kind.HEADING or block.label or block.line in told or not deep or not outlined:
            continue
        if block.path[0][:1].isdigit():
            yield finding(
                "heading-without-number",
                Severity.HINT,
                (block.line,),
                block.quote,
                title=study.unmarked(block.text),
            )


def _label(block: Block) -> Label:
    assert block.label is not None
    return block.label


def _name(block: Block) -> str:
    return _label(block).name


def _series(study: Study) -> list[list[Block]]:
    found: dict[int, list[Block]] = defaultdict(list)
    for block in study.blocks:
        if block.series and block.label:
            found[block.series].append(block)
    return list(found.values())


def _is_continued(blocks: Sequence[Block]) -> bool:
    """The caption of a table that goes on overleaf comes back with its number."""
    if _label(blocks[0]).scheme not in {Scheme.TABLE, Scheme.FIGURE, Scheme.ANNEX}:
        return False
    first = blocks[0].text.lower()
    return all(b.text.lower() == first or _CONTINUED.search(b.text) for b in blocks[1:])


def _announces(block: Block, label: Label) -> bool:
    """A sentence that ends in a colon, or a heading that is no item of the list itself."""
    own = block.label and (block.label.scheme, block.label.style) == (label.scheme, label.style)
    return (block.kind is Kind.HEADING and not own) or block.text.rstrip().endswith(":")


def _missing(study: Study) -> list[Missing]:
    return [missing for blocks in _series(study) for missing in _absent(blocks, study)]


def _absent(blocks: Sequence[Block], study: Study) -> Iterator[Missing]:
    """Per parent, the numbers absent among its children; levels above the shallowest are not asked for."""
    at = {_label(block).parts: block for block in reversed(blocks)}
    shallow = min(len(parts) for parts in at)
    children: dict[Parts, set[int]] = defaultdict(set)
    for parts in at:
        for level in range(shallow, len(parts) + 1):
            children[parts[: level - 1]].add(parts[level - 1])
    first_child: dict[Parts, Block] = {}
    for parts in sorted(at):
        for level in range(shallow, len(parts)):
            first_child.setdefault(parts[:level], at[parts])
    for parent in sorted(children):
        found = sorted(children[parent])
        pending: list[Parts] = []
        previous = 0
        for number in found:
            # A wild number (a year, an amount) is one gap, not a thousand.
            pending.extend((*parent, n) for n in range(max(previous + 1, number - 50), number))
            own = (*parent, number)
            before = at.get((*parent, previous)) if previous else None
            if own in at:
                if pending:
                    yield Missing(tuple(pending), before, at[own], lost=False)
                    pending = []
            else:
                numbers = (*pending, own)
                child = first_child[own]
                yield Missing(numbers, before, child, True, _titles(study, child, len(numbers)))
                pending = []
            previous = number


def _titles(study: Study, child: Block, count: int) -> tuple[Block, ...]:
    """The titles without number between the numbered block before and this one, if they are as many."""
    place = study.position(child)
    found: list[Block] = []
    for block in reversed(study.blocks[:place]):
        if block.kind is Kind.HEADING and block.label:
            break
        if block.kind is Kind.HEADING:
            found.append(block)
    return tuple(reversed(found)) if len(found) == count else ()


def _span(numbers: Sequence[Parts], like: Label) -> str:
    decimal = like.scheme is Scheme.DECIMAL
    names = [".".join(map(str, p)) if decimal else spelled(like.scheme, p[-1]) for p in numbers]
    if like.printed.strip("(").isupper():
        names = [name.upper() for name in names]
    return f"{names[0]}–{names[-1]}" if len(names) > 2 else ", ".join(names)


def _increasing(numbers: Sequence[Parts]) -> set[int]:
    """Positions of a longest increasing run: what need not move."""
    tails: list[Parts] = []
    ends: list[int] = []
    before: list[int] = []
    for i, number in enumerate(numbers):
        at = bisect_left(tails, number)
        before.append(ends[at - 1] if at else -1)
        tails[at : at + 1] = [number]
        ends[at : at + 1] = [i]
    kept: set[int] = set()
    i = ends[-1] if ends else -1
    while i >= 0:
        kept.add(i)
        i = before[i]
    return kept


def _cycles(numbers: Sequence[Parts]) -> list[list[int]]:
    """Each set of positions whose numbers would have to change places among themselves."""
    target = {number: i for i, number in enumerate(sorted(numbers))}
    goes = [target[number] for number in numbers]
    done = [goes[i] == i for i in range(len(goes))]
    cycles = []
    for start in range(len(goes)):
        cycle = []
        i = start
        while not done[i]:
            done[i] = True
            cycle.append(i)
            i = goes[i]
        if cycle:
            cycles.append(sorted(cycle))
    return cycles
