"""Reading issued files: by code, by series, by what they are about; and the state that each shows today."""

from datetime import date

from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from sigor.copies.models import IN_FORCE, RESERVED, STATES, IssuedFile, Kind
from sigor.records.ties import tie
from sigor.records.workflow import State

EXPIRED = State("expired", _("Vigencia terminada"), "▲", "warning", final=True)
NOT_YET = State("not_yet", _("Aún no rige"), "◷", "info")
AUTHENTIC = State("authentic", _("Auténtica"), "✓", "success")
LONGEST_CHAIN = 50  # of files that superseded one another


def issued_files() -> QuerySet[IssuedFile]:
    """What was really issued; a code that is only reserved stands for nothing yet."""
    return IssuedFile.objects.exclude(state=RESERVED.code).select_related("superseded_by", "copy_of")


def find(code: str) -> IssuedFile | None:
    """The issued file under a code as it is printed."""
    return issued_files().filter(code=code).first()


def issued_about(record: Model) -> QuerySet[IssuedFile]:
    """Everything issued about one record, newest first."""
    held = tie(record)
    found = issued_files().filter(about_type=held["record_type"], about_id=held["record_id"])
    return found.order_by("-issued_at", "-id")


def latest(series: str) -> IssuedFile | None:
    """The newest issue of a series that was neither repealed nor annulled."""
    return issued_files().filter(series=series, state__in=["in_force", "superseded"]).order_by("-id").first()


def newest(issued: IssuedFile) -> IssuedFile:
    """What stands at the end of the chain of files that superseded one another."""
    for _step in range(LONGEST_CHAIN):
        if issued.superseded_by is None:
            break
        issued = issued.superseded_by
    return issued


def kept_state(issued: IssuedFile) -> State:
    return STATES[issued.state]


def shown_state(issued: IssuedFile, today: date) -> State:
    """The state as it stands that day: one whose time is over, or has not come, is not in force."""
    if issued.state != IN_FORCE.code:
        return STATES[issued.state]
    if issued.valid_to is not None and issued.valid_to < today:
        return EXPIRED
    if issued.valid_from is not None and issued.valid_from > today:
        return NOT_YET
    return AUTHENTIC if issued.working or issued.kind == Kind.COPY else IN_FORCE
