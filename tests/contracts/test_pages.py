"""Each page of each register, for each role: it opens for whom it should and for nobody else."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from sigor.records.models import Evidence, Link

READERS = ["coordinator", "director", "unit_head", "auditor"]
OUTSIDERS = ["other_head", "territorial_officer"]
WRITERS = ["coordinator", "unit_head"]
PAGES_OF_A_RECORD = ["register_detail", "register_history"]
PAGES_OF_WRITERS = ["register_new", "register_import", "register_template"]


@pytest.fixture
def record(keep, coordinator):
    return keep(coordinator, unit="UCC")


def address(name, register, *args):
    return reverse(name, args=[register.slug, *args])


@pytest.mark.parametrize("role", READERS)
@pytest.mark.parametrize("page", PAGES_OF_A_RECORD)
def test_whoever_may_see_the_unit_reads_the_record(register, record, page, role, request, signed_in):
    answer = signed_in(request.getfixturevalue(role)).get(address(page, register, record.pk))
    assert answer.status_code == 200
    assert record.code in answer.content.decode()


@pytest.mark.parametrize("role", OUTSIDERS)
@pytest.mark.parametrize("page", [*PAGES_OF_A_RECORD, "register_edit"])
def test_for_people_of_other_units_the_record_does_not_exist(
    register, record, page, role, request, signed_in
):
    answer = signed_in(request.getfixturevalue(role)).get(address(page, register, record.pk))
    assert answer.status_code == 404


@pytest.mark.parametrize("role", [*READERS, *OUTSIDERS])
@pytest.mark.parametrize("page", ["register_list", "register_export"])
def test_every_reader_opens_the_list_and_the_export(register, record, page, role, request, signed_in):
    assert signed_in(request.getfixturevalue(role)).get(address(page, register)).status_code == 200


@pytest.mark.parametrize("page", ["register_list", "register_export", *PAGES_OF_WRITERS])
def test_whoever_may_see_no_records_is_refused(register, record, page, administrator, signed_in):
    assert signed_in(administrator).get(address(page, register)).status_code == 403


@pytest.mark.parametrize("page", PAGES_OF_A_RECORD)
def test_whoever_may_see_no_records_opens_none(register, record, page, administrator, signed_in):
    assert signed_in(administrator).get(address(page, register, record.pk)).status_code == 403


@pytest.mark.parametrize("role", WRITERS)
@pytest.mark.parametrize("page", PAGES_OF_WRITERS)
def test_writers_open_the_pages_for_writing(register, page, role, request, signed_in):
    assert signed_in(request.getfixturevalue(role)).get(address(page, register)).status_code == 200


@pytest.mark.parametrize("page", PAGES_OF_WRITERS)
def test_an_auditor_is_refused_the_pages_for_writing(register, page, auditor, signed_in):
    assert signed_in(auditor).get(address(page, register)).status_code == 403


@pytest.mark.parametrize(("role", "expected"), [("unit_head", 200), ("coordinator", 200), ("auditor", 403)])
def test_the_form_of_a_record_opens_only_for_who_may_edit_it(
    register, record, role, expected, request, signed_in
):
    answer = signed_in(request.getfixturevalue(role)).get(address("register_edit", register, record.pk))
    assert answer.status_code == expected


POSTS = [
    ("register_transition", ["x"]),
    ("register_evidence", []),
    ("register_comment", []),
    ("register_link", []),
    ("register_edit", []),
]


@pytest.mark.parametrize(("page", "more"), POSTS)
@pytest.mark.parametrize(("role", "expected"), [("other_head", 404), ("administrator", 403)])
def test_nobody_writes_on_a_record_they_may_not_see(
    register, record, page, more, role, expected, request, signed_in
):
    answer = signed_in(request.getfixturevalue(role)).post(address(page, register, record.pk, *more), {})
    assert answer.status_code == expected


@pytest.mark.parametrize("page", ["register_evidence", "register_link", "register_edit"])
def test_an_auditor_reads_and_comments_but_changes_nothing(register, record, page, auditor, signed_in):
    client = signed_in(auditor)
    pdf = SimpleUploadedFile("a.pdf", b"%PDF-1.4\n%%EOF\n")
    told = {
        "type": "Acta",
        "file": pdf,
        "code": record.code,
        "kind": "relates",
        "title": "x",
        "revision": "1",
    }
    assert client.post(address(page, register, record.pk), told).status_code in (403, 422)
    record.refresh_from_db()
    assert record.revision == 1 and not Link.objects.exists() and not Evidence.objects.exists()
    assert client.post(address("register_comment", register, record.pk), {"text": "Visto"}).status_code == 302


def test_the_list_shows_only_what_the_person_may_see(register, keep, coordinator, other_head, signed_in):
    own, foreign = keep(coordinator, unit="UOP", number=1), keep(coordinator, unit="UCC", number=2)
    page = signed_in(other_head).get(address("register_list", register)).content.decode()
    assert own.code in page
    assert foreign.code not in page


def test_an_empty_register_says_what_it_is_for_and_offers_the_first_step(register, unit_head, signed_in):
    page = signed_in(unit_head).get(address("register_list", register)).content.decode()
    assert str(register.purpose) in page
    assert address("register_new", register) in page


def test_a_visitor_is_sent_to_sign_in(register, client, db):
    assert client.get(address("register_list", register)).status_code == 302
