"""Rules that hold for every register: in the database, in its steps and in its history."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import CheckConstraint
from django.urls import reverse

from sigor.organisation.grants import Permission
from sigor.records import access, services
from sigor.registers.forms import form_of
from sigor.registers.values import label_of
from tests.contracts.samples import form_data, values_for

ROLES = [
    "coordinator",
    "director",
    "unit_head",
    "other_head",
    "territorial_officer",
    "auditor",
    "administrator",
]


def test_the_database_refuses_a_state_nobody_declared(register, keep, unit_head):
    record = keep(unit_head)
    with pytest.raises(IntegrityError), transaction.atomic():
        register.model.objects.filter(pk=record.pk).update(state="nope")


def test_the_database_refuses_a_record_without_a_title_as_the_form_does(register, keep, unit_head, units):
    record = keep(unit_head)
    data = form_data(values_for(register, unit=units["UCC"]), title="")
    assert "title" in form_of(register)(data, user=unit_head).errors
    with pytest.raises(IntegrityError), transaction.atomic():
        register.model.objects.filter(pk=record.pk).update(title="")


def test_numbers_out_of_scale_and_unknown_choices_are_refused_by_form_and_database(
    register, keep, unit_head, units
):
    record, values = keep(unit_head), values_for(register, unit=units["UCC"])
    for name in register.fields():
        field = register.field(name)
        bad = (
            999 if any(hasattr(v, "limit_value") for v in field.validators if not field.max_length) else None
        )
        bad = "nope" if field.choices else bad
        if bad is None or name == "unit":
            continue
        assert name in form_of(register)(form_data(values, **{name: bad}), user=unit_head).errors
        with pytest.raises(IntegrityError), transaction.atomic():
            register.model.objects.filter(pk=record.pk).update(**{name: bad})


def test_every_constraint_of_the_model_is_in_force_for_services_too(register, keep, unit_head):
    assert any(isinstance(c, CheckConstraint) for c in register.model._meta.constraints)
    record = keep(unit_head)
    with pytest.raises(ValidationError):
        services.change(record, by=unit_head, values={"title": ""}, revision=1)


def test_the_form_creates_and_edits_what_was_typed(register, units, unit_head, signed_in):
    client, values = signed_in(unit_head), values_for(register, unit=units["UCC"], number=4)
    answer = client.post(reverse("register_new", args=[register.slug]), form_data(values))
    record = register.records(unit_head).get()
    assert answer.url == register.url_of(record)
    assert {name: getattr(record, name) for name in register.fields()} == values
    edit = reverse("register_edit", args=[register.slug, record.pk])
    client.post(edit, form_data(values, title="Corregido") | {"revision": "1"})
    record.refresh_from_db()
    assert record.title == "Corregido" and record.revision == 2


def test_a_rejected_form_keeps_what_was_typed_and_says_where(register, units, unit_head, signed_in):
    values = values_for(register, unit=units["UCC"])
    answer = signed_in(unit_head).post(
        reverse("register_new", args=[register.slug]), form_data(values, title="x" * 301)
    )
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "x" * 301 in html and 'id="id_title_error"' in html and 'aria-invalid="true"' in html


def test_a_unit_that_is_not_ones_own_cannot_be_chosen(register, units, other_head, signed_in):
    values = values_for(register, unit=units["UCC"])
    answer = signed_in(other_head).post(reverse("register_new", args=[register.slug]), form_data(values))
    assert answer.status_code == 422 and not register.model.objects.exists()


def test_a_record_moves_only_between_units_where_one_may_write(
    register, keep, units, coordinator, unit_head, signed_in
):
    record = keep(unit_head)
    data = form_data(values_for(register, unit=units["UOP"])) | {"revision": "1"}
    edit = reverse("register_edit", args=[register.slug, record.pk])
    assert signed_in(unit_head).post(edit, data).status_code == 422
    assert signed_in(coordinator).post(edit, data).status_code == 302
    record.refresh_from_db()
    assert record.unit == units["UOP"]


def test_whoever_edits_over_somebody_elses_change_loses_nothing(
    register, keep, unit_head, coordinator, signed_in, units
):
    record = keep(unit_head, title="Original")
    services.change(record, by=coordinator, values={"title": "De otra persona"}, revision=1)
    data = form_data(values_for(register, unit=units["UCC"]), title="Lo que escribí")
    edit = reverse("register_edit", args=[register.slug, record.pk])
    answer = signed_in(unit_head).post(edit, data | {"revision": "1"})
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "De otra persona" in html and "Lo que escribí" in html and str(coordinator) in html
    record.refresh_from_db()
    assert record.title == "De otra persona"
    again = signed_in(unit_head).post(edit, data | {"revision": "2"})
    assert again.status_code == 302
    record.refresh_from_db()
    assert record.title == "Lo que escribí"


@pytest.mark.parametrize("role", ROLES)
def test_each_step_is_open_only_to_who_holds_its_permission(register, keep, coordinator, role, request):
    person, record = request.getfixturevalue(role), keep(coordinator)
    for step in register.model.workflow.leaving(record.state):
        allowed = access.may(person, step.permission, [record.unit_id])
        four_eyes = any(getattr(record, f"{name}_id") == person.pk for name in step.unlike)
        refusal = services.refused(record, step, by=person)
        assert bool(refusal) == (not allowed or four_eyes)


def test_a_step_is_refused_from_a_state_it_does_not_leave(register, keep, coordinator, signed_in):
    record = keep(coordinator)
    for step in register.model.workflow.transitions:
        if record.state not in step.sources:
            where = reverse("register_transition", args=[register.slug, record.pk, step.name])
            answer = signed_in(coordinator).post(where, {"reason": "porque sí"})
            assert answer.status_code == 409
            assert 'role="alert"' in answer.content.decode()


def test_a_step_that_needs_a_reason_is_refused_without_one(register, keep, coordinator, director, signed_in):
    record = keep(coordinator)
    for step in register.model.workflow.leaving(record.state):
        if not step.needs_reason:
            continue
        person = director if step.permission == Permission.APPROVE else coordinator
        where = reverse("register_transition", args=[register.slug, record.pk, step.name])
        assert signed_in(person).post(where, {"reason": "  "}).status_code == 409
        record.refresh_from_db()
        assert record.state == register.model.workflow.initial


def test_the_page_says_why_a_step_is_closed(register, keep, coordinator, auditor, signed_in):
    record = keep(coordinator)
    html = signed_in(auditor).get(register.url_of(record)).content.decode()
    assert html.count("No tiene permiso para este paso.") == len(
        register.model.workflow.leaving(record.state)
    )


def test_history_tells_who_changed_what_and_why(register, keep, unit_head, coordinator, signed_in):
    record = keep(unit_head, title="Antes")
    services.change(
        record, by=coordinator, values={"title": "Después"}, revision=1, reason="Se precisó el nombre"
    )
    step = register.model.workflow.leaving(record.state)[0]
    services.transition(record, step.name, by=coordinator, reason="Corresponde")
    html = (
        signed_in(unit_head)
        .get(reverse("register_history", args=[register.slug, record.pk]))
        .content.decode()
    )
    target = register.model.workflow.state(step.target).label
    for words in [
        label_of(register.field("title")),
        "Antes",
        "Después",
        "Se precisó el nombre",
        str(coordinator),
        target,
    ]:
        assert str(words) in html
