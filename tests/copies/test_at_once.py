"""Several people ask for the same file, and one address for many codes, in the same instant."""

from datetime import UTC, datetime
from functools import partial

from sigor.accounts.models import User
from sigor.copies import services
from sigor.copies.limits import LOOKUPS
from sigor.copies.models import IssuedFile, Kind
from sigor.records import audit
from tests.concurrency.conftest import at_once, own_database  # noqa: F401 - a committed database of its own
from tests.copies.conftest import a_pdf

PEOPLE = 6


def test_what_several_ask_for_at_once_is_issued_once(own_database):  # noqa: F811
    people = [
        User.objects.create_user(f"p{n}", f"p{n}@ejemplo.pe", full_name=f"P {n}") for n in range(PEOPLE)
    ]
    what = services.Particulars(kind=Kind.REPORT, title="Informe", series="s", content="a" * 64)
    outcomes = at_once(
        *[partial(services.issue, what, lambda mark: a_pdf(), by=person, keep=True) for person in people]
    )
    row = IssuedFile.objects.get()
    assert {(made.file.pk, made.data) for made in outcomes} == {(row.pk, outcomes[0].data)}
    assert audit.verify().intact


def test_contents_that_change_at_once_follow_one_another(own_database):  # noqa: F811
    works = [
        partial(
            services.issue,
            services.Particulars(kind=Kind.REPORT, title="Informe", series="s", content=f"{n:064x}"),
            lambda mark: a_pdf(),
            by=None,
            keep=False,
        )
        for n in range(PEOPLE)
    ]
    at_once(*works)
    rows = list(IssuedFile.objects.order_by("id"))
    assert [row.state for row in rows] == ["superseded"] * (PEOPLE - 1) + ["in_force"]
    assert [row.superseded_by_id for row in rows[:-1]] == [row.pk for row in rows[1:]]


def test_an_address_that_asks_at_once_still_has_only_its_share(own_database):  # noqa: F811
    now = datetime(2025, 6, 30, 15, tzinfo=UTC)

    def ask():
        return sum(LOOKUPS.admit("198.51.100.7", now) for _ in range(LOOKUPS.most))

    assert sum(at_once(*[ask] * 4)) == LOOKUPS.most
