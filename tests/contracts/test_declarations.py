"""What every declaration must say, so that everything else can rely on it."""

from django.db.models import DateField, GeneratedField

from sigor.records.workflow import AUTHORS
from sigor.registers import declaration
from sigor.registers.forms import step_form_of
from sigor.registers.values import label_of
from tests.contracts.steps import way_to


def test_a_declaration_says_what_everything_else_relies_on(register):
    assert register.slug and str(register.name) and str(register.chapter)
    assert str(register.purpose).endswith("."), "the purpose is a sentence"
    assert declaration.get(register.slug) is register
    assert declaration.register_of(register.model) is register
    assert register.columns[0] == "code", "a list begins with the code"
    for name in [*register.shown(), *register.filters]:
        label = label_of(register.field(name))
        own = label.isupper() or label.lower() != name.replace("_", " ")  # «UBIGEO» is the word itself
        assert own, f"{name} has no label of its own"
    asked = register.fields()
    assert {"title", "unit"} <= set(asked) and len(asked) == len(set(asked))
    for name in asked:
        field = register.field(name)
        assert field.editable and not isinstance(field, GeneratedField), f"{name} is not filled in by people"
    if register.due_field:
        assert isinstance(register.field(register.due_field), DateField)
    if register.parent:
        assert register.parent in asked, "people say which whole a part belongs to"
        whole = declaration.register_of(register.field(register.parent).related_model)
        assert whole is not None and any(other is register for other, _field in whole.parts())
    assert register.in_menu or register.parent, "what is in no menu is reached from its whole"


def test_the_steps_of_a_register_hang_together(register):
    model, workflow = register.model, register.model.workflow
    codes = [state.code for state in workflow.states]
    names = [step.name for step in workflow.transitions]
    assert len(codes) == len(set(codes)) and len(names) == len(set(names))
    columns = {field.name for field in model._meta.concrete_fields}
    for step in workflow.transitions:
        assert {*step.sources, step.target} <= set(codes), f"{step.name} leads from or to an unknown state"
        assert {*step.unlike} - {AUTHORS} <= columns, f"{step.name}: no such field of a person"
        assert not step.stamp or {f"{step.stamp}_by", f"{step.stamp}_at"} <= columns, f"{step.name}: no stamp"
        personal = {"password"} if step.meaning else set()
        assert {*step_form_of(register, step).base_fields} == {"reason", *step.asks} | personal
        assert not step.meaning or "declared" in columns, f"{step.name}: nowhere to keep what was declared"
        assert not str(step.meaning).endswith("."), (
            f"{step.name}: of what it is declared follows the sentence"
        )
    for state in workflow.states:
        leads = way_to(workflow, state.code) is not None
        assert leads != state.brought, (
            f"{state.code}: a step of its own leads to it, or one of another record"
        )
        leaving = workflow.leaving(state.code)
        if state.final:
            assert all(step.needs_reason for step in leaving), f"{state.code} is reopened without a reason"
        else:
            assert leaving, f"{state.code} has no way out and is not final"
    kept = {state.code for state in workflow.states}
    for decay in workflow.decays:
        assert {*decay.sources} <= kept and decay.state.code not in kept
        assert isinstance(register.field(decay.field), DateField)
