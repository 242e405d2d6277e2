"""What the menu offers of results besides the registers."""

from django.utils.translation import gettext_lazy as _

from sigor.registers import chapters

chapters.add_page(chapters.RESULTS, _("Tablero de Control"), "board")
chapters.add_page(chapters.RESULTS, _("Cadena de valor"), "value_chain")
chapters.add_page(chapters.RESULTS, _("Objetivos del SIG"), "scorecard")
chapters.add_page(chapters.RESULTS, _("Hojas de datos"), "sheets")
chapters.add_page(chapters.RESULTS, _("Informe de tendencia"), "trend_report")
chapters.add_page(chapters.RESULTS, _("Plazo de las señales"), "signal_term")
