"""What names a person is read by that person, by who keeps the register and by who answers for the person."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from sigor.organisation.models import Role
from sigor.people.models import Attendance, HeldCompetence, Holder, Induction, Post, TrainingAction
from sigor.people.registers.holders import Holders
from sigor.people.services import acknowledge
from sigor.records import services
from sigor.registers import consistency, declaration, due
from sigor.registers.search import search
from tests.people.conftest import NAME

READERS = ["keeper", "unit_head", "officer"]
# Not even who sees and edits everything else.
OTHERS = [
    "coordinator",
    "director",
    "auditor",
    "colleague",
    "urh_officer",
    "other_head",
    "territorial_officer",
]
PAGES = ["people_gaps", "people_pending", "home", "register_index", "verification", "agenda"]
SLUGS = ["holders", "held-competences", "attendances", "inductions", "acknowledgements"]


@pytest.fixture
def action(make):
    return make(TrainingAction)


@pytest.fixture
def about(make, holder, competence, action, reading, officer):
    """One record of each personal register about the same person."""
    return {
        "holders": holder,
        "held-competences": make(
            HeldCompetence, holder=holder, competence=competence, title=f"Ficha de {NAME}"
        ),
        "attendances": make(Attendance, holder=holder, action=action, title=f"Lista con {NAME}"),
        "inductions": make(Induction, holder=holder, title=f"Inducción de {NAME}"),
        "acknowledgements": acknowledge(reading=reading, by=officer),
    }


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize("role", READERS)
def test_who_needs_it_reads_the_record(about, slug, role, request, client, api):
    user, record = request.getfixturevalue(role), about[slug]
    client.force_login(user)
    assert record.code in client.get(reverse("register_list", args=[slug])).content.decode()
    for page in ("register_detail", "register_history"):
        assert client.get(reverse(page, args=[slug, record.pk])).status_code == 200
    assert api(user).get(f"/api/v1/{slug}/{record.pk}/").status_code == 200
    assert record.code in {hit.code for hit in search(user, record.code)}


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize("role", OTHERS)
def test_for_everybody_else_the_record_does_not_exist(about, slug, role, request, client, api):
    user, record = request.getfixturevalue(role), about[slug]
    client.force_login(user)
    listed = client.get(reverse("register_list", args=[slug])).content.decode()
    assert record.code not in listed and NAME not in listed
    for page in ("register_detail", "register_history", "record_print", "record_workbook"):
        assert client.get(reverse(page, args=[slug, record.pk])).status_code == 404
    for page in ("register_comment", "register_link", "register_evidence"):
        assert client.post(reverse(page, args=[slug, record.pk]), {}).status_code == 404
    answer = api(user).get(f"/api/v1/{slug}/").json()
    assert answer["count"] == 0
    for parts in ("", "history/"):
        assert api(user).get(f"/api/v1/{slug}/{record.pk}/{parts}").status_code == 404


@pytest.mark.parametrize("role", OTHERS)
def test_searching_by_name_or_code_finds_nobody(about, role, request, client):
    client.force_login(request.getfixturevalue(role))
    for text in (NAME, *(record.code for record in about.values())):
        page = client.get(reverse("search"), {"q": text}, follow=True)
        assert f'href="{Holders().url_of(about["holders"])}"' not in page.content.decode()
        assert search(page.wsgi_request.user, text) == []


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize("role", OTHERS)
def test_the_workbook_of_everybody_else_is_empty(about, slug, role, request, client):
    client.force_login(request.getfixturevalue(role))
    answer = client.get(reverse("register_export", args=[slug]))
    book = load_workbook(BytesIO(b"".join(answer.streaming_content)))
    written = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value}
    assert about[slug].code not in written and not {text for text in written if NAME in text}


def test_the_workbook_of_who_answers_for_the_person_has_the_person(about, unit_head, client):
    client.force_login(unit_head)
    answer = client.get(reverse("register_export", args=["holders"]))
    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).worksheets[0]
    assert NAME in {cell.value for row in sheet.iter_rows() for cell in row}


@pytest.mark.parametrize("role", OTHERS)
def test_the_pages_of_the_post_the_action_and_the_reading_name_nobody(
    about, post, action, reading, role, request, client
):
    user = request.getfixturevalue(role)
    client.force_login(user)
    addresses = [reverse(name) for name in PAGES]
    for slug, record in (("posts", post), ("training-actions", action), ("required-readings", reading)):
        if declaration.get(slug).records(user).filter(pk=record.pk).exists():
            addresses.append(reverse("register_detail", args=[slug, record.pk]))
    assert len(addresses) >= len(PAGES) + 2
    for address in addresses:
        page = client.get(address)
        assert page.status_code == 200
        html = page.content.decode()
        assert NAME not in html and not [r.code for r in about.values() if r.code in html]


def test_a_link_to_a_person_is_shown_only_to_who_may_read_the_person(
    about, post, keeper, coordinator, client
):
    services.link(about["holders"], post, by=keeper)
    page = reverse("register_detail", args=["posts", post.pk])
    client.force_login(keeper)
    assert about["holders"].code in client.get(page).content.decode()
    client.force_login(coordinator)
    html = client.get(page).content.decode()
    assert about["holders"].code not in html and NAME not in html


def test_nobody_links_to_a_person_they_may_not_read(about, post, coordinator, client):
    client.force_login(coordinator)
    told = {"code": about["holders"].code, "kind": "relates"}
    answer = client.post(reverse("register_link", args=["posts", post.pk]), told)
    assert answer.status_code == 422 and NAME not in answer.content.decode()


@pytest.mark.parametrize("role", OTHERS)
def test_counts_trays_and_findings_are_those_of_the_reader(about, role, request):
    user = request.getfixturevalue(role)
    day = about["inductions"].due_date.replace(year=2026)
    told = {item.code for item in [*due.owed_by(user, day), *due.awaiting(user, day)]}
    assert not told & {record.code for record in about.values()}
    found = consistency.get("people-induction-overdue")
    assert found.rows(user, day).count() == 0
    assert found.rows(request.getfixturevalue("keeper"), day).count() == 1


@pytest.mark.parametrize("role", ["coordinator", "urh_officer"])
def test_nobody_writes_about_a_person_what_they_could_not_read(make, units, post, role, request, client, api):
    user = request.getfixturevalue(role)
    told = {"title": NAME, "since": "2025-01-02", "post": post.pk, "of_unit": units["UCC"].pk}
    client.force_login(user)
    page = client.post(reverse("register_new", args=["holders"]), told | {"unit": units["URH"].pk})
    assert page.status_code == 422 and "Son datos personales" in page.content.decode()
    sent = told | {"post": post.code, "of_unit": "UCC", "unit": "URH"}
    answer = api(user).post("/api/v1/holders/", sent, format="json")
    assert answer.status_code == 422 and "Son datos personales" in str(answer.json())
    assert not Holder.objects.exists()


def test_nobody_imports_about_a_person_what_they_could_not_read(post, coordinator, client):
    client.force_login(coordinator)
    answer = client.get(reverse("register_template", args=["holders"]))
    book = load_workbook(BytesIO(b"".join(answer.streaming_content)))
    sheet = book.worksheets[0]
    columns = {str(cell.value): cell.column for cell in sheet[1]}
    told = {"Servidor o servidora": NAME, "Puesto": post.code, "Unidad donde trabaja": "UCC", "Unidad": "URH"}
    told["En el puesto desde"] = "02/01/2025"
    for label, value in told.items():
        sheet.cell(2, columns[label], value)
    out = BytesIO()
    book.save(out)
    file = SimpleUploadedFile("personas.xlsx", out.getvalue())
    preview = client.post(reverse("register_import", args=["holders"]), {"verb": "add", "file": file})
    assert preview.status_code == 422 and "Son datos personales" in preview.content.decode()


def test_a_person_is_not_moved_out_of_the_sight_of_who_moves(holder, units, unit_head, coordinator, api):
    """The head of the unit reads the person but does not keep the register: there is nothing to move."""
    where = f"/api/v1/holders/{holder.pk}/"
    etag = api(unit_head).get(where)["ETag"]
    answer = api(unit_head).patch(where, {"of_unit": "UOP"}, format="json", headers={"If-Match": etag})
    assert answer.status_code in (403, 422)
    holder.refresh_from_db()
    assert holder.of_unit == units["UCC"]


def test_who_keeps_the_register_moves_a_person_and_the_new_head_reads(
    holder, units, api, keeper, unit_head, other_head
):
    where = f"/api/v1/holders/{holder.pk}/"
    etag = api(keeper).get(where)["ETag"]
    answer = api(keeper).patch(where, {"of_unit": "UOP"}, format="json", headers={"If-Match": etag})
    assert answer.status_code == 200, answer.content
    assert api(other_head).get(where).status_code == 200
    assert api(unit_head).get(where).status_code == 404


def test_who_keeps_the_register_writes_about_people_of_any_unit(post, units, keeper, client):
    client.force_login(keeper)
    told = {"title": NAME, "since": "2025-01-02", "post": post.pk}
    told |= {"of_unit": units["UT-PIURA"].pk, "unit": units["URH"].pk}
    assert client.post(reverse("register_new", args=["holders"]), told).status_code == 302
    assert Holder.objects.get().of_unit == units["UT-PIURA"]


def test_a_head_keeps_the_people_of_the_own_unit(post, units, unit_head, client):
    client.force_login(unit_head)
    told = {"title": NAME, "since": "2025-01-02", "post": post.pk}
    told |= {"of_unit": units["UCC"].pk, "unit": units["UCC"].pk}
    answer = client.post(reverse("register_new", args=["holders"]), told)
    assert answer.status_code == 302
    assert Holder.objects.get().title == NAME


def test_what_is_kept_about_a_person_goes_with_the_person(about, units, keeper, unit_head, other_head):
    services.change(about["holders"], by=keeper, values={"of_unit": units["UOP"]}, revision=1)
    for slug in ("held-competences", "attendances", "inductions"):
        rows = declaration.get(slug).records
        assert rows(other_head).filter(pk=about[slug].pk).exists()
        assert not rows(unit_head).filter(pk=about[slug].pk).exists()


def test_a_post_says_nothing_of_who_holds_it(holder, colleague, api):
    answer = api(colleague).get(f"/api/v1/posts/{Post.objects.get().pk}/")
    assert answer.status_code == 200 and NAME not in str(answer.json())


def test_a_former_role_reads_nothing(holder, unit_head, client):
    """PERSONAL is held for a time, like every permission."""
    unit_head.memberships.update(role=Role.OFFICER)
    client.force_login(unit_head)
    assert client.get(reverse("register_detail", args=["holders", holder.pk])).status_code == 404
