"""What stands at the head and foot of every page of the institution, in the reader's language, on a day."""

from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sigor.organisation import clock
from sigor.organisation.models import Programme


def house_furniture(title: str, subject: str, address: str) -> dict[str, Any]:
    """The furniture that `printing` asks for; `address` is the path of the page that the document tells of."""
    programme = Programme.objects.on(clock.today()).first()
    english = (get_language() or "es").startswith("en")
    place = settings.PUBLIC_ADDRESS.rstrip("/")
    name = programme.name if programme else "SIGOR"
    return {
        "mottoes": [m for m in (programme.decade_motto, programme.year_motto) if m] if programme else [],
        "programme": name,
        "unit": subject,
        "classification": programme.classification if programme else "",
        "control_note": programme.control_note if programme else "",
        "language": "en" if english else "es",
        "region": "US" if english else "PE",
        "page": _("Página"),
        "of": _("de"),
        "table": _("Cuadro n.°"),
        "chart": _("Gráfico n.°"),
        "title": title,
        "subject": subject,
        "author": name,
        "address": f"{place}{address}",
        "base_url": f"{place}/prueba/",
    }
