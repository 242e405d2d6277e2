"""The rule that between two revisions of a PDF only signatures were added: no page, no note, no field filled in."""

from collections.abc import Iterable

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import HistoricalResolver, RawPdfPath
from pyhanko.sign.diff_analysis import (
    DEFAULT_DIFF_POLICY,
    FieldComparisonContext,
    FormUpdate,
    FormUpdatingRule,
    ModificationLevel,
    SigFieldCreationRule,
    SigFieldModificationRule,
    StandardDiffPolicy,
    SuspiciousModification,
)
from pyhanko.sign.diff_analysis.form_rules_api import _list_fields

FIELDS = RawPdfPath("/Root", "/AcroForm", "/Fields")
FORM_KEYS = {"/Fields", "/SigFlags", "/DR", "/DA"}  # of a form that exists only for its signatures
Changes = Iterable[tuple[ModificationLevel, FormUpdate]]


class FormOrNone(FormUpdatingRule):
    """pyHanko compares two forms; a document without any signature has none, and its first signature brings it."""

    def apply(self, old: HistoricalResolver, new: HistoricalResolver) -> Changes:
        if "/AcroForm" in old.root:
            yield from super().apply(old, new)
        elif "/AcroForm" in new.root:
            yield from self._first_form(old, new)

    def _first_form(self, old: HistoricalResolver, new: HistoricalResolver) -> Changes:
        form = new.root.raw_get("/AcroForm")
        yield from _fresh(old, form)
        form = form.get_object()
        if not isinstance(form, generic.DictionaryObject) or isinstance(form, generic.StreamObject):
            raise SuspiciousModification("the new form is no dictionary")
        if not set(form.keys()) <= FORM_KEYS:
            raise SuspiciousModification(f"the new form holds more than signatures: {sorted(form.keys())}")
        fields = form.raw_get("/Fields")
        yield from _fresh(old, fields)
        if "/DR" in form:
            for reference in new.collect_dependencies(form.raw_get("/DR"), since_revision=old.revision + 1):
                yield ModificationLevel.FORM_FILLING, FormUpdate(updated_ref=reference, field_name=None)
        listed = dict(_list_fields(generic.ArrayObject(), fields.get_object(), old_path=FIELDS))
        context = FieldComparisonContext(field_specs=listed, old=old, new=new)
        for rule in self.field_rules:
            yield from rule.apply(context)


def _fresh(old: HistoricalResolver, value: generic.PdfObject) -> Changes:
    """Clear an object that did not exist before; one that did must be cleared by whoever knows its other uses."""
    if isinstance(value, generic.IndirectObject) and old.is_ref_unassignable(value.reference):
        yield ModificationLevel.LTA_UPDATES, FormUpdate(updated_ref=value.reference, field_name=None)


ONLY_SIGNATURES = StandardDiffPolicy(
    global_rules=DEFAULT_DIFF_POLICY.global_rules,
    form_rule=FormOrNone(field_rules=[SigFieldCreationRule(), SigFieldModificationRule()]),
)
