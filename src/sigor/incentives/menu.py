"""What the menu offers of the incentives besides the registers."""

from django.utils.translation import gettext_lazy as _

from sigor.registers import chapters

chapters.add_page(chapters.INCENTIVES, _("Tablero de incentivos"), "incentive_board")
chapters.add_page(chapters.INCENTIVES, _("Plazo de las alertas"), "alert_term")
