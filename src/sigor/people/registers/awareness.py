"""Registers of awareness: inductions, required readings and who acknowledged them."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from sigor.accounts.models import User
from sigor.organisation import clock
from sigor.people import selectors
from sigor.people.models import Acknowledgement, Induction, RequiredReading
from sigor.people.privacy import PersonalForm, PersonalRegister, PersonalSerializer
from sigor.people.registers.holders import OfAPerson, PersonTable
from sigor.registers import chapters
from sigor.registers.declaration import Register, Section, register

AWARENESS = ("9001:7.3", "37001:7.3", "27001:7.3")


@register
class Inductions(OfAPerson):
    slug = "inductions"
    model = Induction
    name = _("Inducciones")
    purpose = _("Quién debe recibir la inducción, hasta cuándo, y cuándo la recibió.")
    chapter = chapters.PEOPLE
    clauses = ("9001:7.2", *AWARENESS)
    columns = ("code", "title", "holder", "of_unit", "due_date", "done_on", "state")
    filters = ("of_unit", "holder", "due_date", "state", "unit")
    search = ("code", "title", "topics")
    sections = (
        Section(_("La inducción"), "title", "holder", "topics"),
        Section(_("Cuándo"), "due_date", "unit"),
    )
    due_field = "due_date"
    table_class = PersonTable


@register
class RequiredReadings(Register):
    slug = "required-readings"
    model = RequiredReading
    name = _("Lecturas obligatorias")
    purpose = _("Qué debe leer y comprender cada persona, en qué versión y hasta cuándo.")
    chapter = chapters.PEOPLE
    clauses = AWARENESS
    columns = ("code", "title", "kind", "version", "audience", "from_date", "due_date", "unit", "state")
    filters = ("kind", "audience", "unit", "state", "from_date")
    search = ("code", "title", "text")
    sections = (
        Section(_("La lectura"), "title", "kind", "version", "text"),
        Section(_("Quiénes y hasta cuándo"), "audience", "from_date", "due_days", "unit"),
    )
    detail_template = "people/reading.html"

    def detail_context(self, record: Any, user: User) -> dict[str, Any]:
        return {"readers": selectors.readers_of(record, clock.today())}


@register
class Acknowledgements(PersonalRegister):
    """Only the reader makes one, on the page of readings; nobody edits it afterwards."""

    slug = "acknowledgements"
    model = Acknowledgement
    name = _("Acuses de lectura")
    purpose = _("Quién declaró haber leído y comprendido cada lectura obligatoria, y cuándo.")
    chapter = chapters.PEOPLE
    clauses = AWARENESS
    columns = ("code", "title", "user", "of_unit", "acknowledged_on", "state")
    filters = ("reading", "of_unit", "acknowledged_on", "unit", "state")
    search = ("code", "title", "user__full_name")
    sections = (
        Section(_("Qué leyó"), "title", "reading", "version"),
        Section(_("Qué declaró"), "statement", "acknowledged_on", "unit"),
    )
    readonly = True
    kept_in = ("unit", "of_unit", "reading__unit")
    form_class = PersonalForm
    serializer_class = PersonalSerializer
