"""What names another record shows on that record's page: a part in its table, any other where it is used."""

from django.urls import reverse
from django.utils.html import escape

from sigor.records.models import Record
from sigor.registers.declaration import register_of

# Fields that take only a record that fits another one; the tests of their chapter go through them.
FITTING = {("ethics-commitments", "holder")}


def test_a_record_shows_on_the_page_of_each_record_that_it_names(register, samples, coordinator, signed_in):
    client, named = signed_in(coordinator), fields_naming_records(register)
    if not named:
        return
    wholes = samples.asked(register, tuple(named), coordinator)
    record = samples.keep(register, coordinator, **wholes)
    for name, other in wholes.items():
        home = register_of(other)
        html = client.get(home.url_of(other)).content.decode()
        section = register.slug if name == register.parent else "usos"
        assert f'id="{section}"' in html, f"{name}: no section «{section}» on the page of {home.slug}"
        shown = html.split(f'id="{section}"', 1)[1].split("</section>", 1)[0]
        assert f'href="{register.url_of(record)}"' in shown and escape(record.code) in shown, name


def test_a_part_is_added_from_the_page_of_its_whole(register, samples, coordinator, signed_in):
    if not register.parent or register.readonly:
        return
    client = signed_in(coordinator)
    (whole,) = samples.asked(register, (register.parent,), coordinator).values()
    add = f"{reverse('register_new', args=[register.slug])}?de={whole.pk}"
    assert f'href="{add}"' in client.get(register_of(whole).url_of(whole)).content.decode()
    form = client.get(add).context["form"]
    assert str(form[register.parent].value()) == str(whole.pk), "the form opens with its whole chosen"
    assert str(form["unit"].value()) == str(whole.unit_id)


def fields_naming_records(register) -> list[str]:
    """The fields that name any record of another kind; one of the same kind has conditions of its own."""
    related = {name: register.field(name).related_model for name in register.fields()}
    others = {name: model for name, model in related.items() if model is not register.model}
    records = [name for name, model in others.items() if model is not None and issubclass(model, Record)]
    worked = [name for name in records if register_of(others[name]) is not None]
    return [name for name in worked if (register.slug, name) not in FITTING]
