"""Units that the organisation of that day does not have."""

from collections import defaultdict
from collections.abc import Iterator

from sigor.analysis.normative.model import Finding, Severity
from sigor.analysis.normative.offices import Office
from sigor.analysis.normative.study import Study, finding
from sigor.analysis.normative.words import shared, stems

_FEW = 5


def units(study: Study) -> Iterator[Finding]:
    """Named offices against the known units; those said to belong to another body are not looked for."""
    if not study.known.units:
        return
    known = [tuple(stems(name)) for name in study.known.units.values() if stems(name)]
    named: dict[tuple[str, ...], list[Office]] = defaultdict(list)
    for office in study.offices:
        named[tuple(stems(office.name))].append(office)
    foreign = [name for name, mentions in named.items() if any(office.owner for office in mentions)]
    by_kind: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for name in known:
        by_kind[name[0]].append(name)
    for name, mentions in named.items():
        if any(shared(name, unit) == len(unit) for unit in by_kind[name[0]]):
            continue
        if name in foreign or any(_one_word_apart(name, other) for other in foreign[:50]):
            continue
        yield finding(
            "unit-unknown",
            Severity.WARNING,
            [office.line for office in mentions[:_FEW]],
            mentions[0].name,
            unit=mentions[0].name,
        )


def _one_word_apart(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return len(one) == len(other) > 3 and sum(a != b for a, b in zip(one, other, strict=True)) == 1
