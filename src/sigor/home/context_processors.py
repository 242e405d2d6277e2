"""What the frame around every page shows: the menu, the roles in force and the simulated day."""

from collections.abc import Iterable
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

    alone = (
        reverse("home"),
        reverse("register_index"),
    )  # above addresses that are not beneath them in the menu

    def chapter(title: Any, entries: Iterable[tuple[Any, str]], *, folds: bool = False) -> Chapter:
        """Of a page and those beneath its address, the nearest one is where the person is."""
        path, entries = request.path, list(entries)
        near = [url for _label, url in entries if (path == url if url in alone else path.startswith(url))]
        here = max(near, key=len, default="")
        return Chapter(str(title), [Item(str(label), url, url == here) for label, url in entries], folds)

    may_view = access.grants(request.user).anywhere(Permission.VIEW)
    start = [(_("Mi bandeja"), reverse("home"))]
    if may_view:
        start += [
            (_("Firmas"), reverse("signatures")),
            (_("Agenda de la unidad"), reverse("agenda")),
            (_("Verificación del sistema"), reverse("verification")),
            (_("Registros del SIG"), reverse("register_index")),
        ]
    plan = [(_("Plan anual"), reverse("plan_home")), (_("Regla de cumplimiento"), reverse("rule_list"))]
    chapters = [chapter("", start), chapter(_("Plan"), plan)]
    if may_view:
        offered = _offered(get_language(), tuple(all_registers()))
        chapters += [chapter(title, entries, folds=True) for title, entries in offered]
    system = []
    if access.may(request.user, Permission.ADMINISTER):
        system.append((_("Personas y unidades"), reverse("administration")))
    if access.may(request.user, Permission.AUDIT):
        system.append((_("Bitácora"), reverse("audit_trail")))
    if system:
        chapters.append(chapter(_("Sistema"), system))
    return chapters
