"""A nonconformity that begins with an indicator: it cites its signal, or says why there is none."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from sigor.improvement.models import Nonconformity
from sigor.indicators.models import Indicator, Signal
from sigor.records import access, services
from sigor.records.models import Link
from sigor.registers.declaration import get
from sigor.registers.forms import form_of

pytestmark = pytest.mark.django_db
WHY = "El gráfico aún no tiene límites y el valor cayó a la mitad"


@pytest.fixture
def signal(units, coordinator) -> Signal:
    """Of an indicator for whose target UCC answers."""
    card = Indicator(
        title="Paquete completo", symbol="PAQ-N", purpose="Saber", numerator="Completos", denominator="Todos",
        unit_of_measure="%", frequency="bimester", origin="import", origin_note="Prueba", unit=units["UPPM"],
        target_owner=units["UCC"], valid_from=date(2022, 1, 1),
    )  # fmt: skip
    card = services.create(card, by=coordinator)
    raised = Signal(
        title="PAQ-N en el conjunto: Empeora", indicator=card, unit=units["UCC"], rule="run", worse=True,
        since=date(2025, 1, 1), until=date(2025, 5, 1), detail="Cambio real: empeora desde Ene–Feb 2025.",
        due_date=date(2025, 7, 15),
    )  # fmt: skip
    return services.bring_about(raised, by=coordinator)


def values(units, **changes):
    return {
        "title": "Cae el paquete completo", "kind": "nonconformity", "source": "indicator", "unit": units["UCC"],
        "detected_on": date(2025, 6, 2), "description": "De 40 a 20 %.", "plan_due": date(2025, 7, 2),
    } | changes  # fmt: skip


def test_a_nonconformity_opened_from_a_signal_cites_it(signal, unit_head, client):
    client.force_login(unit_head)
    answer = client.post(reverse("signal_nonconformity", args=[signal.pk]))
    opened = Nonconformity.objects.get()
    assert answer.url == reverse("register_detail", args=["nonconformities", opened.pk])
    assert (opened.source, opened.about, opened.rule, opened.unit) == (
        "indicator", signal, "signal:run", signal.unit,
    )  # fmt: skip
    assert opened.title == signal.title and signal.code in opened.description
    assert signal.detail in opened.description and opened.no_signal_reason == ""
    tied = Link.objects.get()
    assert (tied.record, tied.target, tied.kind) == (signal, opened, Link.Kind.CAUSES)
    assert signal.code in client.get(answer.url).content.decode(), "its page leads back to the signal"
    page = client.get(reverse("register_detail", args=["signals", signal.pk])).content.decode()
    assert opened.code in page


def test_the_same_signal_opens_one_while_that_is_being_dealt_with(signal, unit_head, coordinator, client):
    address = reverse("signal_nonconformity", args=[signal.pk])
    client.force_login(unit_head)
    first = client.post(address)
    client.force_login(coordinator)
    assert client.post(address).url == first.url and Nonconformity.objects.count() == 1
    services.transition(Nonconformity.objects.get(), "dismiss", by=coordinator, reason="Ya se atendió")
    assert client.post(address).url != first.url


def test_who_does_not_answer_for_the_target_opens_none(signal, other_head, auditor, administrator, client):
    address = reverse("signal_nonconformity", args=[signal.pk])
    for user in (other_head, auditor, administrator):
        client.force_login(user)
        assert client.post(address).status_code == 403
    assert client.get(address).status_code == 405
    assert not Nonconformity.objects.exists()


def test_one_of_an_indicator_with_neither_signal_nor_reason_is_refused_by_service_form_and_database(
    units, unit_head, client
):
    with pytest.raises(ValidationError) as refused:
        services.create(Nonconformity(**values(units)), by=unit_head)
    assert "no_signal_reason" in refused.value.message_dict
    with pytest.raises(ValidationError):
        services.create(Nonconformity(**values(units, no_signal_reason="   ")), by=unit_head)
    told = {name: getattr(value, "pk", value) for name, value in values(units).items()}
    form = form_of(get("nonconformities"))(told, user=unit_head)
    assert "no_signal_reason" in form.errors
    client.force_login(unit_head)
    answer = client.post(reverse("register_new", args=["nonconformities"]), told)
    assert answer.status_code == 422 and "Ábrala desde la señal" in answer.content.decode()
    assert not Nonconformity.objects.exists()
    kept = services.create(Nonconformity(**values(units, no_signal_reason=WHY)), by=unit_head)
    with pytest.raises(IntegrityError), transaction.atomic():
        Nonconformity.objects.filter(pk=kept.pk).update(no_signal_reason="")


def test_with_a_reason_instead_of_a_signal_it_is_kept_and_shown(units, unit_head, client):
    client.force_login(unit_head)
    told = {name: getattr(value, "pk", value) for name, value in values(units).items()}
    answer = client.post(reverse("register_new", args=["nonconformities"]), told | {"no_signal_reason": WHY})
    assert answer.status_code == 302
    assert WHY in client.get(answer.url).content.decode()


def test_other_sources_need_no_signal_and_a_change_to_indicator_asks_for_one(units, unit_head):
    kept = services.create(Nonconformity(**values(units, source="supervision")), by=unit_head)
    with pytest.raises(ValidationError):
        services.change(kept, by=unit_head, values={"source": "indicator"}, revision=kept.revision)
    changed = services.change(
        kept, by=unit_head, values={"source": "indicator", "no_signal_reason": WHY}, revision=kept.revision
    )
    assert changed.source == "indicator"


def test_the_signal_stays_readable_for_the_unit_that_treats_it(signal, unit_head):
    access.require_sight(unit_head, signal)
    assert "señal" in str(signal._meta.verbose_name)
