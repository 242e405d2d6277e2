"""What the pages of rules, runs and reconciliations show besides what every record's page has."""

from typing import Any

from sigor.accounts.models import User
from sigor.incentives import boards, forms, selectors, services, wording
from sigor.incentives.engine.codes import CONCEPTS, ELIGIBILITY, VERDICTS
from sigor.incentives.models import Reconciliation, RuleVersion, Run
from sigor.organisation import clock
from sigor.organisation.grants import Permission
from sigor.records import access

FINDINGS_SHOWN = 50
CHANGED_LISTS = (
    "amounts",
    "limits",
    "grades",
    "requirements",
    "verdicts",
    "classes",
    "areas",
    "exemptions",
    "outcomes",
)


def rules(version: RuleVersion, user: User) -> dict[str, Any]:
    """Every rule with its dates, source and mark; the cases; and what the change would do."""
    may_edit = access.may(user, Permission.EDIT, [version.unit_id]) and version.state == "draft"
    document = version.document
    return {
        "today": clock.today(),
        "amounts": [
            (wording.CONCEPTS[e["concept"]], wording.soles(e["cents"]), e) for e in document["amounts"]
        ],
        "limits": [(forms.LIMITS[e["key"]], e["value"], e) for e in document["limits"]],
        "requirements": [(wording.requirement(e["requirement"]), e) for e in document["requirements"]],
        "verdicts": [(wording.VERDICTS[e["verdict"]], e["counts"], e) for e in document["verdicts"]],
        "areas": document["areas"],
        "exemptions": document["exemptions"],
        "outcomes": [(wording.CONCEPTS[e["concept"]], e) for e in document["outcomes"]],
        "unconfirmed": sum(not e["confirmed"] for name in CHANGED_LISTS for e in document[name]),
        "may_edit_rules": may_edit,
        "amount_form": forms.AmountForm(auto_id="cambio_%s") if may_edit else None,
        "document_form": forms.DocumentForm(auto_id="documento_%s") if may_edit else None,
        "cases_count": len(version.cases),
        "effect": selectors.effect_of(version),
    }


def run(record: Run, user: User) -> dict[str, Any]:
    """Progress while it is computed; then totals, where and why, and what people do with it."""
    may_edit = access.may(user, Permission.EDIT, [record.unit_id])
    context: dict[str, Any] = {
        "may_edit_run": may_edit,
        "findings_shown": record.findings[:FINDINGS_SHOWN],
        "findings_more": max(0, len(record.findings) - FINDINGS_SHOWN),
    }
    if record.state == "preparing":
        return context | {"progress": progress(record)}
    if not record.totals:
        return context
    totals = record.totals
    first, second = record.when.months
    return context | {
        "totals": totals,
        "total_soles": wording.soles(totals["cents"]),
        "concepts": [
            (code, wording.CONCEPTS[code], told["households"], told["units"], wording.soles(told["cents"]))
            for code, told in totals["concepts"].items()
        ],
        "map": boards.map_of(record),
        "may_download": access.may(user, Permission.VIEW, [record.unit_id]),
        "file_names": ("roll", "trace", "lines", "manifest", "rules"),
        "by_unit": selectors.by_unit(record),
        "months": (wording.month(str(first)), wording.month(str(second))),
        "eligibility": [
            (wording.ELIGIBILITY[code], *totals["eligibility"][code])
            for code in ELIGIBILITY
            if any(totals["eligibility"][code])
        ],
        "verdict_labels": [wording.VERDICTS[code] for code in VERDICTS[1:]],
        "checks": selectors.checks_by_requirement(record),
        "difference": selectors.difference_shown(record),
        "household_form": forms.HouseholdForm(auto_id="hogar_%s"),
        "lists_form": forms.ListsForm(auto_id="listas_%s")
        if may_edit and record.state in ("draft", "checked", "approved", "closed")
        else None,
        "sample_form": forms.SampleForm(auto_id="muestra_%s", initial={"seed": record.code}),
        "concept_codes": CONCEPTS,
    }


def reconciliation(record: Reconciliation, user: User) -> dict[str, Any]:
    """Each class of differences, and the first of each."""
    return {
        "classes": selectors.difference_classes(record, user),
        "may_open": access.may(user, Permission.EDIT, [record.unit_id]),
    }


def progress(record: Run) -> dict[str, Any]:
    """How far a computation is, in words; empty before it began."""
    told = services.progress_of(record)
    if not told:
        return {}
    left = told["remaining"]
    return told | {
        "percent": round(100 * told["share"]),
        "words": wording.step(told["step"]),
        "remaining_words": "" if left is None else wording.remaining(left),
    }
