"""The registers of chapter 8.6, people, in the order of the menu."""

from django.utils.translation import gettext_lazy as _

from sigor.registers import chapters

# The menu follows the order of declaration, which is that of section 8.6 of the plan.
# isort: off
from sigor.people.registers import posts, holders, training, awareness, communication, knowledge
# isort: on

__all__ = ["awareness", "communication", "holders", "knowledge", "posts", "training"]

chapters.add_page(chapters.PEOPLE, _("Mis lecturas"), "people_readings")
chapters.add_page(chapters.PEOPLE, _("Quiénes faltan"), "people_pending")
chapters.add_page(chapters.PEOPLE, _("Brechas de competencia"), "people_gaps")
