"""What the frame around every page shows: the menu, the roles in force and the simulated day."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from sigor.accounts.requests import SignedInRequest
from sigor.organisation import clock
from sigor.organisation.grants import Permission, roles_held
from sigor.records import access
from sigor.registers import chapters as chapters_known
from sigor.registers.declaration import all_registers


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
        "roles": SimpleLazyObject(lambda: roles_held(request.user, clock.today())),
    }


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
    by_title: dict[str, list[Item]] = {str(title): [] for title in chapters_known.ORDER}
    if access.grants(request.user).anywhere(Permission.VIEW):
        for page in chapters_known.all_pages():
            by_title.setdefault(str(page.chapter), []).append(item(page.label, reverse(page.url_name)))
        for register in all_registers():
            if not register.in_menu:
                continue
            by_title.setdefault(str(register.chapter), []).append(
                item(register.name, reverse("register_list", args=[register.slug]))
            )
    chapters += [Chapter(title, items, folds=True) for title, items in by_title.items() if items]
    system = []
    if access.may(request.user, Permission.ADMINISTER):
        system.append(item(_("Personas y unidades"), reverse("administration")))
    if access.may(request.user, Permission.AUDIT):
        system.append(item(_("Bitácora"), reverse("audit_trail")))
    if system:
        chapters.append(Chapter(_("Sistema"), system))
    return chapters
