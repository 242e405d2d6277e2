"""Rules that hold for every register: in the database, in its form, in its steps and in its history."""

import pytest
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import DataError, IntegrityError, transaction
from django.db.models import CheckConstraint
from django.urls import reverse

from sigor.records import access, selectors, services
from sigor.records.workflow import AUTHORS
from sigor.registers.declaration import register_of
from sigor.registers.forms import form_of
from sigor.registers.values import label_of
from tests.conftest import PASSWORD
from tests.contracts.samples import form_data
from tests.contracts.steps import REASON, open_steps, who_decides

ROLES = [
    "coordinator",
    "director",
    "unit_head",
    "other_head",
    "territorial_officer",
    "auditor",
    "administrator",
]


def out_of_range(field):
    """Values that the field's own words exclude: unknown choices, figures beyond the limits it declares."""
    if field.choices:
        return ["nope"] if field.get_internal_type() in ("CharField", "TextField") else [999]
    limits = [v for v in field._validators if isinstance(v, (MinValueValidator, MaxValueValidator))]
    return [v.limit_value + (1 if isinstance(v, MaxValueValidator) else -1) for v in limits]


def test_the_form_the_services_and_the_database_keep_the_same_rules(register, keep, samples, unit_head):
    assert any(isinstance(rule, CheckConstraint) for rule in register.model._meta.constraints)
    record, values = keep(unit_head), samples.values(register, unit_head)

    def refused_by_form(name, bad):
        return name in form_of(register)(form_data(values, **{name: bad}), user=unit_head).errors

    def refused_by_database(name, bad):
        try:
            with transaction.atomic():
                register.model.objects.filter(pk=record.pk).update(**{name: bad})
        except (IntegrityError, DataError):
            return True
        return False

    assert refused_by_database("state", "nope")
    assert refused_by_form("title", "") and refused_by_database("title", "")
    with pytest.raises(ValidationError):
        services.create(register.model(**values | {"title": ""}), by=unit_head)
    if record.get_state().editable:
        with pytest.raises(ValidationError):
            services.change(record, by=unit_head, values={"title": ""}, revision=1)
    for name in register.fields():
        for bad in out_of_range(register.field(name)):
            assert refused_by_form(name, bad), f"the form takes {name}={bad}"
            assert refused_by_database(name, bad), f"the database takes {name}={bad}"


def test_the_form_creates_what_was_typed_and_keeps_it_when_something_is_wrong(
    register, samples, units, unit_head, other_head, signed_in
):
    client, new = signed_in(unit_head), reverse("register_new", args=[register.slug])
    values = samples.values(register, unit_head)
    told = form_data(values)
    if register.readonly:
        assert client.post(new, told).status_code == 403
        return
    before = register.model.objects.count()
    answer = client.post(new, told | {"title": "x" * 301})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "x" * 301 in html and 'id="id_title_error"' in html and 'aria-invalid="true"' in html
    answer = signed_in(other_head).post(new, told)
    assert answer.status_code == 422 and "unit" in answer.context["form"].errors, (
        "a unit that is not one's own"
    )
    assert register.model.objects.count() == before

    answer = client.post(new, told)
    assert answer.status_code == 302, answer.context["form"].errors
    record = register.records(unit_head).order_by("pk").last()
    assert {name: getattr(record, name) for name in register.fields()} == values
    whole = getattr(record, register.parent) if register.parent else None
    where = register.url_of(record)
    if whole is not None:
        where = f"{register_of(whole).url_of(whole)}#{register.slug}"
    assert answer.url == where


def typed(register, record, **changes):
    """What the form of a record sends, with some of it changed."""
    return form_data({name: getattr(record, name) for name in register.fields()}, **changes)


def test_the_form_edits_moves_and_overwrites_nobody(register, keep, units, unit_head, coordinator, signed_in):
    record = keep(unit_head, title="Original")
    edit, head = reverse("register_edit", args=[register.slug, record.pk]), signed_in(unit_head)
    data = typed(register, record, title="Lo que escribí") | {"revision": "1"}
    if register.readonly or not record.get_state().editable:
        assert head.post(edit, data).status_code == (403 if register.readonly else 302)
        record.refresh_from_db()
        assert record.title == "Original"
        return
    services.change(record, by=coordinator, values={"title": "De otra persona"}, revision=1)
    answer = head.post(edit, data)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "De otra persona" in html and "Lo que escribí" in html and str(coordinator) in html
    record.refresh_from_db()
    assert record.title == "De otra persona"
    assert head.post(edit, data | {"revision": "2"}).status_code == 302
    record.refresh_from_db()
    assert record.title == "Lo que escribí" and record.revision == 3

    elsewhere = typed(register, record, unit=units["UOP"]) | {"revision": "3"}
    answer = head.post(edit, elsewhere)
    assert answer.status_code == 422 and "unit" in answer.context["form"].errors, "moved out of one's reach"
    answer = signed_in(coordinator).post(edit, elsewhere)
    assert answer.status_code == 302, answer.context["form"].errors
    record.refresh_from_db()
    assert record.unit == units["UOP"]


def test_each_step_is_open_only_to_who_holds_its_permission(
    register, keep, coordinator, deciders, request, signed_in
):
    record = keep(coordinator)
    leaving = register.model.workflow.leaving(record.state)
    for role in ROLES:
        person = request.getfixturevalue(role)
        for step in leaving:
            allowed = access.may(person, step.permission, [record.unit_id])
            wrote = AUTHORS in step.unlike and selectors.wrote(record, person)
            four_eyes = wrote or any(getattr(record, f"{n}_id", None) == person.pk for n in step.unlike)
            gated = any(gate(record, person) for gate in step.gates)
            refusal = services.refused(record, step, by=person)
            assert bool(refusal) == (not allowed or four_eyes or gated), f"{role} {step.name}: {refusal}"
            if four_eyes:  # writing is no way around it
                with pytest.raises(services.TransitionRefused):
                    services.transition(record, step.name, by=person, reason=REASON)
    reader = request.getfixturevalue("unit_head" if register.private else "auditor")
    html = signed_in(reader).get(register.url_of(record)).content.decode()
    closed = [step for step in leaving if not access.may(reader, step.permission, [record.unit_id])]
    assert html.count("No tiene permiso para este paso.") == len(closed), "the page says why a step is closed"


def test_steps_are_refused_out_of_turn_and_without_their_reason(
    register, keep, samples, coordinator, deciders, signed_in
):
    record, workflow = keep(coordinator), register.model.workflow
    out_of_turn = [step for step in workflow.transitions if record.state not in step.sources]
    unreasoned = [step for step in workflow.leaving(record.state) if step.needs_reason]
    for told, steps in ((REASON, out_of_turn), ("  ", unreasoned)):
        for step in steps:
            person = who_decides(step, record, deciders)
            with pytest.raises(services.TransitionRefused):
                services.transition(record, step.name, by=person, reason=told)
        for step in steps[:1]:
            where = reverse("register_transition", args=[register.slug, record.pk, step.name])
            asked = form_data(samples.asked(register, step.asks, coordinator))
            answer = signed_in(who_decides(step, record, deciders)).post(
                where, {"reason": told, "password": PASSWORD} | asked
            )
            assert answer.status_code == 409, step.name
            assert 'role="alert"' in answer.content.decode()
    record.refresh_from_db()
    assert record.state == workflow.initial


def test_history_tells_who_changed_what_and_why(
    register, keep, samples, unit_head, coordinator, deciders, signed_in
):
    record = keep(unit_head, title="Antes")
    words = [str(unit_head), "Antes"]
    if record.get_state().editable:
        because = "Se precisó el nombre"
        services.change(record, by=coordinator, values={"title": "Después"}, revision=1, reason=because)
        words += [label_of(register.field("title")), "Después", because, str(coordinator)]
        record.refresh_from_db()
    for step, person in open_steps(record, deciders)[:1]:
        asked = samples.asked(register, step.asks, coordinator)
        services.transition(record, step.name, by=person, reason=REASON, values=asked, confirmed=True)
        words += [REASON, str(person), step.meaning]
        if step.target != record.state:
            words.append(register.model.workflow.state(step.target).label)
    page = reverse("register_history", args=[register.slug, record.pk])
    html = signed_in(unit_head).get(page).content.decode()
    for told in words:
        assert str(told) in html, told
