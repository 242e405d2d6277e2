"""The quarterly report as an issued file: under one code for each edition, format and language, given again as it was."""

import hashlib
import json
from contextlib import suppress
from dataclasses import asdict, replace

from django.urls import reverse
from django.utils.translation import get_language

from sigor.accounts.models import User
from sigor.copies.about import page_of
from sigor.copies.models import IN_FORCE, Kind
from sigor.copies.selectors import latest
from sigor.copies.services import Issued, Particulars, issue, supersede
from sigor.organisation.grants import Permission
from sigor.plans import selectors
from sigor.plans.models import QuarterEdition
from sigor.printing.mark import Mark
from sigor.records import access
from sigor.records.services import TransitionRefused
from sigor.reports import assembly
from sigor.reports.content import QuarterReport
from sigor.reports.pdf import render_pdf
from sigor.reports.word import render_word


def report_file(edition: QuarterEdition, ending: str, *, by: User | None = None) -> bytes:
    """The report in Word, to be edited, or in PDF, to be kept; issued once, and given again as it was."""
    issued = _issued(edition, ending, by)
    newest, *past = selectors.editions(edition.plan, edition.quarter)
    formers = [former for one in past if (former := latest(_series(one, ending)))]
    if outdated := [former for former in formers if former.state == IN_FORCE.code]:
        # Whoever holds the report of a past edition is to learn of the present one.
        present = issued if edition == newest else _issued(newest, ending, by)
        for former in outdated:
            with suppress(TransitionRefused):  # somebody else did it at this moment
                supersede(former, replacement=present.file, by=by)
    return issued.data


def _issued(edition: QuarterEdition, ending: str, by: User | None) -> Issued:
    content = assembly.quarter_report(edition, base_url=assembly.public_address())
    draw = render_word if ending == "docx" else render_pdf
    what = Particulars(
        kind=Kind.REPORT,
        title=content.title,
        ending=ending,
        about=edition,
        classification=content.classification,
        edition=f"{content.quarter_label} · {content.labels['edition']} {edition.number}",
        series=_series(edition, ending),
        content=_digest(content),
    )

    def make(mark: Mark) -> bytes:
        return draw(replace(content, document_code=mark.code), mark)

    return issue(what, make, by=by, keep=ending == "pdf")


def _series(edition: QuarterEdition, ending: str) -> str:
    """One report of an edition is in force at a time, in each format and language."""
    return f"quarter-report:{edition.pk}:{ending}:{(get_language() or 'es')[:2]}"


def _digest(content: QuarterReport) -> str:
    """Of what the report says, wherever the site may be reached: the narrative can change after the freeze."""
    told = asdict(replace(content, verify_base_url="", labels={}))
    return hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()


@page_of(QuarterEdition)
def edition_page(edition: QuarterEdition, user: User) -> str:
    """Where a person who verifies a report reads its edition."""
    if not access.grants(user).anywhere(Permission.VIEW):
        return ""
    place = reverse("plan_quarter", args=[edition.plan.year, edition.quarter])
    return f"{place}?edicion={edition.number}"
