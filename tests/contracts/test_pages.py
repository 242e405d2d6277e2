"""Each page of each register, for each role: it opens for whom it should and for nobody else."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation

from sigor.records.models import Evidence, Link
from sigor.registers.forms import form_of
from tests.contracts import REPRESENTATIVE

LISTS = ["register_list", "register_export"]
READING = ["register_detail", "register_history"]
WRITING = ["register_new", "register_import", "register_template"]
OF_A_RECORD = [*READING, "register_edit"]
EVERYBODY = ["register_list", "register_detail", "register_edit"]  # tried by each role in each register

READERS = ["coordinator", "director", "unit_head", "auditor"]
OUTSIDERS = ["other_head", "territorial_officer"]
WRITERS = ["coordinator", "director", "unit_head"]


def address(name, register, *args):
    return reverse(name, args=[register.slug, *args])


def expected(register, record, role, page):
    """What answers this role on this page of a record in another's unit for outsiders, one's own for the rest."""
    if role == "administrator":
        return 403
    hidden = 403 if register.model.shared else 404
    if page in LISTS:
        return 200
    if page in READING:
        return 200 if role not in OUTSIDERS or register.model.shared else 404
    if register.readonly or role == "auditor":
        return 403
    if page == "register_edit":
        editing = 200 if record.get_state().editable else 302  # what is decided sends back to its page
        return editing if role in WRITERS else hidden
    return 200


def test_each_role_opens_the_pages_it_may_and_no_others(register, keep, coordinator, request, signed_in):
    record = keep(coordinator)
    # A register that names persons says itself who reads it; its own tests ask.
    roles = ["coordinator", "unit_head"] if register.private else [*READERS, *OUTSIDERS]
    for role in [*roles, "administrator"]:
        client = signed_in(request.getfixturevalue(role))
        for page in [*LISTS, *READING, *WRITING, "register_edit"]:
            # Each page asks by one of three doors; which people pass does not depend on the register.
            if register in REPRESENTATIVE or page in EVERYBODY or role in ("unit_head", "administrator"):
                args = [record.pk] if page in OF_A_RECORD else []
                status = client.get(address(page, register, *args)).status_code
                assert status == expected(register, record, role, page), f"{role} {page}"
    assert Client().get(address("register_list", register)).status_code == 302, "a visitor is sent to sign in"


def test_whoever_may_not_write_changes_nothing(register, keep, coordinator, request, signed_in):
    record = keep(coordinator)
    pdf = b"%PDF-1.4\n%%EOF\n"
    posts = {
        ("register_transition", s.name): {"reason": "x"} for s in register.model.workflow.transitions[:1]
    } | {
        ("register_edit",): {"title": "x", "revision": "1"},
        ("register_link",): {"code": record.code, "kind": "relates"},
        ("register_evidence",): {"type": "Acta"},
    }
    shared = register.model.shared
    refusals = {"administrator": {403}, "other_head": {403, 409, 422} if shared else {404}}
    if register.private:
        refusals["other_head"] = {403, 404}
    else:
        refusals["auditor"] = {403, 409, 422}
    for role, expected in refusals.items():
        client = signed_in(request.getfixturevalue(role))
        for (page, *more), told in posts.items():
            file = {"file": SimpleUploadedFile("a.pdf", pdf)} if page == "register_evidence" else {}
            answer = client.post(address(page, register, record.pk, *more), told | file)
            by_hand = expected | {403} if register.readonly and page == "register_edit" else expected
            assert answer.status_code in by_hand, f"{role} {page}"
        says = client.post(address("register_comment", register, record.pk), {"text": "Visto"}).status_code
        assert says == 302 if role == "auditor" or (shared and role == "other_head") else says in expected
    record.refresh_from_db()
    assert record.revision == 1 and not Link.objects.exists() and not Evidence.objects.exists()


def test_the_list_begins_empty_and_then_shows_what_the_person_may_see(
    register, keep, coordinator, unit_head, other_head, signed_in
):
    page = signed_in(unit_head).get(address("register_list", register)).content.decode()
    assert str(register.purpose) in page
    assert (address("register_new", register) in page) != register.readonly
    own, foreign = keep(coordinator, unit="UOP"), keep(coordinator, unit="UCC")
    page = signed_in(other_head).get(address("register_list", register)).content.decode()
    assert own.code in page
    assert (foreign.code in page) == register.model.shared
    with translation.override("es"):
        form = form_of(register)(user=unit_head)
    assert all(bound.label for bound in form)
