"""What the frame around every page shows: the menu, the roles in force and the simulated day."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sigor.accounts.requests import SignedInRequest
from sigor.organisation.grants import Permission
from sigor.records import access
from sigor.registers import chapters as chapters_known
from sigor.registers.declaration import Register, all_registers


@dataclass(frozen=True)
class Item:
    label: str
    url: str
    current: bool


@dataclass(frozen=True)
class Chapter:
    title: str
    items: list[Item]
    folds: bool = False

    @property
    def current(self) -> bool:
        return any(item.current for item in self.items)


def frame(request: SignedInRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"simulated_today": settings.SIMULATED_TODAY}
    return {
        "simulated_today": settings.SIMULATED_TODAY,
        "menu": SimpleLazyObject(lambda: menu(request)),
        "roles": SimpleLazyObject(lambda: access.grants(request.user).by),
    }


@lru_cache(maxsize=8)
def _offered(
    language: str | None, registers: tuple[Register, ...]
) -> list[tuple[str, list[tuple[str, str]]]]:
    """Labels and addresses of each chapter in a language, the same on every page: they are put together once."""
    by_title: dict[str, list[tuple[str, str]]] = {str(title): [] for title in chapters_known.ORDER}
    for page in chapters_known.all_pages():
        by_title.setdefault(str(page.chapter), []).append((str(page.label), reverse(page.url_name)))
    for register in registers:
        if register.in_menu:
            address = reverse("register_list", args=[register.slug])
            by_title.setdefault(str(register.chapter), []).append((str(register.name), address))
    return [(title, entries) for title, entries in by_title.items() if entries]


def menu(request: SignedInRequest) -> list[Chapter]:
    """Chapters of the SIG model, and in each only what the person may open."""

    def item(label: Any, url: str) -> Item:
        here = request.path == url if url == "/" else request.path.startswith(url)
        return Item(str(label), url, here)

    start = [item(_("Mi bandeja"), reverse("home"))]
    if access.grants(request.user).anywhere(Permission.VIEW):
        start.append(item(_("Firmas"), reverse("signatures")))
        start.append(item(_("Agenda de la unidad"), reverse("agenda")))
        start.append(item(_("Verificación del sistema"), reverse("verification")))
        index = reverse("register_index")
        start.append(Item(_("Registros del SIG"), index, request.path == index))
    chapters = [Chapter("", start)]
    chapters.append(
        Chapter(
            _("Plan"),
            [
                item(_("Plan anual"), reverse("plan_home")),
                item(_("Regla de cumplimiento"), reverse("rule_list")),
            ],
        )
    )
    if access.grants(request.user).anywhere(Permission.VIEW):
        for title, entries in _offered(get_language(), tuple(all_registers())):
            # Of a page and those beneath its address, the nearest one is where the person is.
            here = max((url for _label, url in entries if request.path.startswith(url)), key=len, default="")
            items = [Item(label, url, url == here) for label, url in entries]
            chapters.append(Chapter(title, items, folds=True))
    system = []
    if access.may(request.user, Permission.ADMINISTER):
        system.append(item(_("Personas y unidades"), reverse("administration")))
    if access.may(request.user, Permission.AUDIT):
        system.append(item(_("Bitácora"), reverse("audit_trail")))
    if system:
        chapters.append(Chapter(_("Sistema"), system))
    return chapters
