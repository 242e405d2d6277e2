"""What every declaration must say, so that everything else can rely on it."""

from django.db.models import GeneratedField
from django.utils import translation

from sigor.registers import declaration
from sigor.registers.forms import form_of
from sigor.registers.values import label_of


def test_a_register_says_its_name_its_purpose_and_its_chapter(register):
    assert register.slug and str(register.name) and str(register.chapter)
    assert str(register.purpose).endswith(".")


def test_every_declared_name_is_a_field_with_a_label(register):
    for name in [*register.shown(), *register.filters]:
        field = register.field(name)
        assert label_of(field).lower() != field.name.replace("_", " "), f"{name} has no label of its own"


def test_what_people_fill_in_includes_the_title_and_the_unit_and_nothing_computed(register):
    assert {"title", "unit"} <= set(register.fields())
    for name in register.fields():
        assert register.field(name).editable and not isinstance(register.field(name), GeneratedField)


def test_the_list_begins_with_the_code(register):
    assert register.columns[0] == "code"


def test_a_register_is_found_by_its_slug_and_by_its_record(register):
    assert declaration.get(register.slug) is register
    assert declaration.register_of(register.model) is register


def test_every_field_of_the_form_has_a_label(register, unit_head):
    with translation.override("es"):
        form = form_of(register)(user=unit_head)
    assert all(bound.label for bound in form)


def test_every_transition_leads_from_and_to_known_states(register):
    codes = {state.code for state in register.model.workflow.states}
    for step in register.model.workflow.transitions:
        assert {*step.sources, step.target} <= codes


def test_states_that_are_final_have_no_way_out(register):
    for state in register.model.workflow.states:
        assert state.final == (not register.model.workflow.leaving(state.code))
