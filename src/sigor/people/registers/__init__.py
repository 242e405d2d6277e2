"""The registers of chapter 8.6, people, in the order of the menu."""

from django.utils.translation import gettext_lazy as _

from sigor.people.registers import awareness, communication, holders, knowledge, posts, training
from sigor.registers import chapters

__all__ = ["awareness", "communication", "holders", "knowledge", "posts", "training"]

chapters.add_page(chapters.PEOPLE, _("Mis lecturas"), "people_readings")
chapters.add_page(chapters.PEOPLE, _("Quiénes faltan"), "people_pending")
chapters.add_page(chapters.PEOPLE, _("Brechas de competencia"), "people_gaps")
