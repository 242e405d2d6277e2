"""Lists, records and the set of registers on paper: each print has a code, and of each only the hash is kept."""

import hashlib

import pytest
from django.urls import reverse

from sigor.committee.models import Agreement
from sigor.copies.models import IssuedFile, Kind
from sigor.records import services
from sigor.records.models import AuditEntry
from tests.copies.conftest import CODE, text_of


@pytest.fixture
def agreement(units, unit_head):
    record = Agreement(
        title="Presentar el informe", text="Ante el Comité", unit=units["UCC"], due_date="2025-07-01"
    )
    return services.create(record, by=unit_head)


def test_a_printed_list_has_a_code_of_its_own_each_time(agreement, unit_head, client):
    client.force_login(unit_head)
    address = reverse("register_print", args=["agreements"])
    prints = [client.get(address, {"q": "informe"}).getvalue() for _ in range(2)]
    codes = [CODE.search(text_of(data))[1] for data in prints]
    assert codes[0] != codes[1]
    for code, data in zip(codes, prints, strict=True):
        row = IssuedFile.objects.get(code=code)
        assert (row.kind, row.file, row.issued_by) == (Kind.LIST, None, unit_head)
        assert row.sha256 == hashlib.sha256(data).hexdigest() and row.edition.startswith("Impreso el ")


def test_a_printed_record_and_the_whole_set_carry_a_code(agreement, unit_head, client):
    client.force_login(unit_head)
    record = client.get(reverse("record_print", args=["agreements", agreement.pk])).getvalue()
    whole = client.get(reverse("registers_print")).getvalue()
    row = IssuedFile.objects.get(code=CODE.search(text_of(record))[1])
    assert (row.kind, row.about) == (Kind.RECORD, agreement)
    assert IssuedFile.objects.get(code=CODE.search(text_of(whole))[1]).kind == Kind.SET
    assert set(
        AuditEntry.objects.filter(table_name="copies_issuedfile").values_list("source", flat=True)
    ) == {"web"}


def test_who_may_not_print_issues_nothing(agreement, other_head, administrator, client):
    for person, status in ((other_head, 404), (administrator, 403)):
        client.force_login(person)
        assert client.get(reverse("record_print", args=["agreements", agreement.pk])).status_code == status
    assert not IssuedFile.objects.exists()
