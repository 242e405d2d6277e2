"""Every rule of the linter, declared once, and the check that runs them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sigor.analysis.normative.model import Finding, Known, NormativeText
from sigor.analysis.normative.rules import (
    acronyms,
    counts,
    definitions,
    form,
    naming,
    norms,
    numbering,
    organisation,
    references,
    spelling,
    wording,
)
from sigor.analysis.normative.study import Study


@dataclass(frozen=True)
class Rule:
    """A rule by the code that its findings carry."""

    code: str
    find: Callable[[Study], Iterator[Finding]]


RULES: tuple[Rule, ...] = (
    Rule("numbering-gap", numbering.gap),
    Rule("numbering-lost", numbering.lost),
    Rule("numbering-repeated", numbering.repeated),
    Rule("numbering-order", numbering.order),
    Rule("numbering-stray-space", numbering.stray_space),
    Rule("numbering-restarts", numbering.restarts),
    Rule("heading-without-number", numbering.without_number),
    Rule("acronym-undefined", acronyms.undefined),
    Rule("acronym-two-meanings", acronyms.two_meanings),
    Rule("definitions-swapped", definitions.swapped),
    Rule("definition-of-another-term", definitions.of_another_term),
    Rule("definition-repeated", definitions.repeated),
    Rule("definition-unlike-known", definitions.unlike_known),
    Rule("norm-two-formats", naming.norm_formats),
    Rule("norm-two-numbers", naming.norm_two_numbers),
    Rule("norm-number-format", naming.norm_number_format),
    Rule("office-two-names", naming.office_names),
    Rule("document-two-names", naming.document_names),
    Rule("list-word-differs", wording.lists),
    Rule("sentence-word-differs", wording.sentence_words),
    Rule("entry-two-texts", wording.entry_texts),
    Rule("entry-two-numbers", wording.entry_numbers),
    Rule("norm-repealed", norms.status),
    Rule("norm-not-yet-in-force", norms.early),
    Rule("norm-amendment-missing", norms.amendments),
    Rule("norm-without-number", norms.without_number),
    Rule("standard-without-edition", norms.standards),
    Rule("norm-missing-from-basis", norms.missing_from_basis),
    Rule("depends-on-pending-act", norms.pending_acts),
    Rule("reference-to-nothing", references.internal),
    Rule("footnote-missing", references.notes_missing),
    Rule("footnote-uncalled", references.notes_uncalled),
    Rule("footnote-repeated", references.notes_repeated),
    Rule("figure-without-text", references.figures),
    Rule("announced-but-missing", references.announced),
    Rule("header-unlike-record", form.header),
    Rule("empty-field", form.empty_fields),
    Rule("act-incomplete", form.act),
    Rule("classification-against-publication", form.classification),
    Rule("unit-unknown", organisation.units),
    Rule("count-disagrees", counts.listed),
    Rule("figure-unlike-words", counts.figures),
    Rule("indicator-without-formula", counts.indicators),
    Rule("likely-misspelling", spelling.misspellings),
    Rule("verb-disagrees", spelling.verbs),
)


def check(text: NormativeText, known: Known | None = None) -> list[Finding]:
    """Every finding in the order of the text."""
    study = Study(text, known or Known())
    found = [finding for rule in RULES for finding in rule.find(study)]
    order = {rule.code: i for i, rule in enumerate(RULES)}
    return sorted(found, key=lambda finding: (finding.line, order[finding.rule]))
